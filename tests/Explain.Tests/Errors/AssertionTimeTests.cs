using Sallyport.Core.Entra.Rules;
using Sallyport.Explain.Errors;

namespace Sallyport.Explain.Tests.Errors;

/// <summary>What a refusal for its time says of a token.</summary>
public sealed class AssertionTimeTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 6, 7, 8, 9, TimeSpan.Zero);

    [Theory]
    [InlineData(-400, -100, "The token expired at 2026-05-06 07:06:29Z, 1 min before it was presented.")]
    [InlineData(-40000, -19057, "The token expired at 2026-05-06 01:50:32Z, 5 h 17 min before it was presented.")]
    [InlineData(30, 400, "The token is not valid before 2026-05-06 07:08:39Z, and was presented 30 s earlier.")]
    public void It_missed_its_time_on_one_side_by_so_much(int from, int end, string text) =>
        Assert.Equal(text, Of(Aadsts.AssertionOutsideItsTime(Now, Now.AddSeconds(from), Now.AddSeconds(end)))!.Text);

    [Fact]
    public void A_token_without_a_beginning_has_one_in_1970()
    {
        const string text = "AADSTS700024: Client assertion is not within its valid time range. Current time: 2025-08-29T05:47:32.1501147Z, assertion valid "
            + "from 1970-01-01T00:00:00.0000000Z, expiry time of assertion 2025-08-29T00:30:05.0000000Z. Review the documentation at https://learn.microsoft.com .";
        Assert.StartsWith("The token expired at 2025-08-29 00:30:05Z, 5 h 17 min", AssertionTime.Meaning(ErrorText.Read(text)!)!.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_said_of_another_error_or_without_the_times()
    {
        Assert.Null(Of(Aadsts.AssertionOutsideItsTime(Now, Now.AddSeconds(-9), Now.AddSeconds(9))));
        Assert.Null(Of(Aadsts.NoMatchingIssuer("https://gitlab.example.com")));
        Assert.Null(AssertionTime.Meaning(ErrorText.Read("AADSTS700024: Client assertion is not within its valid time range.")!));
    }

    private static CodeMeaning? Of(AadstsRefusal refusal) => AssertionTime.Meaning(ErrorText.Read($"{refusal.Code}: {refusal.Message}")!);
}
