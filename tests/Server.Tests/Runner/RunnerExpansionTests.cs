using Sallyport.Runner;

namespace Sallyport.Server.Tests.Runner;

/// <summary>As Go's <c>os.Expand</c> does it; GitLab's own half is in VariableExpansionTests.</summary>
public sealed class RunnerExpansionTests
{
    private static readonly Dictionary<string, string> Variables = new() { ["A"] = "a", ["B"] = "$A", ["_x9"] = "x" };

    [Theory]
    [InlineData("", "")]
    [InlineData("plain", "plain")]
    [InlineData("$A", "a")]
    [InlineData("${A}", "a")]
    [InlineData("x${A}y$A", "xaya")]
    [InlineData("$_x9.", "x.")]
    [InlineData("$B", "$A")] // one pass
    [InlineData("$NOWHERE!", "!")]
    [InlineData("${NOWHERE}", "")]
    [InlineData("%A%", "%A%")]
    [InlineData("$$A", "$A")]
    [InlineData("$$$A", "$a")]
    [InlineData("${$}", "$")]
    [InlineData("x${A:-b}y", "xy")] // all of it is the name
    [InlineData("${A:+b}", "")]
    [InlineData("costs $10", "costs 0")]
    [InlineData("$@$*$#$?$!$0", "")]
    [InlineData("${1}${@}", "")]
    [InlineData("a${}b", "ab")]
    [InlineData("a${J", "aJ")]
    [InlineData("a$-b", "ab")]
    [InlineData("a$.b", "a$.b")]
    [InlineData("a$ b", "a$ b")]
    [InlineData("a$", "a$")]
    [InlineData("$/x", "$/x")]
    [InlineData("\u00fc$A\u00fc", "\u00fca\u00fc")]
    public void Expands_what_the_runner_expands(string text, string expected) =>
        Assert.Equal(expected, RunnerExpansion.Expand(text, name => Variables.GetValueOrDefault(name)));
}
