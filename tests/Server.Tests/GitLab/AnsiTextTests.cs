using System.Text;
using Sallyport.Portal.GitLab;

namespace Sallyport.Server.Tests.GitLab;

/// <summary>What a page makes of the bytes of a job's log.</summary>
public sealed class AnsiTextTests
{
    [Theory]
    [InlineData("plain\n", "[plain\n]")]
    [InlineData("\u001b[31mred\u001b[0m plain", "red[red][ plain]")]
    [InlineData("\u001b[1;92mloud\u001b[22m quiet\u001b[39m none", "bold green[loud]green[ quiet][ none]")]
    [InlineData("\u001b[mnothing", "[nothing]")]
    [InlineData("\u001b[38;5;33mof 256\u001b[0m", "[of 256]")]
    [InlineData("\u001b[0Kerased\u001b[2K", "[erased]")]
    [InlineData("10 %\r50 %\r100 %\ndone\r\n", "[100 %\ndone\n]")]
    [InlineData("section_start:1700000000:step_script\r\u001b[0K\u001b[36mRun\u001b[0m\n", "cyan[Run][\n]")]
    [InlineData("section_end:1700000000:step_script\r\u001b[0Kafter", "[after]")]
    [InlineData("cut \u001b[3", "[cut \u001b[3]")]
    [InlineData("", "")]
    public void Shows_colours_and_leaves_out_what_a_terminal_would_not_show(string log, string expected)
    {
        var shown = AnsiText.Read(Encoding.UTF8.GetBytes(log)).Select(s => $"{s.Style}[{s.Text}]");
        Assert.Equal(expected, string.Concat(shown));
    }
}
