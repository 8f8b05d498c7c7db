using Microsoft.Extensions.Logging;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Signing;
using Sallyport.Server.Instance;

namespace Sallyport.Server.Outbound;

/// <summary>
/// Key sets that an administrator keeps in files, for issuers that cannot be reached at all; every other issuer is
/// asked. A file is read again when it has changed, so that a rotation needs no restart, and a set without keys revokes
/// them all. While a file cannot be read or is no key set, the last keys stay in use for a day, as they do for an
/// issuer that is down.
/// </summary>
internal sealed class IssuerKeyFiles : IIssuerKeys
{
    private static readonly TimeSpan Usable = TimeSpan.FromHours(24);

    private readonly Dictionary<string, KeyFile> files;
    private readonly IIssuerKeys others;

    /// <summary>
    /// Reads the files. Throws <see cref="StartupException"/> when one is no key set with a usable key.
    /// </summary>
    /// <param name="files">Their paths by issuer.</param>
    /// <param name="others">The keys of all other issuers.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Says when a file has changed and when it cannot be used.</param>
    public IssuerKeyFiles(
        IReadOnlyDictionary<string, string> files, IIssuerKeys others, TimeProvider time, ILogger<IssuerKeyFiles> log)
    {
        this.others = others;
        this.files = files.ToDictionary(f => f.Key, f => new KeyFile(f.Value, time, log), StringComparer.Ordinal);
    }

    public Task<JwkSet> GetAsync(string issuer, string? keyId, CancellationToken cancel)
    {
        if (!files.TryGetValue(issuer, out var file))
            return others.GetAsync(issuer, keyId, cancel);
        var keys = file.Keys() ?? throw new IssuerUnreachableException(
            issuer, "its key file has been unusable for more than 24 hours");
        return Task.FromResult(keys);
    }

    private sealed class KeyFile
    {
        private readonly Lock gate = new();
        private readonly string path;
        private readonly TimeProvider time;
        private readonly ILogger log;
        private (DateTime Written, JwkSet Keys) latest;
        private long? brokenSince;

        public KeyFile(string path, TimeProvider time, ILogger log)
        {
            (this.path, this.time, this.log) = (path, time, log);
            var read = Read();
            var skipped = read?.Keys.SkippedText;
            if (read is not { Keys.Count: > 0 })
                throw new StartupException(
                    $"The key set '{path}' cannot be used: it must be a JWKS (RFC 7517) with at least one key for "
                    + $"signatures{(skipped is null ? "" : $"; not used: {skipped}")}.");
            latest = read.Value;
            WarnOf(skipped);
        }

        /// <summary>The keys in force; null when the last ones are too old to be used.</summary>
        public JwkSet? Keys()
        {
            lock (gate)
            {
                if (File.GetLastWriteTimeUtc(path) == latest.Written)
                    brokenSince = null;
                else if (Read() is { } read)
                    Take(read);
                else
                    Miss();
                return brokenSince is { } since && time.GetElapsedTime(since) >= Usable ? null : latest.Keys;
            }
        }

        private void Take((DateTime Written, JwkSet Keys) read)
        {
            latest = read;
            brokenSince = null;
            log.LogInformation("The key set '{Path}' has changed; usable keys: {Count}", path, read.Keys.Count);
            WarnOf(read.Keys.SkippedText);
        }

        private void WarnOf(string? skipped)
        {
            if (skipped is not null)
                log.LogWarning("Keys of '{Path}' that are not used: {Skipped}", path, skipped);
        }

        private void Miss()
        {
            if (brokenSince is not null)
                return;
            brokenSince = time.GetTimestamp();
            log.LogWarning(
                "The key set '{Path}' cannot be read or is no JWKS; the last keys read from it stay in use for "
                + "{Hours} hours",
                path, Usable.TotalHours);
        }

        private (DateTime Written, JwkSet Keys)? Read()
        {
            try
            {
                var written = File.GetLastWriteTimeUtc(path);
                return JwkSet.Read(File.ReadAllBytes(path)) is { } keys ? (written, keys) : null;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }
    }
}
