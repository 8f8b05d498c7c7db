using System.Collections.Concurrent;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Signing;

namespace Sallyport.Server.Outbound;

/// <summary>
/// The keys of issuers by OpenID Connect discovery, cached by issuer. A key set is used for ten minutes; an unknown <c>kid</c> is a
/// reason to look again, at most every 30 seconds; when the issuer is down the last good keys serve for 24 hours. A failure is never
/// kept, so that recovery needs no flush.
/// </summary>
public sealed class IssuerKeys(OutboundClient client, TimeProvider time) : IIssuerKeys, IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Usable = TimeSpan.FromHours(24);

    private readonly ConcurrentDictionary<string, Entry> entries = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async Task<JwkSet> GetAsync(string issuer, string? keyId, CancellationToken cancel)
    {
        var entry = entries.GetOrAdd(issuer, _ => new Entry());
        if (entry.Current is { } known && Serves(known, keyId))
            return known.Keys;
        await entry.Gate.WaitAsync(cancel); // single flight: whoever waited finds what the first one fetched
        try
        {
            if (entry.Current is { } fetched && Serves(fetched, keyId))
                return fetched.Keys;
            entry.Current = new Fetched(await FetchAsync(issuer, cancel), time.GetTimestamp());
            return entry.Current.Keys;
        }
        catch (IssuerUnreachableException) when (entry.Current is { } last && Age(last) < Usable && last.Keys.Find(keyId) is not null)
        {
            return last.Keys;
        }
        finally
        {
            entry.Gate.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var entry in entries.Values)
            entry.Gate.Dispose();
    }

    private bool Serves(Fetched fetched, string? keyId) =>
        fetched.Keys.Find(keyId) is not null ? Age(fetched) < Fresh : Age(fetched) < BetweenLooks;

    private TimeSpan Age(Fetched fetched) => time.GetElapsedTime(fetched.At);

    private async Task<JwkSet> FetchAsync(string issuer, CancellationToken cancel)
    {
        var discovery = issuer.TrimEnd('/') + "/.well-known/openid-configuration";
        if (StrictJson.ReadObject(await client.GetJsonAsync(discovery, cancel)) is not { } document)
            throw new IssuerUnreachableException(discovery, "the document is no well-formed JSON object");
        if (document.String("issuer") != issuer)
            throw new IssuerUnreachableException(discovery, $"the document's issuer is not '{issuer}'");
        var location = document.String("jwks_uri") ?? throw new IssuerUnreachableException(discovery, "the document has no jwks_uri");
        return JwkSet.Read(await client.GetJsonAsync(location, cancel))
            ?? throw new IssuerUnreachableException(location, "the key set is not well formed");
    }

    private sealed class Entry
    {
        public SemaphoreSlim Gate { get; } = new(1, 1);

        public Fetched? Current { get; set; }
    }

    private sealed record Fetched(JwkSet Keys, long At);
}
