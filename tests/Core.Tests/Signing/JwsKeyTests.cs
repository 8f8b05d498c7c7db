using System.Security.Cryptography;
using System.Text;
using Sallyport.Core.Signing;
using Sallyport.Core.Wire;

namespace Sallyport.Core.Tests.Signing;

/// <summary>The JWS room alone, its keys: which of a set verifies a token, by which algorithm. Case ids are those of docs/security.md.</summary>
public sealed class JwsKeyTests
{
    private static readonly string[] Rs256 = ["RS256"];
    private static readonly string[] All = ["RS256", "PS256", "ES256"];
    private static readonly string[] Types = ["JWT"];

    private static readonly TestKey Key = new(); // making one takes longer than all that is done with it

    [Theory]
    [InlineData("\"use\":\"enc\"")]
    [InlineData("\"use\":7")]
    [InlineData("\"key_ops\":[\"sign\"]")]
    [InlineData("\"key_ops\":\"verify\"")]
    [InlineData("\"alg\":\"PS256\"")]
    [InlineData("\"alg\":\"RS512\"")]
    public void J5_B1_refuses_a_key_that_is_bound_to_something_else(string members)
    {
        var set = JwkSet.Read(Encoding.UTF8.GetBytes($$"""{"keys":[{{Key.Jwk(members)}}]}"""))!;
        Assert.Equal(JwsProblem.KeyNotFound, TestKey.Verify(Key.Sign("{}"), set));
    }

    [Theory]
    [InlineData("\"use\":\"sig\"")]
    [InlineData("\"key_ops\":[\"verify\"]")]
    [InlineData("\"alg\":\"RS256\"")]
    [InlineData("\"unknown\":{\"a\":1}")]
    [Trait("Passes", "J5")]
    public void J5_accepts_a_key_that_is_free_or_bound_to_this(string members)
    {
        var set = JwkSet.Read(Encoding.UTF8.GetBytes($$"""{"keys":[{{Key.Jwk(members)}}]}"""))!;
        Assert.Null(TestKey.Verify(Key.Sign("{}"), set));
    }

    [Theory]
    [InlineData("K1")]
    [InlineData("k1 ")]
    [InlineData("")]
    [InlineData("../../dev/null")]
    [InlineData("/proc/self/environ")]
    [InlineData("' UNION SELECT 1 --")]
    [InlineData("$(touch x)")]
    [InlineData("k1\\u0000")]
    [InlineData("k1\\r\\n")]
    [InlineData("\\u212a1")]
    public void K8_J13_compares_the_kid_exactly(string keyId) =>
        Assert.Equal(JwsProblem.KeyNotFound, TestKey.Verify(Key.Sign("{}", $$"""{"alg":"RS256","kid":"{{keyId}}"}"""), Key.Keys));

    [Fact]
    public void A_token_without_kid_needs_a_set_of_one_key()
    {
        using var other = new TestKey(keyId: "k2");
        var anonymous = Key.Sign("{}", """{"alg":"RS256"}""");
        Assert.Null(TestKey.Verify(anonymous, Key.Keys));
        var two = JwkSet.Read(Encoding.UTF8.GetBytes($$"""{"keys":[{{Key.Jwk()}},{{other.Jwk()}}]}"""))!;
        Assert.Equal(JwsProblem.KeyNotFound, TestKey.Verify(anonymous, two));
    }

    [Fact]
    [Trait("Passes", "J12")]
    public void J12_skips_unusable_keys_and_keeps_the_good_one()
    {
        using var small = new TestKey(1024, "small");
        var set = JwkSet.Read(Encoding.UTF8.GetBytes($$"""
            {"x":1,"keys":[7,null,{"kty":"oct","kid":"o","k":"AAAA"},{"kty":"RSA","kid":"half","n":"AQAB"},{{small.Jwk()}},
            {"kty":"RSA","kid":"even","n":"{{StrictBase64Url.Encode(Key.Public.Modulus)}}","e":"BA"},
            {"kty":"RSA","kid":"one","n":"{{StrictBase64Url.Encode(Key.Public.Modulus)}}","e":"AQ"},
            {"kty":"EC","kid":"off","crv":"P-256","x":"{{new string('A', 43)}}","y":"{{new string('A', 43)}}"},{{Key.Jwk()}}]}
            """))!;
        Assert.Equal(1, set.Count);
        Assert.Null(TestKey.Verify(Key.Sign("{}"), set));
        Assert.Equal(JwsProblem.KeyNotFound, TestKey.Verify(small.Sign("{}"), set));
    }

