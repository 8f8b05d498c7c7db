using Sallyport.Core.GitLab;

namespace Sallyport.Core.Tests.GitLab;

/// <summary>What GitLab expands, and what it leaves to the runner; the runner's half is in RunnerExpansionTests.</summary>
public sealed class VariableExpansionTests
{
    private static readonly JobVariable[] Variables =
    [
        new("A", "a"), new("B", "b-$A"), new("U", "u-$NOWHERE"), new("RAW", "raw-$A", Raw: true), new("FILE", "content", File: true), new("_x9", "x"),
    ];

    // text, in a variable's value, in a place of one value (aud, environment, …), in a pattern or tag
    [Theory]
    [InlineData("plain", "plain", "plain", "plain")]
    [InlineData("$A", "a", "a", "a")]
    [InlineData("${A}", "a", "a", "a")]
    [InlineData("%A%", "a", "a", "a")]
    [InlineData("x$A-y${A}z", "xa-yaz", "xa-yaz", "xa-yaz")]
    [InlineData("$B", "b-a", "b-a", "b-a")]
    [InlineData("$_x9.$A", "x.a", "x.a", "x.a")]
    [InlineData("$NOWHERE", "$NOWHERE", "", "$NOWHERE")]
    [InlineData("${NOWHERE}!", "${NOWHERE}!", "!", "${NOWHERE}!")]
    [InlineData("%NOWHERE%", "%NOWHERE%", "", "%NOWHERE%")]
    [InlineData("$U", "u-$NOWHERE", "u-", "u-")]
    [InlineData("$AB", "$AB", "", "$AB")]
    [InlineData("$$A", "$$A", "$a", "$a")]
    [InlineData("%%A%", "%%A%", "%a", "%a")]
    [InlineData("$", "$", "$", "$")]
    [InlineData("100%", "100%", "100%", "100%")]
    [InlineData("50% of $A", "50% of a", "50% of a", "50% of a")]
    [InlineData("%A", "%A", "%A", "%A")]
    [InlineData("${A", "${A", "${A", "${A")]
    [InlineData("${}", "${}", "${}", "${}")]
    [InlineData("${A:-x}", "${A:-x}", "${A:-x}", "${A:-x}")]
    [InlineData("$1 $@ $* $# $? $!", "$1 $@ $* $# $? $!", "$1 $@ $* $# $? $!", "$1 $@ $* $# $? $!")]
    [InlineData("$RAW", "$RAW", "raw-$A", "raw-$A")]
    [InlineData("$FILE", "$FILE", "content", "content")]
    [InlineData("$a", "$a", "", "$a")]
    public void Expands_what_GitLab_expands(string text, string inValue, string single, string kept)
    {
        var values = VariableExpansion.ExpandAll(Variables);
        Assert.Equal(inValue, VariableExpansion.ForRunner([.. Variables, new("IT", text)])[^1].Value);
        Assert.Equal(single, VariableExpansion.Expand(text, values));
        Assert.Equal(kept, VariableExpansion.ExpandKnown(text, values));
    }

    [Fact]
    public void Expands_in_the_order_of_dependencies_whatever_the_order_of_the_list() => Assert.Equal(
        ["1-2-3", "2-3", "3"], Values(VariableExpansion.ForRunner([new("X", "1-$Y"), new("Y", "2-$Z"), new("Z", "3")])));

    [Fact]
    public void The_last_of_a_name_is_meant_and_in_its_own_value_the_one_before() => Assert.Equal(
        ["/usr", "/usr:/opt", "/usr:/opt!"], Values(VariableExpansion.ForRunner([new("P", "/usr"), new("P", "$P:/opt"), new("Q", "$P!")])));

    [Fact]
    public void A_variable_that_refers_to_itself_alone_keeps_the_reference_for_the_runner()
    {
        Assert.Equal(["$P:/x"], Values(VariableExpansion.ForRunner([new("P", "$P:/x")])));
        Assert.Empty(VariableExpansion.Circle([new("P", "$P:/x")]));
    }

    [Fact]
    public void A_circle_leaves_all_values_as_they_are_and_is_named()
    {
        JobVariable[] circle = [new("X", "$Y"), new("Y", "$Z"), new("Z", "$Y"), new("OK", "$A"), new("A", "a")];
        Assert.Equal(circle, VariableExpansion.ForRunner(circle));
        Assert.Equal(circle, VariableExpansion.ExpandAll(circle));
        Assert.Equal(["Y", "Z"], VariableExpansion.Circle(circle));
        Assert.Empty(VariableExpansion.Circle(circle[3..]));
    }

    [Fact]
    public void A_raw_value_is_never_expanded() =>
        Assert.Equal("raw-$A", VariableExpansion.ForRunner(Variables).Single(v => v.Key == "RAW").Value);

    private static IEnumerable<string> Values(IReadOnlyList<JobVariable> variables) => variables.Select(v => v.Value);
}
