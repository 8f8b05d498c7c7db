using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Signing;

namespace Sallyport.Server.Outbound;

/// <summary>
/// Key sets that an administrator keeps in files, for issuers that cannot be reached at all; every other issuer is asked. A file is read
/// again when it has changed, so that a rotation needs no restart; while it cannot be read, what was read last goes on serving.
/// </summary>
public sealed class IssuerKeyFiles : IIssuerKeys
{
    private readonly Dictionary<string, KeyFile> files;
    private readonly IIssuerKeys others;

    /// <summary>Reads the files. Throws <see cref="StartupException"/> when one is no key set with a usable key.</summary>
    /// <param name="files">Their paths by issuer.</param>
    /// <param name="others">The keys of all other issuers.</param>
    public IssuerKeyFiles(IReadOnlyDictionary<string, string> files, IIssuerKeys others)
    {
        this.others = others;
        this.files = files.ToDictionary(f => f.Key, f => new KeyFile(f.Value), StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public Task<JwkSet> GetAsync(string issuer, string? keyId, CancellationToken cancel) =>
        files.TryGetValue(issuer, out var file) ? Task.FromResult(file.Keys()) : others.GetAsync(issuer, keyId, cancel);

    private sealed class KeyFile
    {
        private readonly string path;
        private volatile Tuple<DateTime, JwkSet> latest;

        public KeyFile(string path)
        {
            this.path = path;
            latest = Read() ?? throw new StartupException($"The key set '{path}' cannot be used: it must be a JWKS (RFC 7517) with at least one key for signatures.");
        }

        public JwkSet Keys()
        {
            if (File.GetLastWriteTimeUtc(path) != latest.Item1)
                latest = Read() ?? latest;
            return latest.Item2;
        }

        private Tuple<DateTime, JwkSet>? Read()
        {
            try
            {
                var written = File.GetLastWriteTimeUtc(path);
                return JwkSet.Read(File.ReadAllBytes(path)) is { Count: > 0 } keys ? Tuple.Create(written, keys) : null;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }
    }
}
