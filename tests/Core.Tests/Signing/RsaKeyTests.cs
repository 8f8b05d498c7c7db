using System.Security.Cryptography;
using System.Text;
using Sallyport.Core.Signing;
using Sallyport.Core.Wire;

namespace Sallyport.Core.Tests.Signing;

/// <summary>RSA keys of every size that is accepted, and those that a known weakness excludes.</summary>
public sealed class RsaKeyTests
{
    [Theory]
    [InlineData(2049)]
    [InlineData(2050)]
    [InlineData(2055)]
    [InlineData(3071)]
    [InlineData(4095)]
    [Trait("Passes", "J12")]
    public void J12_an_RSA_key_may_have_a_size_that_is_no_multiple_of_eight(int bits)
    {
        using var key = new TestKey(bits);
        var token = key.Sign("{}");
        Assert.Null(TestKey.Verify(token, key.Keys));
        var signature = StrictBase64Url.Decode(token.Split('.')[2])!;
        var cut = token[..(token.LastIndexOf('.') + 1)] + StrictBase64Url.Encode(signature.AsSpan()[..^1]);
        Assert.Equal(JwsProblem.BadSignature, TestKey.Verify(cut, key.Keys));
        using var other = new TestKey();
        Assert.Equal(JwsProblem.BadSignature, TestKey.Verify(other.Sign("{}"), key.Keys));
    }

    [Theory]
    [InlineData(2049)]
    [InlineData(2055)]
    public void Verifies_PS256_with_a_key_whose_size_is_no_multiple_of_eight(int bits)
    {
        using var key = new TestKey(bits);
        var input = StrictBase64Url.Encode("""{"alg":"PS256","kid":"k1"}"""u8) + "." + StrictBase64Url.Encode("{}"u8);
        var token = $"{input}.{StrictBase64Url.Encode(key.SignPss(input))}";
        Assert.Null(TestKey.Verify(token, Set(key.Jwk("\"alg\":\"PS256\"")), ["PS256"]));
        Assert.Equal(JwsProblem.KeyNotFound, TestKey.Verify(token, key.Keys, ["PS256"]));
    }

    [Fact]
    public void J12_a_key_with_the_ROCA_weakness_is_skipped_by_name()
    {
        using var weak = MadeRsaKey.CreateWeak();
        var token = Jws.Sign("""{"alg":"RS256","kid":"weak"}"""u8, "{}"u8, weak);
        using var healthy = new TestKey();
        var set = Set(Jwk("weak", MadeRsaKey.Weak), healthy.Jwk());
        Assert.Equal(1, set.Count);
        Assert.Equal(JwsProblem.KeyNotFound, TestKey.Verify(token, set));
        Assert.Contains("ROCA weakness (CVE-2017-15361)", set.WhySkipped("weak"), StringComparison.Ordinal);
        Assert.Null(TestKey.Verify(healthy.Sign("{}"), set));
        Assert.Null(set.WhySkipped("k1"));
    }

    // A power of 65537 modulo every small prime: RSA keys are weak whatever the size of the prime product was.
    [Fact]
    public void J12_the_ROCA_fingerprint_is_found_in_what_has_it_and_in_no_healthy_key()
    {
        Assert.True(Roca.IsWeak(MadeRsaKey.Weak.Modulus));
        Assert.True(Roca.IsWeak([1, 0, 1]));
        foreach (var bits in (int[])[.. Enumerable.Repeat(1024, 60), 2048, 2049, 3071])
        {
            using var rsa = MadeRsaKey.Create(bits);
            Assert.False(Roca.IsWeak(rsa.ExportParameters(false).Modulus));
        }
        var random = new Random(15361);
        for (var i = 0; i < 20_000; i++)
        {
            var modulus = new byte[256];
            random.NextBytes(modulus);
            Assert.False(Roca.IsWeak(modulus), Convert.ToHexString(modulus));
        }
    }

