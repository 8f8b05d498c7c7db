namespace Sallyport.House.Tests.Readability;

/// <summary>The sources are readable line by line. What NotYet.txt lists may still fail; the measures' classes say what is counted.</summary>
public sealed class ReadabilityTests
{
    [Fact]
    public void A_line_has_at_most_120_columns() => NotYet.Current.Judge(Measures.Columns);

    [Fact]
    public void No_conditional_expression_stands_inside_another() => NotYet.Current.Judge(Measures.NestedConditional);

    [Fact]
    public void No_tuple_is_assigned_to_a_tuple() => NotYet.Current.Judge(Measures.TupleAssignment);

    [Fact]
    public void A_pattern_that_takes_apart_stands_alone_on_its_line() => NotYet.Current.Judge(Measures.Patterns);

    [Fact]
    public void A_function_has_at_most_40_lines() => NotYet.Current.Judge(Measures.FunctionLines);

    [Fact]
    public void A_file_has_at_most_300_lines() => NotYet.Current.Judge(Measures.FileLines);

    [Fact]
    public void A_method_has_at_most_6_parameters_and_a_record_12() => NotYet.Current.Judge(Measures.Parameters);

    [Fact]
    public void A_summary_says_something() => NotYet.Current.Judge(Measures.Summary);

    [Fact]
    public void Sources_and_pages_say_fix() => NotYet.Current.Judge(Measures.Word);

    [Fact]
    public void Each_line_of_the_list_of_exceptions_names_a_measure() => Assert.Empty(NotYet.Current.OfNoMeasure());
}
