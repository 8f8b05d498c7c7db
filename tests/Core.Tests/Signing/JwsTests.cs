using System.Text;
using Sallyport.Core.Signing;

namespace Sallyport.Core.Tests.Signing;

/// <summary>The JWS room alone, its bytes: what is read as a token and what is refused. Case ids are those of docs/security.md.</summary>
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
    [Trait("Passes", "R8")]
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
        Assert.Null(TestKey.Verify(Key.Sign("{}", $$"""{"alg":"RS256","kid":"k1","x":"{{text}}","{{text}}":1}"""), Key.Keys));

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
        Assert.Null(TestKey.Verify(Key.Sign("{}", $$"""{"alg":"RS256","kid":"k1",{{members}}}"""), Key.Keys));

    [Fact]
    [Trait("Passes", "J7 K2")]
    public void J7_K2_never_takes_a_key_from_the_token()
    {
        using var stranger = new TestKey(keyId: "k1");
        foreach (var member in (string[])[
            "\"jku\":\"https://evil.example/keys\"", "\"x5u\":\"https://evil.example/x5u\"", $"\"jwk\":{stranger.Jwk()}", "\"x5c\":[\"AAAA\"]", "\"x5t\":\"AAAA\"", "\"jku\":7", "\"jwk\":null"])
        {
            var header = $$"""{"alg":"RS256","kid":"k1",{{member}}}""";
            Assert.Equal(JwsProblem.BadSignature, TestKey.Verify(stranger.Sign("{}", header), Key.Keys));
            Assert.Null(TestKey.Verify(Key.Sign("{}", header), Key.Keys));
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
        Assert.Null(TestKey.Verify(Key.Sign("{}", $$"""{{{type}}"alg":"RS256","kid":"k1"}"""), Key.Keys));

    private bool Verifies(string token) => Jws.Read(token, Rs256, Types) is { Token: { } read } && Jws.Verify(read, Key.Keys) is null;
}