    [Theory]
    [InlineData("""{"kty":"oct","kid":"x","k":"AAAA"}""", "is of the kind (kty) 'oct', and RSA and EC are accepted")]
    [InlineData("""{"kid":"x"}""", "has no kty")]
    [InlineData("""{"kty":"RSA","kid":"x","n":"AQAB"}""", "has no n and e in base64url")]
    [InlineData("""{"kty":"RSA","kid":"x","use":"enc"}""", "is for the use 'enc', not for signatures ('sig')")]
    [InlineData("""{"kty":"RSA","kid":"x","alg":"RSA-OAEP"}""", "is for encryption (alg 'RSA-OAEP')")]
    [InlineData("""{"kty":"RSA","kid":"x","key_ops":["sign"]}""", "has key_ops without 'verify'")]
    [InlineData("""{"kty":"RSA","kid":"x","use":7}""", "has a use that is no text")]
    [InlineData("""{"kty":"EC","kid":"x","crv":"P-384"}""", "is no key of the curve (crv) P-256")]
    [InlineData(
        """{"kty":"EC","kid":"x","crv":"P-256","x":"AA","y":"AA"}""", "has no x and y of 32 octets in base64url")]
    [InlineData(
        """{"kty":"\u202e\u001b[2J","kid":"x"}""",
        "is of the kind (kty) '\ufffd\ufffd[2J', and RSA and EC are accepted")]
    [InlineData("""{"kty":"RSA","kid":"x","n":"gAE","e":"AQAB"}""", "is RSA of 16 bits, and 2048 to 8192 are accepted")]
    public void J12_a_skipped_key_says_why(string key, string why)
    {
        using var good = new TestKey();
        var set = Set(key, good.Jwk());
        Assert.Equal(why, set.WhySkipped("x"));
        Assert.Equal($"'x' {why}", set.SkippedText);
        Assert.Null(TestKey.Verify(good.Sign("{}"), set));
        Assert.Null(set.WhySkipped("X"));
        Assert.Null(good.Keys.SkippedText);
    }

    [Fact]
    public void J12_J13_numbers_with_a_zero_in_front_even_exponents_and_twins_say_why()
    {
        using var key = new TestKey(keyId: "good");
        var (n, e) = (key.Public.Modulus!, key.Public.Exponent!);
        var set = Set(
            Jwk("zero", [0, .. n], e), Jwk("even", n, [1, 0, 0]), Jwk("one", n, [1]),
            Jwk("twin", n, e), Jwk("twin", n, e), key.Jwk());
        Assert.Equal("has a number that begins with a zero octet", set.WhySkipped("zero"));
        Assert.Equal("has an even exponent", set.WhySkipped("even"));
        Assert.Equal("has an exponent below 3 or of more than 8 octets", set.WhySkipped("one"));
        Assert.Equal("shares its kid with 1 more", set.WhySkipped("twin"));
        Assert.NotNull(set.Find("good"));
        Assert.Equal(1, set.Count);
    }

    [Fact]
    public void Only_signing_keys_count_towards_the_hundred()
    {
        using var key = new TestKey();
        var (n, e) = (key.Public.Modulus!, key.Public.Exponent!);
        var others = Enumerable.Range(0, 150).Select(
            i => $$"""{"kty":"{{(i % 2 == 0 ? "RSA" : "oct")}}","use":"enc","kid":"enc-{{i}}"}""");
        var signing = Enumerable.Range(1, 101).Select(i => Jwk($"key-{i}", n, e));
        var set = Set([.. others, .. signing]);
        Assert.Equal(100, set.Count);
        Assert.NotNull(set.Find("key-100"));
        Assert.Null(set.Find("key-101"));
        Assert.EndsWith("; and 146 more", set.SkippedText, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_kept_of_skipped_keys_is_bounded()
    {
        var keys = Enumerable.Range(0, 500).Select(i => $$"""{"kty":"oct","kid":"{{i}}{{new string('a', 300)}}"}""");
        var set = Set([.. keys]);
        Assert.InRange(set.SkippedText!.Length, 1, 1000);
        Assert.NotNull(set.WhySkipped("0" + new string('a', 300)));
        Assert.Null(set.WhySkipped("499" + new string('a', 300)));
    }

    private static JwkSet Set(params string[] keys) =>
        JwkSet.Read(Encoding.UTF8.GetBytes($$"""{"keys":[{{string.Join(',', keys)}}]}"""))!;

    private static string Jwk(string keyId, RSAParameters key) => Jwk(keyId, key.Modulus!, key.Exponent!);

    private static string Jwk(string keyId, byte[] n, byte[] e) =>
        $$"""{"kty":"RSA","kid":"{{keyId}}","n":"{{StrictBase64Url.Encode(n)}}","e":"{{StrictBase64Url.Encode(e)}}"}""";
}
