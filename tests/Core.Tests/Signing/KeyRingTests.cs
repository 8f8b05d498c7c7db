using System.Security.Cryptography.X509Certificates;
using Sallyport.Core.Signing;
using Sallyport.Core.Wire;

namespace Sallyport.Core.Tests.Signing;

/// <summary>The keys of one purpose, over a store that forgets nothing.</summary>
public sealed class KeyRingTests : IKeyStore
{
    private static readonly DateTimeOffset Noon = new(2026, 8, 7, 12, 0, 0, TimeSpan.Zero);
    private readonly List<SigningKey> stored = [];
    private int lists;
    private SigningKey? quicker;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Makes_one_key_however_many_ask_and_reads_the_store_once()
    {
        using var ring = Ring();
        var keys = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => ring.CurrentAsync(Cancel), Cancel)));
        Assert.Single(stored);
        Assert.Equal(2, lists); // before and after making it
        Assert.All(keys, k => Assert.Same(keys[0], k));
        Assert.Same(keys[0], await ring.CurrentAsync(Cancel));
        Assert.Equal((stored[0].KeyId, "RS256"), (keys[0].Public.KeyId!, keys[0].Public.Algorithm));
        Assert.Equal(2, lists);
    }

    [Fact]
    public async Task Signs_with_the_newest_and_verifies_with_all()
    {
        stored.AddRange([SigningKey.Create("login", 1, Noon), SigningKey.Create("login", 2, Noon)]);
        using var ring = Ring();
        Assert.Equal(stored[1].KeyId, (await ring.CurrentAsync(Cancel)).Stored.KeyId);
        Assert.Equal(stored.Select(k => k.KeyId), (await ring.AllAsync(Cancel)).Select(k => k.Stored.KeyId));
    }

    [Fact]
    public async Task Takes_the_key_of_a_start_that_was_quicker()
    {
        quicker = SigningKey.Create("login", 1, Noon);
        using var ring = Ring();
        Assert.Equal(quicker.KeyId, (await ring.CurrentAsync(Cancel)).Stored.KeyId);
    }

    [Fact]
    [Trait("Passes", "J14")]
    public async Task J14_its_public_half_holds_no_private_member()
    {
        using var ring = Ring();
        var rsa = (await ring.CurrentAsync(Cancel)).Public.Rsa!.Value;
        Assert.Equal((true, true, true, true), (rsa.D is null, rsa.P is null, rsa.Q is null, rsa.DP is null));
        Assert.NotNull(rsa.Modulus);
    }

    [Fact]
    public void A_certificate_names_its_owner_and_holds_from_a_little_before_now()
    {
        var key = SigningKey.CreateWithCertificate("login", 3, "sallyport", Noon);
        using var certificate = X509CertificateLoader.LoadCertificate(key.Certificate!);
        Assert.Equal("CN=sallyport", certificate.Subject);
        Assert.Equal((Noon.AddMinutes(-5), Noon.AddYears(5)), (new DateTimeOffset(certificate.NotBefore), new DateTimeOffset(certificate.NotAfter)));
        Assert.Equal(StrictBase64Url.Encode(certificate.GetCertHash()), key.KeyId);
    }

    Task<IReadOnlyList<SigningKey>> IKeyStore.ListAsync(string purpose, CancellationToken cancel)
    {
        lists++;
        return Task.FromResult<IReadOnlyList<SigningKey>>([.. stored.Where(k => k.Purpose == purpose)]);
    }

    Task<StoreOutcome> IKeyStore.AddAsync(SigningKey key, CancellationToken cancel)
    {
        stored.Add(quicker ?? key);
        return Task.FromResult(quicker is null ? StoreOutcome.Done : StoreOutcome.AlreadyExists);
    }

    private KeyRing Ring() => new(this, "login", generation => SigningKey.Create("login", generation, Noon));
}
