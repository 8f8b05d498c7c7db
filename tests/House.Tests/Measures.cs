using Sallyport.House.Tests.Arrows;
using Sallyport.House.Tests.Readability;

namespace Sallyport.House.Tests;

/// <summary>The measures of the tree.</summary>
internal static class Measures
{
    public static readonly Measure Circle = new("circle", ArrowFindings.Circles);
    public static readonly Measure RoomArrow = new("arrow", ArrowFindings.Wrong);
    public static readonly Measure UnknownRoom = new("unknown-room", ArrowFindings.UnknownRooms);
    public static readonly Measure Columns = OfSource("columns", Lines.TooWide);
    public static readonly Measure NestedConditional = OfSource("nested-conditional", Expressions.NestedConditionals);
    public static readonly Measure TupleAssignment = OfSource("tuple-assignment", Expressions.TupleAssignments);
    public static readonly Measure Patterns = OfSource("patterns", Expressions.CrowdedPatterns);
    public static readonly Measure FunctionLines = OfSource("function-lines", Functions.TooLong);
    public static readonly Measure FileLines = OfSource("file-lines", Lines.TooMany);
    public static readonly Measure Parameters = OfSource("parameters", Functions.TooManyParameters);
    public static readonly Measure Summary = OfSource("summary", Summaries.SayNothing);
    public static readonly Measure Word = new("word", () => SourceTree.Texts().SelectMany(Words.Old));

    public static readonly List<Measure> All =
        [Circle, RoomArrow, UnknownRoom, Columns, NestedConditional, TupleAssignment, Patterns, FunctionLines, FileLines, Parameters, Summary, Word];

    private static Measure OfSource(string name, Func<Source, IEnumerable<Finding>> find) => new(name, () => SourceTree.Current.SelectMany(find));
}
