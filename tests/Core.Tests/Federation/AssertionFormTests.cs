using System.Text;
using System.Text.Json;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Signing;
using Sallyport.Core.Tests.Signing;
using Sallyport.Core.Wire;

namespace Sallyport.Core.Tests.Federation;

/// <summary>What an assertion must have, and what it may be signed with when the administrator admits more than RS256.</summary>
public sealed class AssertionFormTests
{
    private static readonly TestKey Key = new();

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
        var judgement = Judged.Text(Key.Sign(payload));
        Assert.Equal((AssertionOutcome.ClaimMissing, claim), (judgement.Outcome, judgement.Detail));
        var refusal = judgement.RefusalUnder(RuleSet.Entra2026)!;
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
            Assert.Equal("s", AssertionReader.Read(token).Assertion!.Subject);
        else
            AssertMalformed(token);
    }

    [Fact]
    public void J2_a_payload_in_UTF_16_is_refused() => Assert.All(
        (Encoding[])[Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32],
        encoding => AssertMalformed(Key.SignBytes(
            Encoding.UTF8.GetBytes(Key.Header), encoding.GetBytes("""{"iss":"i","sub":"s","aud":"a","exp":1}"""))));

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
            Assert.Equal(253402300799, AssertionReader.Read(token).Assertion!.Expires.ToUnixTimeSeconds());
        else
            AssertMalformed(token);
    }

    [Fact]
    [Trait("Passes", "B1")]
    public void B1_an_admitted_algorithm_needs_a_key_that_names_it()
    {
        var assertion = AssertionReader.Read(Pss()).Assertion!;
        Assert.Null(AssertionReader.CheckFederatedForm(assertion, ["PS256"]));
        Assert.Null(AssertionVerifier.CheckSignature(assertion, Keys("\"alg\":\"PS256\"")));
        AssertKeyUnknown(assertion, Keys("\"use\":\"sig\""));
        AssertKeyUnknown(assertion, Keys("\"alg\":\"RS256\""));
        Assert.Equal(AssertionOutcome.AlgorithmNotAllowed, AssertionReader.CheckFederatedForm(assertion, [])!.Problem);
        Assert.Equal(5002738, Judged.Text(Pss()).RefusalUnder(RuleSet.Entra2026)!.Number);
        Assert.Equal(AssertionOutcome.NoCredential, Judged.Text(Pss(), "PS256").Outcome);
    }

    [Fact]
    public void RS256_needs_no_key_that_names_it()
    {
        var assertion = AssertionReader.Read(Key.Sign(Payload())).Assertion!;
        Assert.Null(AssertionVerifier.CheckSignature(assertion, Keys("\"use\":\"sig\"")));
        AssertKeyUnknown(assertion, Keys("\"alg\":\"PS256\""));
    }

    private static void AssertMalformed(string token)
    {
        var judgement = Judged.Text(token);
        Assert.Equal((AssertionOutcome.Malformed, 50027), (judgement.Outcome, judgement.RefusalUnder(RuleSet.Entra2026)!.Number));
    }

    private static void AssertKeyUnknown(Assertion assertion, JwkSet keys)
    {
        var outcome = AssertionVerifier.CheckSignature(assertion, keys);
        Assert.Equal((AssertionOutcome.KeyUnknown, 700027), (outcome, Judged.Refusal(outcome, assertion).Number));
    }

    private static string Payload() => JsonSerializer.Serialize(new { iss = "i", sub = "s", aud = "a", exp = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 300 });

    private static string Pss()
    {
        var input = StrictBase64Url.Encode("""{"alg":"PS256","kid":"k1"}"""u8) + "." + StrictBase64Url.Encode(Encoding.UTF8.GetBytes(Payload()));
        return input + "." + StrictBase64Url.Encode(Key.SignPss(input));
    }

    private static JwkSet Keys(string members) => JwkSet.Read(Encoding.UTF8.GetBytes($$"""{"keys":[{{Key.Jwk(members)}}]}"""))!;
}
