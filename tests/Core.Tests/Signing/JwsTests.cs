using System.Security.Cryptography;
using System.Text;
using Sallyport.Core.Signing;

namespace Sallyport.Core.Tests.Signing;

/// <summary>The JWS room alone: bytes and a key set in, verified bytes or a reason out. Case ids are those of docs/security.md.</summary>
public sealed class JwsTests
{
    private static readonly string[] Rs256 = ["RS256"];
    private static readonly string[] All = ["RS256", "PS256", "ES256"];
    private static readonly string[] Types = ["JWT"];

    private static readonly TestKey Key = new(); // making one takes longer than all that is done with it

    [Theory]
    [InlineData("{}")]
    [InlineData("not JSON at all")]
    [InlineData("\u0000\u0001 bytes")]
    [Trait("Passes", "J1 J4 B9 K1")]
    public void J1_accepts_whatever_bytes_are_signed(string payload)
    {
        var (token, problem) = Jws.Read(Key.Sign(payload), Rs256, Types);
        Assert.Null(problem);
        Assert.Null(Jws.Verify(token!, Key.Keys));
        Assert.Equal(payload, Encoding.UTF8.GetString(token!.Payload));
    }

    [Fact]
    public void J1_refuses_whatever_is_not_three_parts_of_strict_base64url()
    {
        var good = Key.Sign("{}");
        var parts = good.Split('.');
        string[] bad =
        [
            "", ".", "..", "...", good + ".", "." + good, parts[0] + "." + parts[1], good + "=", good + "==", " " + good, good + " ", good + "\n",
            $"{parts[0]}.{parts[1]}..{parts[2]}", $"{parts[0]}..{parts[2]}", $".{parts[1]}.{parts[2]}", good.Replace('.', ','),
            $"{parts[0]}=.{parts[1]}.{parts[2]}", $"{parts[0]}.{parts[1]}=.{parts[2]}", $"{parts[0]}.e+A.{parts[2]}", $"{parts[0]}.e/A.{parts[2]}",
            $"{parts[0]}.e30\r\n.{parts[2]}", $"{parts[0]}.e31.{parts[2]}", $"{parts[0]}.A.{parts[2]}", "\u00e9" + good,
        ];
        Assert.All(bad, token => Assert.Equal(JwsProblem.Malformed, Jws.Read(token, Rs256, Types).Problem));
    }

