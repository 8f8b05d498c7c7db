using System.Text.Json;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Tests.Signing;

namespace Sallyport.Core.Tests.Federation;

/// <summary>One tolerance of a minute for both clocks, and 25 hours for the longest life; the ends belong to what is taken, but for <c>exp</c>.</summary>
public sealed class AssertionTimeTests
{
    private const long Now = 1_800_000_000;
    private static readonly TestKey Key = new();
    private static readonly DateTimeOffset Clock = DateTimeOffset.FromUnixTimeSeconds(Now);

    [Theory]
    [InlineData("exp", -59, -60, AssertionOutcome.Expired)]
    [InlineData("nbf", 60, 61, AssertionOutcome.NotYetValid)]
    [InlineData("iat", 60, 61, AssertionOutcome.NotYetValid)]
    [Trait("Passes", "J9")]
    public void J9_a_second_decides(string claim, int taken, int refused, AssertionOutcome outcome)
    {
        Assert.Null(AssertionVerifier.CheckTime(Assertion(claim, taken), Clock));
        var assertion = Assertion(claim, refused);
        Assert.Equal(outcome, AssertionVerifier.CheckTime(assertion, Clock));
        Assert.Equal(700024, Judged.Refusal(outcome, assertion, Clock).Number);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3600)]
    [Trait("Passes", "A6")]
    public void A6_the_life_from_iat_to_exp_is_at_most_25_hours_whatever_time_it_is(int issued)
    {
        Assert.False(AssertionVerifier.LivesTooLong(Presented(Now + issued, Now + issued + 90_000)));
        var assertion = Presented(Now + issued, Now + issued + 90_001);
        Assert.True(AssertionVerifier.LivesTooLong(assertion));
        Assert.Equal(70023, Judged.Refusal(AssertionOutcome.LivesTooLong, assertion, Clock).Number);
    }

    [Fact]
    public void A6_a_token_without_iat_counts_from_1970()
    {
        var assertion = Presented(null, Now + 300);
        Assert.True(AssertionVerifier.LivesTooLong(assertion));
        Assert.EndsWith(
            "Token issued at 0. Token expires on 1800000300.",
            Judged.Refusal(AssertionOutcome.LivesTooLong, assertion, Clock).Message, StringComparison.Ordinal);
        Assert.False(AssertionVerifier.LivesTooLong(Presented(null, 90_000)));
    }

    [Fact]
    public void Of_decoded_claims_that_leave_a_time_out_no_lifetime_is_concluded()
    {
        Assert.False(AssertionVerifier.LivesTooLong(Decoded("""{"iss":"i","sub":"s","aud":"a"}""")));
        Assert.False(AssertionVerifier.LivesTooLong(Decoded("""{"iss":"i","sub":"s","aud":"a","exp":1800000000}""")));
        Assert.False(AssertionVerifier.LivesTooLong(Decoded("""{"iss":"i","sub":"s","aud":"a","iat":1}""")));
        Assert.True(AssertionVerifier.LivesTooLong(
            Decoded("""{"iss":"i","sub":"s","aud":"a","iat":1,"exp":1800000000}""")));
    }

    [Fact]
    public void J9_the_refusal_tells_the_time_from_which_it_would_have_held()
    {
        Assert.Contains("valid from 2027-01-15T09:00:00", Text(new { nbf = Now + 3600, iat = Now + 7200 }), StringComparison.Ordinal);
        Assert.Contains("valid from 2027-01-15T10:00:00", Text(new { iat = Now + 7200 }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"exp":1800000300}""", true)]
    [InlineData("""{"exp":1800000300.5}""", false)]
    [InlineData("""{"exp":"1800000300"}""", false)]
    [InlineData("""{"exp":1800000300,"nbf":1799999999.25}""", false)]
    [InlineData("""{"exp":1800000300,"iat":"1799999999"}""", false)]
    [Trait("Passes", "J10")]
    public void J10_an_outside_issuer_writes_times_as_whole_numbers(string times, bool taken)
    {
        var token = Key.Sign("{\"iss\":\"i\",\"sub\":\"s\",\"aud\":\"a\"," + times[1..]);
        var form = AssertionReader.CheckFederatedForm(AssertionReader.Read(token).Assertion!, []);
        Assert.Equal(taken ? null : AssertionOutcome.Malformed, form?.Problem);
        Assert.Equal(taken ? 70025 : 50027, Judged.Text(token).RefusalUnder(RuleSet.Entra2026)!.Number);
    }

    private static string Text(object times)
    {
        var claims = JsonSerializer.SerializeToNode(times)!.AsObject();
        (claims["iss"], claims["sub"], claims["aud"], claims["exp"]) = ("i", "s", "a", Now + 9000);
        var assertion = AssertionReader.ReadDecoded(JsonElement.Parse(claims.ToJsonString())).Assertion!;
        return Judged.Refusal(AssertionVerifier.CheckTime(assertion, Clock), assertion, Clock).Message;
    }

    private static Assertion Presented(long? issued, long expires) => Decoded(
        JsonSerializer.Serialize(issued is null
            ? new { iss = "i", sub = "s", aud = "a", exp = expires }
            : new { iss = "i", sub = "s", aud = "a", exp = expires, iat = issued } as object)) with { IsPartial = false };

    private static Assertion Decoded(string claims) =>
        AssertionReader.ReadDecoded(JsonElement.Parse(claims)).Assertion!;

    private static Assertion Assertion(string claim, int fromNow)
    {
        var claims = new Dictionary<string, object> { ["iss"] = "i", ["sub"] = "s", ["aud"] = "a", ["exp"] = Now + 300 };
        claims[claim] = Now + fromNow;
        return AssertionReader.ReadDecoded(JsonSerializer.SerializeToElement(claims)).Assertion!;
    }
}
