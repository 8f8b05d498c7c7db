namespace Sallyport.House.Tests.Readability;

/// <summary>Each measure catches a planted example and lets its good twin pass.</summary>
public sealed class MeasuresTests
{
    [Fact]
    public void A_line_of_121_columns_is_too_wide_and_one_of_120_is_not()
    {
        Assert.Equal(["src/Sallyport.Planted/Planted.cs:2 121 columns"], Lines.TooWide(Source("//\n//" + new string('x', 119))));
        Assert.Empty(Lines.TooWide(Source("//\n//" + new string('x', 118))));
    }

    [Fact]
    public void A_file_of_301_lines_is_too_long_and_one_of_300_is_not()
    {
        Assert.Single(Lines.TooMany(Source(string.Concat(Enumerable.Repeat("//\n", 301)))));
        Assert.Empty(Lines.TooMany(Source(string.Concat(Enumerable.Repeat("//\n", 300)))));
    }

    [Theory]
    [InlineData("a ? 1 : b ? 2 : 3", 1)]
    [InlineData("a ? (b ? 1 : 2) : 3", 1)]
    [InlineData("(a ? b : c) ? 1 : 2", 1)]
    [InlineData("a ? Call(b ? 1 : 2) : 3", 1)]
    [InlineData("a ? b ? 1 : 2 : c ? 3 : 4", 2)]
    [InlineData("a ? 1 : 2", 0)]
    [InlineData("Call(a ? 1 : 2, b ? 1 : 2)", 0)]
    [InlineData("a ? items.Select(i => i ? 1 : 2) : none", 0)]
    [InlineData("a?.B ?? c?.D", 0)]
    public void A_conditional_inside_another_is_found(string expression, int found) =>
        Assert.Equal(found, Expressions.NestedConditionals(Source($"class C {{ object M() => {expression}; }}")).Count());

    [Theory]
    [InlineData("void M() { (a, b) = (1, 2); }", 1)]
    [InlineData("void M() { var (a, b) = (1, 2); }", 1)]
    [InlineData("void M() { (var a, int b) = (1, 2); }", 1)]
    [InlineData("void M() => (a, b) = (b, a);", 1)]
    [InlineData("C(int a, int b) => (A, B) = (a, b);", 0)]
    [InlineData("void M() { var (a, b) = Call(); }", 0)]
    [InlineData("void M() { (a, b) = Call(); }", 0)]
    [InlineData("void M() { var pair = (1, 2); }", 0)]
    [InlineData("(int, int) M() => (1, 2);", 0)]
    public void A_tuple_assigned_to_a_tuple_is_found_outside_constructors(string member, int found) =>
        Assert.Equal(found, Expressions.TupleAssignments(Source($"class C {{ {member} }}")).Count());

    [Theory]
    [InlineData("x is { A: { } b } && b is [var c, ..] && c", 1)]
    [InlineData("x is string s && s.Length is 3", 1)]
    [InlineData("x is { A: 1 } || y is null", 1)]
    [InlineData("a is null || b is null || c is null", 1)]
    [InlineData("a is string || b is int || c is long", 1)]
    [InlineData("a is { } b ? b is [var c] ? c : 1 : 2", 1)]
    [InlineData("x switch { { A: 1 } => y is null, { A: 2 } => true, _ => false }", 1)]
    [InlineData("x is { A: { } b } && Call(b)", 0)]
    [InlineData("x is { A: { } b }\n && b is [var c, ..]", 0)]
    [InlineData("a is null || b is null", 0)]
    [InlineData("a is not ('x' or 'y') && b is >= 3 and < 7", 0)]
    [InlineData("a is string || b is int", 0)]
    [InlineData("x switch { 1 => a, 2 => b, _ => c }", 0)]
    [InlineData("x switch { { A: 1 } => 1,\n { A: 2 } => 2,\n _ => 3 }", 0)]
    public void A_line_crowded_with_patterns_is_found(string expression, int found) =>
        Assert.Equal(found, Expressions.CrowdedPatterns(Source($"class C {{ object M() => {expression}; }}")).Count());

    [Theory]
    [InlineData("void M()", "")]
    [InlineData("C()", "")]
    [InlineData("int P { get", "}")]
    [InlineData("void M() { void Local()", "}")]
    [InlineData("static C operator +(C a, C b)", "")]
    public void A_function_of_41_lines_is_too_long_and_one_of_40_is_not(string head, string tail)
    {
        Assert.Contains(Functions.TooLong(Function(41)), f => f.EndsWith(": 41 lines", StringComparison.Ordinal));
        Assert.Empty(Functions.TooLong(Function(40)));

        Source Function(int lines) => Source($"class C {{\n /// <summary>Counts.</summary>\n [Fact]\n {head} {{{new string('\n', lines - 1)}}} {tail} }}");
    }

    [Theory]
    [InlineData("class C { void M(int a, int b, int c, int d, int e, int f, int g) { } }", 1)]
    [InlineData("class C { C(int a, int b, int c, int d, int e, int f, int g) { } }", 1)]
    [InlineData("class C { void M() { void L(int a, int b, int c, int d, int e, int f, int g) { } } }", 1)]
    [InlineData("record R(int a, int b, int c, int d, int e, int f, int g, int h, int i, int j, int k, int l, int m);", 1)]
    [InlineData("class C { void M(int a, int b, int c, int d, int e, int f) { } }", 0)]
    [InlineData("record R(int a, int b, int c, int d, int e, int f, int g, int h, int i, int j, int k, int l);", 0)]
    [InlineData("class C(int a, int b, int c, int d, int e, int f, int g);", 0)]
    public void Too_many_parameters_are_found(string source, int found) => Assert.Equal(found, Functions.TooManyParameters(Source(source)).Count());

    [Theory]
    [InlineData("Draws it.", 1)]
    [InlineData("The clock.", 1)]
    [InlineData("Of it.", 1)]
    [InlineData("", 1)]
    [InlineData("Writes it to them.", 1)]
    [InlineData("What it is.", 1)]
    [InlineData("The port that the server listens on.", 0)]
    [InlineData("Reads <see cref=\"C\"/> strictly.", 0)]
    [InlineData("Seconds since 1970.", 0)]
    [InlineData("Whether the\n/// token is signed.", 0)]
    public void A_summary_that_says_nothing_is_found(string text, int found) =>
        Assert.Equal(found, Summaries.SayNothing(Source($"/// <summary>{text}</summary>\nclass C;")).Count());

    [Theory]
    [InlineData("how to mend it", 1)]
    [InlineData("Mends what is wrong, and is mended", 2)]
    [InlineData("var MendText = Mend(mend);", 3)]
    [InlineData("\"mends\": []", 1)]
    [InlineData("MEND", 1)]
    [InlineData("We recommend an amendment, amended and commended; Fixes what is wrong.", 0)]
    public void The_word_for_fixing_that_nobody_says_is_found(string text, int found) => Assert.Equal(found, Words.Old(new Text("docs/planted.md", text)).Count());

    [Fact]
    public void The_table_counts_what_stands_in_the_sources()
    {
        var table = new MeasureTable([Source("public class C\n{\n    int M(bool a) => a ? 1 : 2;\n}\ninternal record R;\n")]).ToString();
        Assert.Contains("tokens per code line         7.3", table, StringComparison.Ordinal);
        Assert.Contains("public types of all          1 of 2", table, StringComparison.Ordinal);
    }

    private static Source Source(string content) => new("src/Sallyport.Planted/Planted.cs", content);
}
