using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Signing;

namespace Sallyport.Server.Outbound;

/// <summary>
/// The keys of issuers by OpenID Connect discovery, cached by issuer. Callers wait only when they must: a known
/// <c>kid</c> of keys younger than 24 hours is answered at once if the issuer was asked, with whatever outcome, in the
/// last ten minutes. So a key that an issuer removes is refused after ten minutes at most, and an issuer that is down
/// or hangs delays only the first caller after ten minutes of silence. Keys in use are fetched again in the background
/// from the ninth minute on; after a failure, every 30 seconds. An unknown <c>kid</c> waits for a look, at most one in
/// 30 seconds. Without any keys a failure is kept for one second, so that recovery needs no flush. There is one look at
/// a time for an issuer, and callers that come meanwhile share its outcome.
/// </summary>
/// <param name="client">Fetches the documents.</param>
/// <param name="time">The clock.</param>
public sealed class IssuerKeys(OutboundClient client, TimeProvider time) : IIssuerKeys
{
    /// <summary>
    /// How many issuers are remembered; beyond that, one without keys is forgotten first, then the one that was asked
    /// for least recently.
    /// </summary>
    public const int MaximumIssuers = 1000;

    /// <summary>How long an outcome is believed without asking again.</summary>
    private static readonly TimeSpan Current = TimeSpan.FromMinutes(10);

    /// <summary>The age at which good keys are fetched again in the background.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(9);

    /// <summary>How long keys serve at all.</summary>
    private static readonly TimeSpan Usable = TimeSpan.FromHours(24);

    /// <summary>The pause between looks for an unknown <c>kid</c>, and while the issuer is down.</summary>
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(30);

    /// <summary>The pause between looks while the issuer is down and there are no keys.</summary>
    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(1);

    private readonly IssuerDocuments documents = new(client);
    private readonly ConcurrentDictionary<string, Entry> entries = new(StringComparer.Ordinal);

    /// <summary>How many issuers are remembered now.</summary>
    internal int Count => entries.Count;

    /// <inheritdoc/>
    public async Task<JwkSet> GetAsync(string issuer, string? keyId, CancellationToken cancel)
    {
        var entry = EntryOf(issuer);
        var latest = entry.Latest;
        if (IsDue(latest, keyId))
        {
            var look = Look(issuer, keyId, entry);
            if (latest is null || !Knows(latest, keyId) || Age(latest.LookedAt) >= Current)
                latest = await look.WaitAsync(cancel);
        }
        return Knows(latest, keyId) || latest.Failure is null
            ? latest.Keys!
            : throw new IssuerUnreachableException(latest.Failure.Url, latest.Failure.Reason)
            {
                Stage = latest.Failure.Stage,
            };
    }

    private bool IsDue([NotNullWhen(false)] Outcome? latest, string? keyId) =>
        latest is null || Age(latest.LookedAt) >= Pause(latest, keyId);

    /// <summary>How long the issuer is left alone after this outcome.</summary>
    private TimeSpan Pause(Outcome latest, string? keyId)
    {
        if (latest.Failure is not null)
            return HasKeys(latest) ? BetweenLooks : BetweenTries;
        return Knows(latest, keyId) ? Ahead : BetweenLooks;
    }

    private bool Knows(Outcome latest, string? keyId) => HasKeys(latest) && latest.Keys!.Find(keyId) is not null;

    private bool HasKeys(Outcome latest) => latest.Keys is not null && Age(latest.FetchedAt) < Usable;

    private TimeSpan Age(long at) => time.GetElapsedTime(at);

    private Entry EntryOf(string issuer)
    {
        if (!entries.TryGetValue(issuer, out var entry))
        {
            if (entries.Count >= MaximumIssuers)
                entries.TryRemove(entries.MinBy(e => (e.Value.Latest?.Keys is not null, e.Value.AskedAt)).Key, out _);
            entry = entries.GetOrAdd(issuer, _ => new Entry());
        }
        entry.AskedAt = time.GetTimestamp();
        return entry;
    }

    private Task<Outcome> Look(string issuer, string? keyId, Entry entry)
    {
        lock (entry.Gate)
        {
            var latest = entry.Latest; // somebody else's look may just have ended
            if (entry.Flight is null && !IsDue(latest, keyId))
                return Task.FromResult(latest);
            return entry.Flight ??= LookAsync(issuer, entry);
        }
    }

    // A look belongs to no request and never fails: a caller may leave, and whatever goes wrong is the outcome.
    private async Task<Outcome> LookAsync(string issuer, Entry entry)
    {
        await Task.Yield(); // the gate is released before the network is used
        var began = time.GetTimestamp(); // what the issuer changes from here on may not be in its answer
        var before = entry.Latest;
        Outcome outcome;
        try
        {
            outcome = new Outcome(await FetchAsync(issuer), began, began, null);
        }
        catch (Exception exception)
        {
            outcome = new Outcome(before?.Keys, before?.FetchedAt ?? 0, began, Failure(issuer, exception));
        }
        lock (entry.Gate)
        {
            entry.Flight = null;
            return entry.Latest = outcome;
        }
    }

    private static IssuerUnreachableException Failure(string issuer, Exception exception) =>
        exception as IssuerUnreachableException
        ?? new IssuerUnreachableException(
            issuer, $"its documents cannot be read ({exception.GetType().Name}: {exception.Message})");

    private async Task<JwkSet> FetchAsync(string issuer)
    {
        using var limit = new CancellationTokenSource(client.TimeLimit); // for both documents together
        var location = await documents.ReadDiscoveryAsync(issuer, limit.Token);
        return await documents.ReadKeysAsync(location, limit.Token);
    }

    private sealed class Entry
    {
        public volatile Outcome? Latest;

        public long AskedAt;

        public Lock Gate { get; } = new();

        public Task<Outcome>? Flight { get; set; }
    }

    /// <summary>How the last look at an issuer ended. Ages count from the look's beginning.</summary>
    /// <param name="Keys">The last good keys.</param>
    /// <param name="FetchedAt">When those were asked for.</param>
    /// <param name="LookedAt">When the issuer was last asked.</param>
    /// <param name="Failure">How that failed, or null.</param>
    private sealed record Outcome(JwkSet? Keys, long FetchedAt, long LookedAt, IssuerUnreachableException? Failure);
}
