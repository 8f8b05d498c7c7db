using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Core.Tests.GitLab.Keywords;

/// <summary>Durations in words.</summary>
public sealed class DurationTests
{
    [Theory]
    [InlineData("1h 30m", 5400)]
    [InlineData("3h30m", 12_600)]
    [InlineData("10 minutes", 600)]
    [InlineData("90 seconds", 90)]
    [InlineData("3600", 3600)]
    [InlineData("1 hour and 1 second", 3601)]
    [InlineData("2 hrs 20 min", 8400)]
    [InlineData("one hour", 3600)]
    [InlineData("twenty five minutes", 1500)]
    [InlineData("1 week", 604_800)]
    [InlineData("1.5 hours", 5400)]
    [InlineData("4:01", 241)]
    [InlineData("1:30:00", 5400)]
    [InlineData("6 mos 1 day", 15_638_400)]
    [InlineData("1 yr", 31_557_600)]
    public void Reads_english(string text, long seconds) => Assert.Equal(seconds, Duration.Read(text));

    [Theory]
    [InlineData("soon")]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("1 fortnight")]
    [InlineData("-1 hour maybe")]
    [InlineData("9999999999999999999999 years")]
    public void Refuses_what_is_no_duration(string text) => Assert.Null(Duration.Read(text));
}
