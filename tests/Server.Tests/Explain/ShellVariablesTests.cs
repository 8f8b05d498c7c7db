using System.Diagnostics;
using Sallyport.Cli;
using Sallyport.Cli.Output;
using Sallyport.Cli.Processes;

namespace Sallyport.Server.Tests.Explain;

/// <summary>The lines of <c>sallyport env --shell</c>, by table and in the shells that are installed.</summary>
public sealed class ShellVariablesTests
{
    private const string Odd = "a 'b' \"c\" \\ \\' $HOME `x` (y) ; é ‘z’ *\tend";

    [Theory]
    [InlineData("plain/1", "plain/1")]
    [InlineData("", "''")]
    [InlineData("it's", @"'it\'s'")]
    [InlineData(@"C:\x y\", @"'C:\\x y\\'")]
    [InlineData("$HOME (x)", "'$HOME (x)'")]
    public void Quotes_for_fish(string value, string quoted) => Assert.Equal(quoted, ShellText.QuoteFish(value));

    [Theory]
    [InlineData("plain", "'plain'")]
    [InlineData("", "''")]
    [InlineData("it's", "'it''s'")]
    [InlineData("‘a’ ‚b‛", "'‘‘a’’ ‚‚b‛‛'")]
    [InlineData("$env:X `n \"y\"", "'$env:X `n \"y\"'")]
    public void Quotes_for_PowerShell(string value, string quoted) => Assert.Equal(quoted, ShellText.QuotePowerShell(value));

    [Theory]
    [InlineData("bash", "export A='it'\\''s'", "unset ")]
    [InlineData("fish", "set -gx A 'it\\'s'", "set -e ")]
    [InlineData("pwsh", "${env:A} = 'it''s'", "Remove-Item -ErrorAction Ignore Env:")]
    public void Sets_and_removes_in_the_words_of_the_shell(string shell, string first, string removal)
    {
        var lines = EnvCommand.LinesFor(shell, new Dictionary<string, string> { ["A"] = "it's" }).ToList();
        Assert.Equal(first, lines[0]);
        Assert.All(lines.Skip(1), l => Assert.StartsWith(removal, l, StringComparison.Ordinal));
        Assert.True(lines.Count > 1);
    }

    [Fact]
    public async Task Bash_reads_each_character_back()
    {
        const string shell = "bash";
        var script = string.Join('\n', EnvCommand.LinesFor(shell, new Dictionary<string, string> { ["ODD"] = Odd }));
        var start = new ProcessStartInfo(shell) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(script + "\nprintenv ODD");
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.Equal(Odd + "\n", output);
    }

    [Theory]
    [InlineData("fish", "fish")]
    [InlineData("pwsh", "pwsh")]
    [InlineData("zsh", "bash")]
    [InlineData("make", null)]
    [InlineData(null, null)]
    public void Knows_a_shell_by_its_program(string? program, string? kind) => Assert.Equal(kind, CallingShell.Kind(program));
}
