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

/// <summary>
/// The keys of one purpose: the newest signs, all of them verify. The first one is made when it is first needed.
/// </summary>
/// <param name="store">Where the keys are kept.</param>
/// <param name="purpose">What they sign.</param>
/// <param name="create">Makes a key of the given generation.</param>
public sealed class KeyRing(IKeyStore store, string purpose, Func<int, SigningKey> create) : IDisposable
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private volatile IReadOnlyList<RingKey>? keys;

    /// <summary>The key that signs now.</summary>
    public async Task<RingKey> CurrentAsync(CancellationToken cancel) => (await AllAsync(cancel))[^1];

    /// <summary>Every key whose signatures are still to be verified, oldest first; never empty.</summary>
    public async Task<IReadOnlyList<RingKey>> AllAsync(CancellationToken cancel)
    {
        if (keys is { } loaded)
            return loaded;
        await gate.WaitAsync(cancel);
        try
        {
            return keys ??= await LoadAsync(cancel);
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose() => gate.Dispose();

    private async Task<IReadOnlyList<RingKey>> LoadAsync(CancellationToken cancel)
    {
        var stored = await store.ListAsync(purpose, cancel);
        if (stored.Count == 0)
        {
            // when another start was quicker, its key is the one that is read back
            await store.AddAsync(create(1), cancel);
            stored = await store.ListAsync(purpose, cancel);
        }
        return stored.Select(k => new RingKey(k)).ToList();
    }
}
