namespace Sallyport.House.Tests.Readability;

/// <summary>The sources are readable line by line. The classes of the measures say what is counted.</summary>
public sealed class ReadabilityTests
{
    [Fact]
    public void A_line_has_at_most_120_columns() => Failures.None(Measures.Columns());

    [Fact]
    public void No_conditional_expression_stands_inside_another() => Failures.None(Measures.NestedConditional());

    [Fact]
    public void No_tuple_is_assigned_to_a_tuple() => Failures.None(Measures.TupleAssignment());

    [Fact]
    public void A_pattern_that_takes_apart_stands_alone_on_its_line() => Failures.None(Measures.Patterns());

    [Fact]
    public void A_function_has_at_most_40_lines() => Failures.None(Measures.FunctionLines());

    [Fact]
    public void A_file_has_at_most_300_lines() => Failures.None(Measures.FileLines());

    [Fact]
    public void A_method_has_at_most_6_parameters_and_a_record_12() => Failures.None(Measures.Parameters());

    [Fact]
    public void A_summary_says_something() => Failures.None(Measures.Summary());

    [Fact]
    public void Sources_and_pages_say_fix() => Failures.None(Measures.Word());
}