    // Bounds that a copy of all parts for each dot, or of the token for each part, would break.
    [Fact]
    public void F8_refusing_a_token_of_the_greatest_length_takes_little_memory()
    {
        (string Token, long Bytes)[] cases =
        [
            (new string('.', Jws.MaximumLength), 1024), (new string('.', Jws.MaximumLength + 1), 1024), (new string('A', Jws.MaximumLength), 1024),
            ("e30." + new string('A', Jws.MaximumLength - 8) + ".AAA", 8 * Jws.MaximumLength), (new string('A', Jws.MaximumLength - 8) + ".e30.AAA", 8 * Jws.MaximumLength),
        ];
        foreach (var (token, bytes) in cases)
        {
            Assert.NotNull(Jws.Read(token, Rs256, Types).Problem);
            var before = GC.GetAllocatedBytesForCurrentThread();
            Jws.Read(token, Rs256, Types);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, bytes);
        }
    }

    [Fact]
    [Trait("Passes", "F8")]
    public void F8_looks_at_a_token_of_the_greatest_length_and_at_no_longer_one()
    {
        var longest = Longest(Jws.MaximumLength);
        Assert.Equal(Jws.MaximumLength, longest.Length);
        Assert.True(Verifies(longest));
        Assert.Equal(JwsProblem.Malformed, Jws.Read(Longest(Jws.MaximumLength + 4), Rs256, Types).Problem);

        // Blanks behind the header make up for what four thirds leave over.
        static string Longest(int length) => Enumerable.Range(0, 8)
            .Select(n => Key.Sign(new string(' ', (length - Key.Sign("", Key.Header + new string(' ', n)).Length) * 3 / 4), Key.Header + new string(' ', n)))
            .First(t => t.Length == length);
    }

    [Fact]
    public void R8_refuses_every_prefix_and_every_flipped_bit_of_a_good_token()
    {
        var good = Key.Sign("""{"sub":"x"}""");
        Assert.True(Verifies(good));
        for (var length = 0; length < good.Length; length++)
            Assert.False(Verifies(good[..length]), $"prefix of {length}");
        for (var i = 0; i < good.Length; i += PropertySize.Stride)
            for (var bit = 0; bit < 7; bit++)
                Assert.False(Verifies(good[..i] + (char)(good[i] ^ (1 << bit)) + good[(i + 1)..]), $"bit {bit} of character {i}");
    }

    [Theory]
    [InlineData("""{"alg":"RS256","kid":"k1","alg":"RS256"}""")]
    [InlineData("""{"alg":"none","alg":"RS256","kid":"k1"}""")]
    [InlineData("""{"alg":"RS256","kid":"k1","x":{"a":1,"a":2}}""")]
    [InlineData("""["alg"]""")]
    [InlineData("\"RS256\"")]
    [InlineData("7")]
    [InlineData("\uFEFF{\"alg\":\"RS256\",\"kid\":\"k1\"}")]
    [InlineData("""{"alg":["RS256"],"kid":"k1"}""")]
    [InlineData("""{"alg":"RS256","kid":1}""")]
    [InlineData("""{"alg":"RS256","kid":null}""")]
    [InlineData("""{"alg":"RS256","kid":"k1","typ":7}""")]
    [InlineData("""{"alg":"RS256","kid":"k1","x5t":1}""")]
    [InlineData("""{"alg":"RS256","kid":"k1","x5t#S256":null}""")]
    [InlineData("""{"alg":"RS256","kid":"k1",}""")]
    [InlineData("""{"alg":"RS256"/**/,"kid":"k1"}""")]
    public void J2_J3_refuses_a_header_that_is_no_strict_JSON_object(string header) =>
        Assert.Equal(JwsProblem.Malformed, Jws.Read(Key.Sign("{}", header), Rs256, Types).Problem);

    // Each is one byte for one character: \u00ff stands for the byte 0xFF.
    [Theory]
    [InlineData("{\"alg\":\"RS256\",\"kid\":\"k1\",\"x\":\"\u00ff\u00fe\"}")]
    [InlineData("{\"alg\":\"RS256\",\"kid\":\"k1\",\"\u00ff\":1}")]
    [InlineData("{\"alg\":\"RS256\",\"kid\":\"k1\",\"\u00ff\":1,\"\u00fe\":2}")]
    [InlineData("{\"alg\":\"RS256\",\"kid\":\"k1\",\"x\":\"\u00c0\u0080\"}")]
    [InlineData("{\"alg\":\"RS256\",\"kid\":\"k1\",\"x\":\"\u00ed\u00a0\u0080\"}")]
    [InlineData("{\"alg\":\"RS256\",\"kid\":\"k1\",\"x\":\"\u00e2\u0082\"}")]
    [InlineData("\u00ef\u00bb\u00bf{\"alg\":\"RS256\",\"kid\":\"k1\"}")]
    public void J2_J3_refuses_a_header_that_is_not_UTF_8(string bytes) =>
        Assert.Equal(JwsProblem.Malformed, Jws.Read(Key.SignBytes(Encoding.Latin1.GetBytes(bytes), "{}"u8), Rs256, Types).Problem);

    [Fact]
    public void J2_refuses_a_header_in_UTF_16()
    {
        foreach (var encoding in (Encoding[])[Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32])
            foreach (var mark in (byte[][])[[], encoding.GetPreamble()])
                Assert.Equal(JwsProblem.Malformed, Jws.Read(Key.SignBytes([.. mark, .. encoding.GetBytes(Key.Header)], "{}"u8), Rs256, Types).Problem);
    }

    [Theory]
    [InlineData("\u00e9\u20ac\ud83d\ude00")]
    [InlineData("\\u00e9\\ud83d\\ude00")]
    [Trait("Passes", "J2")]
    public void J2_takes_a_header_of_any_characters_in_UTF_8(string text) =>
        Assert.Null(Verify(Key.Sign("{}", $$"""{"alg":"RS256","kid":"k1","x":"{{text}}","{{text}}":1}"""), Key.Keys));

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("nOnE")]
    [InlineData("NONE")]
    [InlineData("HS256")]
    [InlineData("rs256")]
    [InlineData("RS512")]
    [InlineData("RS256 ")]
    [InlineData("")]
    public void J4_B9_K1_refuses_an_algorithm_that_is_not_on_the_list(string algorithm) =>
        Assert.Equal(JwsProblem.UnsupportedAlgorithm, Jws.Read(Key.Sign("{}", $$"""{"alg":"{{algorithm}}","kid":"k1"}"""), All, Types).Problem);

    [Fact]
    public void J4_refuses_a_header_without_an_algorithm() =>
        Assert.Equal(JwsProblem.UnsupportedAlgorithm, Jws.Read(Key.Sign("{}", """{"kid":"k1"}"""), Rs256, Types).Problem);

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
        Assert.Equal(JwsProblem.KeyNotFound, Verify(Key.Sign("{}"), set));
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
        Assert.Null(Verify(Key.Sign("{}"), set));
    }

    [Theory]
    [InlineData("\"crit\":[\"bork\"]")]
    [InlineData("\"crit\":[]")]
    [InlineData("\"crit\":[\"alg\"]")]
    [InlineData("\"b64\":false,\"crit\":[\"b64\"]")]
    [InlineData("\"b64\":true")]
    [InlineData("\"zip\":\"DEF\"")]
    [InlineData("\"cty\":\"JWT\"")]
    [InlineData("\"enc\":\"A128GCM\"")]
    [InlineData("\"epk\":{}")]
    public void J6_J8_K3_refuses_header_parameters_that_change_the_meaning(string members) =>
        Assert.Equal(JwsProblem.UnsupportedHeader, Jws.Read(Key.Sign("{}", $$"""{"alg":"RS256","kid":"k1",{{members}}}"""), Rs256, Types).Problem);

    [Theory]
    [Trait("Passes", "J6 K3")]
    [InlineData("\"nonce\":\"x\"")]
    [InlineData("\"Crit\":[\"bork\"],\"B64\":false")]
    [InlineData("\"unknown\":{\"crit\":[\"bork\"]}")]
    public void J6_K3_passes_over_header_parameters_that_change_nothing(string members) =>
        Assert.Null(Verify(Key.Sign("{}", $$"""{"alg":"RS256","kid":"k1",{{members}}}"""), Key.Keys));

    [Fact]
    [Trait("Passes", "J7 K2")]
    public void J7_K2_never_takes_a_key_from_the_token()
    {
        using var stranger = new TestKey(keyId: "k1");
        foreach (var member in (string[])[
            "\"jku\":\"https://evil.example/keys\"", "\"x5u\":\"https://evil.example/x5u\"", $"\"jwk\":{stranger.Jwk()}", "\"x5c\":[\"AAAA\"]", "\"x5t\":\"AAAA\"", "\"jku\":7", "\"jwk\":null"])
        {
            var header = $$"""{"alg":"RS256","kid":"k1",{{member}}}""";
            Assert.Equal(JwsProblem.BadSignature, Verify(stranger.Sign("{}", header), Key.Keys));
            Assert.Null(Verify(Key.Sign("{}", header), Key.Keys));
        }
    }

    [Theory]
    [InlineData("at+jwt")]
    [InlineData("dpop+jwt")]
    [InlineData("JOSE")]
    public void B4_refuses_the_type_of_another_kind_of_token(string type) =>
        Assert.Equal(JwsProblem.WrongType, Jws.Read(Key.Sign("{}", $$"""{"alg":"RS256","kid":"k1","typ":"{{type}}"}"""), Rs256, Types).Problem);

    [Theory]
    [InlineData("\"typ\":\"JWT\",")]
    [InlineData("\"typ\":\"jwt\",")]
    [InlineData("")]
    [Trait("Passes", "B4")]
    public void B4_accepts_its_own_type_or_none(string type) =>
        Assert.Null(Verify(Key.Sign("{}", $$"""{{{type}}"alg":"RS256","kid":"k1"}"""), Key.Keys));

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
        Assert.Equal(JwsProblem.KeyNotFound, Verify(Key.Sign("{}", $$"""{"alg":"RS256","kid":"{{keyId}}"}"""), Key.Keys));

    [Fact]
    public void A_token_without_kid_needs_a_set_of_one_key()
    {
        using var other = new TestKey(keyId: "k2");
        var anonymous = Key.Sign("{}", """{"alg":"RS256"}""");
        Assert.Null(Verify(anonymous, Key.Keys));
        var two = JwkSet.Read(Encoding.UTF8.GetBytes($$"""{"keys":[{{Key.Jwk()}},{{other.Jwk()}}]}"""))!;
        Assert.Equal(JwsProblem.KeyNotFound, Verify(anonymous, two));
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
        Assert.Null(Verify(Key.Sign("{}"), set));
        Assert.Equal(JwsProblem.KeyNotFound, Verify(small.Sign("{}"), set));
    }

    [Fact]
    public void J13_skips_both_of_two_keys_with_one_kid()
    {
        using var twin = new TestKey(keyId: "k1");
        var set = JwkSet.Read(Encoding.UTF8.GetBytes($$"""{"keys":[{{Key.Jwk()}},{{twin.Jwk()}}]}"""))!;
        Assert.Equal(JwsProblem.KeyNotFound, Verify(Key.Sign("{}"), set));
        Assert.Equal(JwsProblem.KeyNotFound, Verify(twin.Sign("{}"), set));
    }

    [Fact]
    [Trait("Passes", "J13")]
    public void J13_kids_that_differ_in_case_alone_are_two_keys()
    {
        using var other = new TestKey(keyId: "K1");
        var set = JwkSet.Read(Encoding.UTF8.GetBytes($$"""{"keys":[{{Key.Jwk()}},{{other.Jwk()}}]}"""))!;
        Assert.Null(Verify(Key.Sign("{}"), set));
        Assert.Null(Verify(other.Sign("{}"), set));
        Assert.Equal(JwsProblem.BadSignature, Verify(other.Sign("{}", Key.Header), set));
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
        Assert.Null(Verify(pss, free, All));
        Assert.Equal(JwsProblem.UnsupportedAlgorithm, Jws.Read(pss, Rs256, Types).Problem);
        Assert.Equal(JwsProblem.KeyNotFound, Verify(pss, Key.Keys, All));

        using var curve = new Curve();
        var es = curve.Token(s => s);
        Assert.Null(Verify(es, curve.Keys, All));
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
            Assert.Equal(JwsProblem.KeyNotFound, Verify($"{input}.{StrictBase64Url.Encode(signature)}", other, All));
    }

    [Fact]
    [Trait("Passes", "K6 J5")]
    public void K6_J5_checks_length_and_range_of_an_ES256_signature()
    {
        using var curve = new Curve();
        Assert.Null(Verify(curve.Token(s => s), curve.Keys, All));
        var order = Convert.FromHexString("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551");
        var above = Convert.FromHexString("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632552");
        byte[] zero = new byte[32], full = [.. Enumerable.Repeat((byte)0xFF, 32)];
        foreach (var half in (byte[][])[zero, order, above, full])
            foreach (var bad in (Func<byte[], byte[]>[])[s => [.. half, .. s[32..]], s => [.. s[..32], .. half], _ => [.. half, .. half]])
                Assert.Equal(JwsProblem.BadSignature, Verify(curve.Token(bad), curve.Keys, All));
        foreach (var bad in (Func<byte[], byte[]>[])
        [
            s => [], s => s[..63], s => [.. s, 0], s => [0, .. s], s => [.. s, .. s], s => [.. s[32..], .. s[..32]], s => [0, .. s[..32], 0, .. s[32..]],
            _ => curve.Der(), s => [.. s.Select(b => (byte)~b)],
        ])
            Assert.Equal(JwsProblem.BadSignature, Verify(curve.Token(bad), curve.Keys, All));
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

    private bool Verifies(string token) => Jws.Read(token, Rs256, Types) is { Token: { } read } && Jws.Verify(read, Key.Keys) is null;

    private static JwsProblem? Verify(string token, JwkSet keys, string[]? algorithms = null)
    {
        var (read, problem) = Jws.Read(token, algorithms ?? Rs256, Types);
        Assert.Null(problem);
        return Jws.Verify(read!, keys);
    }
}