    [Fact]
    public void J13_skips_both_of_two_keys_with_one_kid()
    {
        using var twin = new TestKey(keyId: "k1");
        var set = JwkSet.Read(Encoding.UTF8.GetBytes($$"""{"keys":[{{Key.Jwk()}},{{twin.Jwk()}}]}"""))!;
        Assert.Equal(JwsProblem.KeyNotFound, TestKey.Verify(Key.Sign("{}"), set));
        Assert.Equal(JwsProblem.KeyNotFound, TestKey.Verify(twin.Sign("{}"), set));
    }

    [Fact]
    [Trait("Passes", "J13")]
    public void J13_kids_that_differ_in_case_alone_are_two_keys()
    {
        using var other = new TestKey(keyId: "K1");
        var set = JwkSet.Read(Encoding.UTF8.GetBytes($$"""{"keys":[{{Key.Jwk()}},{{other.Jwk()}}]}"""))!;
        Assert.Null(TestKey.Verify(Key.Sign("{}"), set));
        Assert.Null(TestKey.Verify(other.Sign("{}"), set));
        Assert.Equal(JwsProblem.BadSignature, TestKey.Verify(other.Sign("{}", Key.Header), set));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"keys\":{}}")]
    [InlineData("{\"keys\":[],\"keys\":[]}")]
    [InlineData("<html>")]
    public void K10_reads_no_key_set_from_what_is_none(string text) => Assert.Null(JwkSet.Read(Encoding.UTF8.GetBytes(text)));

    // Whatever of the public key a careless reader could have taken for a shared secret.
    [Theory]
    [InlineData("HS256")]
    [InlineData("HS384")]
    [InlineData("HS512")]
    public void K1_refuses_a_symmetric_signature_made_with_the_public_key(string algorithm)
    {
        using var rsa = RSA.Create(Key.Public);
        byte[][] secrets =
        [
            Key.Public.Modulus!, rsa.ExportSubjectPublicKeyInfo(), rsa.ExportRSAPublicKey(), Encoding.ASCII.GetBytes(rsa.ExportSubjectPublicKeyInfoPem()),
            Encoding.ASCII.GetBytes(rsa.ExportSubjectPublicKeyInfoPem() + "\n"), Encoding.ASCII.GetBytes(rsa.ExportRSAPublicKeyPem()), Encoding.ASCII.GetBytes(rsa.ExportRSAPublicKeyPem() + "\n"),
            Encoding.ASCII.GetBytes(Key.Jwk()), Encoding.ASCII.GetBytes($$"""{"keys":[{{Key.Jwk()}}]}"""), [], [0],
        ];
        var input = StrictBase64Url.Encode(Encoding.ASCII.GetBytes($$"""{"alg":"{{algorithm}}","kid":"k1"}""")) + ".e30";
        foreach (var secret in secrets)
        {
            var signed = Encoding.ASCII.GetBytes(input);
            var code = algorithm switch { "HS256" => HMACSHA256.HashData(secret, signed), "HS384" => HMACSHA384.HashData(secret, signed), _ => HMACSHA512.HashData(secret, signed) };
            Assert.Equal(JwsProblem.UnsupportedAlgorithm, Jws.Read($"{input}.{StrictBase64Url.Encode(code)}", All, Types).Problem);
        }
    }

    [Fact]
    [Trait("Passes", "J5 B1")]
    public void Verifies_PS256_and_ES256_where_key_and_list_allow_them()
    {
        var input = StrictBase64Url.Encode("""{"alg":"PS256","kid":"k1"}"""u8) + ".e30";
        var pss = input + "." + StrictBase64Url.Encode(Key.SignPss(input));
        var free = JwkSet.Read(Encoding.UTF8.GetBytes($$"""{"keys":[{{Key.Jwk("\"use\":\"sig\"")}}]}"""))!;
        Assert.Null(TestKey.Verify(pss, free, All));
        Assert.Equal(JwsProblem.UnsupportedAlgorithm, Jws.Read(pss, Rs256, Types).Problem);
        Assert.Equal(JwsProblem.KeyNotFound, TestKey.Verify(pss, Key.Keys, All));

        using var curve = new Curve();
        var es = curve.Token(s => s);
        Assert.Null(TestKey.Verify(es, curve.Keys, All));
        Assert.Equal(JwsProblem.UnsupportedAlgorithm, Jws.Read(es, Rs256, Types).Problem);
    }

    [Theory]
    [InlineData("RS256")]
    [InlineData("PS256")]
    [InlineData("ES256")]
    public void J5_B1_an_algorithm_and_a_key_of_another_kind_do_not_go_together(string algorithm)
    {
        using var curve = new Curve("k1");
        var rsa = JwkSet.Read(Encoding.UTF8.GetBytes($$"""{"keys":[{{Key.Jwk("\"use\":\"sig\"")}}]}"""))!;
        var (input, other) = (StrictBase64Url.Encode(Encoding.ASCII.GetBytes($$"""{"alg":"{{algorithm}}","kid":"k1"}""")) + ".e30", algorithm == "ES256" ? rsa : curve.Keys);
        foreach (var signature in (byte[][])[new byte[64], new byte[256], Key.SignPss(input), curve.Sign(input), []])
            Assert.Equal(JwsProblem.KeyNotFound, TestKey.Verify($"{input}.{StrictBase64Url.Encode(signature)}", other, All));
    }

    [Fact]
    [Trait("Passes", "K6 J5")]
    public void K6_J5_checks_length_and_range_of_an_ES256_signature()
    {
        using var curve = new Curve();
        Assert.Null(TestKey.Verify(curve.Token(s => s), curve.Keys, All));
        var order = Convert.FromHexString("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551");
        var above = Convert.FromHexString("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632552");
        byte[] zero = new byte[32], full = [.. Enumerable.Repeat((byte)0xFF, 32)];
        foreach (var half in (byte[][])[zero, order, above, full])
            foreach (var bad in (Func<byte[], byte[]>[])[s => [.. half, .. s[32..]], s => [.. s[..32], .. half], _ => [.. half, .. half]])
                Assert.Equal(JwsProblem.BadSignature, TestKey.Verify(curve.Token(bad), curve.Keys, All));
        foreach (var bad in (Func<byte[], byte[]>[])
        [
            s => [], s => s[..63], s => [.. s, 0], s => [0, .. s], s => [.. s, .. s], s => [.. s[32..], .. s[..32]], s => [0, .. s[..32], 0, .. s[32..]],
            _ => curve.Der(), s => [.. s.Select(b => (byte)~b)],
        ])
            Assert.Equal(JwsProblem.BadSignature, TestKey.Verify(curve.Token(bad), curve.Keys, All));
    }

    [Fact]
    public void The_thumbprint_is_the_one_of_RFC_7638()
    {
        var modulus = StrictBase64Url.Decode(
            "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMs" +
            "tn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbI" +
            "SD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw");
        Assert.Equal("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs",
            Jwk.Thumbprint(new RSAParameters { Modulus = modulus, Exponent = [1, 0, 1] }));
    }

    /// <summary>A key on P-256 that is bound to nothing.</summary>
    private sealed class Curve(string keyId = "e1") : IDisposable
    {
        private readonly ECDsa ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        public JwkSet Keys => JwkSet.Read(Encoding.UTF8.GetBytes(
            $$"""{"keys":[{"kty":"EC","kid":"{{keyId}}","crv":"P-256","x":"{{StrictBase64Url.Encode(ec.ExportParameters(false).Q.X)}}","y":"{{StrictBase64Url.Encode(ec.ExportParameters(false).Q.Y)}}"}]}"""))!;

        private string Input => StrictBase64Url.Encode(Encoding.ASCII.GetBytes($$"""{"alg":"ES256","kid":"{{keyId}}"}""")) + ".e30";

        public byte[] Sign(string input) => ec.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256);

        public byte[] Der() => ec.SignData(Encoding.ASCII.GetBytes(Input), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

        public string Token(Func<byte[], byte[]> change) => Input + "." + StrictBase64Url.Encode(change(Sign(Input)));

        public void Dispose() => ec.Dispose();
    }
}
