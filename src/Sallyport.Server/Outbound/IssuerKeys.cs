using System.Collections.Concurrent;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Signing;

namespace Sallyport.Server.Outbound;

/// <summary>
/// The keys of issuers by OpenID Connect discovery, cached by issuer. A key set is used for ten minutes; an unknown <c>kid</c> is a
/// reason to look again, at most every 30 seconds; when the issuer is down the last good keys serve for 24 hours, and it is tried again
/// every 30 seconds. Without any keys a failure is kept for one second, so that recovery needs no flush. Whoever asks while a fetch is
/// under way shares its outcome.
/// </summary>
public sealed class IssuerKeys(OutboundClient client, TimeProvider time) : IIssuerKeys
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Usable = TimeSpan.FromHours(24);

    private readonly ConcurrentDictionary<string, Entry> entries = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async Task<JwkSet> GetAsync(string issuer, string? keyId, CancellationToken cancel)
    {
        var entry = entries.GetOrAdd(issuer, _ => new Entry());
        if (Kept(entry.Latest, keyId) is { } kept)
            return kept;
        var latest = await Look(issuer, keyId, entry).WaitAsync(cancel);
        return Kept(latest, keyId) ?? throw new IssuerUnreachableException(latest.Failure!.Url, latest.Failure.Reason);
    }

    // The keys that are in hand and need no look; null when there must be one, or when the last one has just failed and left nothing.
    private JwkSet? Kept(Outcome latest, string? keyId)
    {
        if (latest.Keys is not { } keys)
            return null;
        var known = keys.Find(keyId) is not null;
        if (latest.Failure is not null)
            return known && Age(latest.FetchedAt) < Usable && Age(latest.LookedAt) < BetweenLooks ? keys : null;
        return Age(latest.FetchedAt) < (known ? Fresh : BetweenLooks) ? keys : null;
    }

    private Task<Outcome> Look(string issuer, string? keyId, Entry entry)
    {
        lock (entry.Gate)
        {
            var latest = entry.Latest;
            if (Kept(latest, keyId) is not null || (latest.Failure is not null && Age(latest.LookedAt) < Patience(latest)))
                return Task.FromResult(latest);
            return entry.Flight ??= LookAsync(issuer, entry);
        }
    }

    private TimeSpan Patience(Outcome failed) => failed.Keys is not null && Age(failed.FetchedAt) < Usable ? BetweenLooks : BetweenTries;

    private TimeSpan Age(long at) => time.GetElapsedTime(at);

    private async Task<Outcome> LookAsync(string issuer, Entry entry)
    {
        await Task.Yield(); // the gate is not held while the network is asked
        try
        {
            return entry.Latest = await TryFetchAsync(issuer, entry.Latest);
        }
        finally
        {
            lock (entry.Gate)
                entry.Flight = null;
        }
    }

    private async Task<Outcome> TryFetchAsync(string issuer, Outcome before)
    {
        try
        {
            var (keys, location) = await FetchAsync(issuer);
            if (keys.Count == 0 && before.Keys is not null)
                throw new IssuerUnreachableException(location, "the key set has no usable key any more");
            var now = time.GetTimestamp();
            return new Outcome(keys, now, now, null);
        }
        catch (IssuerUnreachableException unreachable)
        {
            return before with { LookedAt = time.GetTimestamp(), Failure = unreachable };
        }
    }

    private async Task<(JwkSet Keys, string Location)> FetchAsync(string issuer)
    {
        // OpenID Connect Discovery §4: a terminating slash is removed before the path is appended.
        var discovery = (issuer.EndsWith('/') ? issuer[..^1] : issuer) + "/.well-known/openid-configuration";
        if (StrictJson.ReadObject(await client.GetJsonAsync(discovery, CancellationToken.None)) is not { } document)
            throw new IssuerUnreachableException(discovery, "the document is no well-formed JSON object");
        if (document.String("issuer") != issuer)
            throw new IssuerUnreachableException(discovery, $"the document's issuer is not '{issuer}'");
        var location = document.String("jwks_uri") ?? throw new IssuerUnreachableException(discovery, "the document has no jwks_uri");
        var keys = JwkSet.Read(await client.GetJsonAsync(location, CancellationToken.None))
            ?? throw new IssuerUnreachableException(location, "the key set is not well formed");
        return (keys, location);
    }

    private sealed class Entry
    {
        public Lock Gate { get; } = new();

        public Task<Outcome>? Flight { get; set; }

        public volatile Outcome Latest = new(null, 0, 0, null);
    }

    /// <param name="Keys">The last good keys.</param>
    /// <param name="FetchedAt">When they came.</param>
    /// <param name="LookedAt">When the issuer was last asked.</param>
    /// <param name="Failure">How that failed, or null.</param>
    private sealed record Outcome(JwkSet? Keys, long FetchedAt, long LookedAt, IssuerUnreachableException? Failure);
}
