using System.Security.Cryptography.X509Certificates;
using Sallyport.Core.Signing;
using Sallyport.Core.Wire;

namespace Sallyport.Core.Tests.Signing;

/// <summary>The keys of one purpose, over a store that forgets nothing.</summary>
public sealed class KeyRingTests : IKeyStore
{
    private static readonly DateTimeOffset Noon = new(2026, 8, 7, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Keep = TimeSpan.FromHours(2);
    private readonly List<SigningKey> stored = [];
    private readonly Clock clock = new();
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
    public async Task Publishes_the_next_key_before_it_signs_and_the_old_one_as_long_as_its_tokens_live()
    {
        using var ring = Ring();
        var first = (await ring.CurrentAsync(Cancel)).Stored.KeyId;
        var next = (await ring.RotateAsync(TimeSpan.FromHours(1), Cancel))!.Stored.KeyId;
        await AssertAsync(ring, first, first, next);
        Assert.Null(await ring.RotateAsync(TimeSpan.Zero, Cancel)); // one waits already

        clock.Now = Noon.AddHours(1);
        await AssertAsync(ring, next, first, next);
        clock.Now = Noon.AddHours(3).AddTicks(-1);
        await AssertAsync(ring, next, first, next);
        clock.Now = Noon.AddHours(3);
        await AssertAsync(ring, next, next);
        Assert.Equal(next, Assert.Single(stored).KeyId);
    }

    [Fact]
    public async Task Replaces_every_key_at_once_also_one_that_waits()
    {
        using var ring = Ring();
        await ring.RotateAsync(TimeSpan.FromHours(1), Cancel);
        var added = (await ring.ReplaceAsync(Cancel)).Stored.KeyId;
        await AssertAsync(ring, added, added);
        Assert.Equal(added, Assert.Single(stored).KeyId);
    }

    [Fact]
    public async Task Makes_one_key_of_many_rotations_at_once()
    {
        using var ring = Ring();
        await ring.CurrentAsync(Cancel);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ring.RotateAsync(TimeSpan.FromHours(1), Cancel)));
        Assert.Equal(2, (await ring.AllAsync(Cancel)).Count);
    }

    private static async Task AssertAsync(KeyRing ring, string signs, params string[] published)
    {
        Assert.Equal(signs, (await ring.CurrentAsync(Cancel)).Stored.KeyId);
        Assert.Equal(published, (await ring.AllAsync(Cancel)).Select(k => k.Stored.KeyId));
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
        if (stored.Exists(k => k.Generation == key.Generation))
            return Task.FromResult(StoreOutcome.AlreadyExists);
        stored.Add(quicker ?? key);
        return Task.FromResult(quicker is null ? StoreOutcome.Done : StoreOutcome.AlreadyExists);
    }

    Task IKeyStore.DeleteAsync(IReadOnlyCollection<string> keyIds, CancellationToken cancel)
    {
        stored.RemoveAll(k => keyIds.Contains(k.KeyId));
        return Task.CompletedTask;
    }

    private KeyRing Ring() => new(this, new KeyPurpose("login", Keep, (generation, from) => SigningKey.Create("login", generation, Noon, from)), clock);

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = Noon;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
