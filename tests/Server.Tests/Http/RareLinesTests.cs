using Sallyport.Server.Http;

namespace Sallyport.Server.Tests.Http;

/// <summary>Lines of the log that every request would repeat.</summary>
public sealed class RareLinesTests
{
    [Fact]
    public void A_line_is_written_once_in_its_period_and_again_after_it()
    {
        var time = new ShiftedTime();
        var lines = new RareLines(time, TimeSpan.FromHours(1));
        Assert.True(lines.Allow("a"));
        Assert.True(lines.Allow("b"));
        time.Advance(TimeSpan.FromMinutes(59));
        Assert.False(lines.Allow("a"));
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.True(lines.Allow("a"));
        Assert.False(lines.Allow("a"));
    }

    [Fact]
    public void Many_lines_do_not_fill_the_memory_and_are_written()
    {
        var lines = new RareLines(new ShiftedTime(), TimeSpan.FromHours(1));
        Assert.All(Enumerable.Range(0, 2_000), i => Assert.True(lines.Allow($"{i}")));
        Assert.False(lines.Allow("1999"));
    }
}
