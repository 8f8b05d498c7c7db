using System.Security.Cryptography;

namespace Sallyport.Core.Signing;

/// <summary>A signing key in working order: the private key is imported once.</summary>
public sealed class RingKey
{
    /// <summary>Imports a stored key.</summary>
    public RingKey(SigningKey stored)
    {
        Stored = stored;
        Private = RSA.Create();
        Private.ImportPkcs8PrivateKey(stored.PrivateKey, out _);
        Public = new Jwk(stored.KeyId, "RS256", Private.ExportParameters(false), null);
    }

    /// <summary>The stored key.</summary>
    public SigningKey Stored { get; }

    /// <summary>The private key; signing with it is safe from several threads.</summary>
    public RSA Private { get; }

    /// <summary>The public half.</summary>
    public Jwk Public { get; }
}

/// <summary>What keys sign, and how long their signatures count.</summary>
/// <param name="Name">The name: <see cref="SigningKey.Purpose"/>.</param>
/// <param name="Keep">
/// How long a key is published after its successor began to sign: the longest life of what it signed, and the skew
/// that verifiers allow.
/// </param>
/// <param name="Create">Makes a key of this generation that is active from then on.</param>
public sealed record KeyPurpose(string Name, TimeSpan Keep, Func<int, DateTimeOffset, SigningKey> Create);

/// <summary>
/// The keys of one purpose: the newest active one signs, all of them verify. The first one is made when it is first
/// needed. A key that was replaced goes by itself when nothing that it signed can be valid any more.
/// </summary>
/// <param name="store">Where the keys are kept.</param>
/// <param name="purpose">What they sign.</param>
/// <param name="time">The clock.</param>
public sealed class KeyRing(IKeyStore store, KeyPurpose purpose, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private volatile IReadOnlyList<RingKey>? keys;

    /// <summary>The key that signs now.</summary>
    public async Task<RingKey> CurrentAsync(CancellationToken cancel) => Current(await AllAsync(cancel));

    /// <summary>
    /// Every key that is published: those whose signatures are still to be verified and the one that signs next,
    /// oldest first; never empty.
    /// </summary>
    public async Task<IReadOnlyList<RingKey>> AllAsync(CancellationToken cancel)
    {
        if (keys is { } loaded && !IsSpent(loaded))
            return loaded;
        await gate.WaitAsync(cancel);
        try
        {
            keys ??= await LoadAsync(cancel);
            if (IsSpent(keys))
                keys = await RemoveSpentAsync(keys, cancel);
            return keys;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>
    /// Publishes another key, which signs after the lead time. Until then verifiers have time to fetch it.
    /// </summary>
    /// <param name="lead">How long it is published before it signs.</param>
    /// <param name="cancel">Cancels.</param>
    /// <returns>The key; null when another one already waits for its time.</returns>
    public async Task<RingKey?> RotateAsync(TimeSpan lead, CancellationToken cancel)
    {
        var known = await AllAsync(cancel);
        if (known[^1].Stored.ActiveFrom > time.GetUtcNow())
            return null;
        return await AddAsync(known, time.GetUtcNow() + lead, cancel);
    }

    /// <summary>
    /// Replaces every key at once, for a key that leaked: what the old ones signed is refused from now on.
    /// </summary>
    public async Task<RingKey> ReplaceAsync(CancellationToken cancel)
    {
        var known = await AllAsync(cancel);
        var added = await AddAsync(known, time.GetUtcNow(), cancel);
        await store.DeleteAsync([.. known.Select(k => k.Stored.KeyId)], cancel);
        await ReloadAsync(cancel);
        return added;
    }

    /// <summary>When a key goes; null while nothing replaces it.</summary>
    /// <param name="key">The key.</param>
    /// <param name="all">Every key of the ring.</param>
    public DateTimeOffset? GoesAt(RingKey key, IReadOnlyList<RingKey> all)
    {
        var next = all.FirstOrDefault(k => k.Stored.Generation > key.Stored.Generation);
        return next is null ? null : next.Stored.ActiveFrom + purpose.Keep;
    }

    /// <summary>Of these keys, the one that signs now.</summary>
    public RingKey Current(IReadOnlyList<RingKey> all)
    {
        var now = time.GetUtcNow();
        // The first one signs even if the clock was put back since.
        return all.LastOrDefault(k => k.Stored.ActiveFrom <= now) ?? all[0];
    }

    public void Dispose() => gate.Dispose();

    private bool IsSpent(IReadOnlyList<RingKey> all) => GoesAt(all[0], all) <= time.GetUtcNow();

    private async Task<RingKey> AddAsync(
        IReadOnlyList<RingKey> known, DateTimeOffset activeFrom, CancellationToken cancel)
    {
        // When another call was quicker, its key is the one that is read back.
        await store.AddAsync(purpose.Create(known[^1].Stored.Generation + 1, activeFrom), cancel);
        return (await ReloadAsync(cancel))[^1];
    }

    private async Task<IReadOnlyList<RingKey>> ReloadAsync(CancellationToken cancel)
    {
        await gate.WaitAsync(cancel);
        try
        {
            return keys = await LoadAsync(cancel);
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<IReadOnlyList<RingKey>> RemoveSpentAsync(IReadOnlyList<RingKey> all, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var spent = all.Where(k => GoesAt(k, all) <= now).ToList();
        await store.DeleteAsync([.. spent.Select(k => k.Stored.KeyId)], cancel);
        return [.. all.Except(spent)];
    }

    private async Task<IReadOnlyList<RingKey>> LoadAsync(CancellationToken cancel)
    {
        var stored = await store.ListAsync(purpose.Name, cancel);
        if (stored.Count == 0)
        {
            // when another start was quicker, its key is the one that is read back
            await store.AddAsync(purpose.Create(1, time.GetUtcNow()), cancel);
            stored = await store.ListAsync(purpose.Name, cancel);
        }
        return stored.Select(k => new RingKey(k)).ToList();
    }
}
