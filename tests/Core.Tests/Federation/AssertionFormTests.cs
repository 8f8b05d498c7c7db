using System.Text;
using System.Text.Json;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Refusals;
using Sallyport.Core.Signing;
using Sallyport.Core.Tests.Signing;
using Sallyport.Core.Wire;

namespace Sallyport.Core.Tests.Federation;

/// <summary>What an assertion must have, and what it may be signed with when the administrator admits more than RS256.</summary>
public sealed class AssertionFormTests
{
    private static readonly TestKey Key = new();
    private static readonly AssertionVerifier Verifier = new(TimeProvider.System, ["PS256"]);

    [Theory]
    [InlineData("""{"iss":"i","sub":"s","aud":"a"}""", "exp")]
    [InlineData("""{"iss":"i","sub":"s","aud":[],"exp":1}""", "aud")]
    [InlineData("""{"iss":"i","sub":"s","exp":1}""", "aud")]
    [InlineData("""{"iss":"i","sub":"s","aud":[""],"exp":1}""", "aud")]
    [InlineData("""{"iss":"i","sub":"s","aud":["a",""],"exp":1}""", "aud")]
    [InlineData("""{"iss":"i","sub":"","aud":"a","exp":1}""", "sub")]
    [InlineData("""{"iss":null,"sub":"s","aud":"a","exp":1}""", "iss")]
    public void A3_names_the_claim_that_is_missing(string payload, string claim)
    {
        var refusal = Refusal(() => AssertionVerifier.Read(Key.Sign(payload)));
        Assert.Equal(90014, refusal.Number);
        Assert.Contains($"'{claim}'", refusal.Message, StringComparison.Ordinal);
    }

    // Each is one byte for one character: \u00ff stands for the byte 0xFF.
    [Theory]
    [InlineData("{\"iss\":\"i\",\"sub\":\"s\",\"aud\":\"a\",\"exp\":1,\"x\":\"\u00c3\u00a9\"}", true)]
    [InlineData("{\"iss\":\"i\",\"sub\":\"s\",\"aud\":\"a\",\"exp\":1,\"x\":\"\u00ff\"}", false)]
    [InlineData("{\"iss\":\"i\",\"sub\":\"s\",\"aud\":\"a\",\"exp\":1,\"\u00ff\":1,\"\u00fe\":2}", false)]
    [InlineData("{\"iss\":\"i\",\"sub\":\"s\",\"aud\":\"a\",\"exp\":1,\"x\":\"\u00c0\u0080\"}", false)]
    [InlineData("{\"iss\":\"i\",\"sub\":\"s\",\"aud\":\"a\",\"exp\":1,\"x\":\"\u00ed\u00a0\u0080\"}", false)]
    [InlineData("\u00ef\u00bb\u00bf{\"iss\":\"i\",\"sub\":\"s\",\"aud\":\"a\",\"exp\":1}", false)]
    [InlineData("[{\"iss\":\"i\",\"sub\":\"s\",\"aud\":\"a\",\"exp\":1}]", false)]
    [InlineData("\"iss\"", false)]
    [InlineData("1", false)]
    [Trait("Passes", "J2")]
    public void J2_the_payload_is_a_JSON_object_in_UTF_8(string bytes, bool taken)
    {
        var token = Key.SignBytes(Encoding.UTF8.GetBytes(Key.Header), Encoding.Latin1.GetBytes(bytes));
        if (taken)
            Assert.Equal("s", AssertionVerifier.Read(token).Subject);
        else
            Assert.Equal(50027, Refusal(() => AssertionVerifier.Read(token)).Number);
    }

    [Fact]
    public void J2_a_payload_in_UTF_16_is_refused() => Assert.All(
        (Encoding[])[Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32],
        encoding => Assert.Equal(50027, Refusal(() => AssertionVerifier.Read(Key.SignBytes(
            Encoding.UTF8.GetBytes(Key.Header), encoding.GetBytes("""{"iss":"i","sub":"s","aud":"a","exp":1}""")))).Number));

    [Theory]
    [InlineData("253402300799", true)]
    [InlineData("253402300800", false)]
    [InlineData("\"253402300799\"", true)]
    [InlineData("\"253402300800\"", false)]
    [InlineData("1e9", false)]
    [InlineData("-1", false)]
    [InlineData("\"+1\"", false)]
    [InlineData("\" 1\"", false)]
    [InlineData("\"\"", false)]
    [InlineData("true", false)]
    [Trait("Passes", "J10")]
    public void J10_a_time_lies_inside_the_calendar(string time, bool taken)
    {
        var token = Key.Sign($$"""{"iss":"i","sub":"s","aud":"a","exp":{{time}}}""");
        if (taken)
            Assert.Equal(253402300799, AssertionVerifier.Read(token).Expires.ToUnixTimeSeconds());
        else
            Assert.Equal(50027, Refusal(() => AssertionVerifier.Read(token)).Number);
    }

    [Fact]
    [Trait("Passes", "B1")]
    public void B1_an_admitted_algorithm_needs_a_key_that_names_it()
    {
        var assertion = AssertionVerifier.Read(Pss());
        AssertionVerifier.RequireFederatedForm(assertion, Verifier.FurtherAlgorithms);
        Verifier.Verify(assertion, Keys("\"alg\":\"PS256\""));
        Assert.Equal(700027, Refusal(() => Verifier.Verify(assertion, Keys("\"use\":\"sig\""))).Number);
        Assert.Equal(700027, Refusal(() => Verifier.Verify(assertion, Keys("\"alg\":\"RS256\""))).Number);
        Assert.Equal(5002738, Refusal(() => AssertionVerifier.RequireFederatedForm(assertion, new AssertionVerifier(TimeProvider.System).FurtherAlgorithms)).Number);
    }

    [Fact]
    public void RS256_needs_no_key_that_names_it()
    {
        var assertion = AssertionVerifier.Read(Key.Sign(Payload()));
        Verifier.Verify(assertion, Keys("\"use\":\"sig\""));
        Assert.Equal(700027, Refusal(() => Verifier.Verify(assertion, Keys("\"alg\":\"PS256\""))).Number);
    }

    private static string Payload() => JsonSerializer.Serialize(new { iss = "i", sub = "s", aud = "a", exp = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 300 });

    private static string Pss()
    {
        var input = StrictBase64Url.Encode("""{"alg":"PS256","kid":"k1"}"""u8) + "." + StrictBase64Url.Encode(Encoding.UTF8.GetBytes(Payload()));
        return input + "." + StrictBase64Url.Encode(Key.SignPss(input));
    }

    private static JwkSet Keys(string members) => JwkSet.Read(Encoding.UTF8.GetBytes($$"""{"keys":[{{Key.Jwk(members)}}]}"""))!;

    private static AadstsRefusal Refusal(Action action) => (AadstsRefusal)Assert.Throws<RefusedException>(action).Refusal;
}
