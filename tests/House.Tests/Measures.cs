using Sallyport.House.Tests.Readability;

namespace Sallyport.House.Tests;

/// <summary>What breaks the rules of readable lines in the tree.</summary>
internal static class Measures
{
    public static IEnumerable<string> Columns() => OfSource(Lines.TooWide);

    public static IEnumerable<string> NestedConditional() => OfSource(Expressions.NestedConditionals);

    public static IEnumerable<string> TupleAssignment() => OfSource(Expressions.TupleAssignments);

    public static IEnumerable<string> Patterns() => OfSource(Expressions.CrowdedPatterns);

    public static IEnumerable<string> FunctionLines() => OfSource(Functions.TooLong);

    public static IEnumerable<string> FileLines() => OfSource(Lines.TooMany);

    public static IEnumerable<string> Parameters() => OfSource(Functions.TooManyParameters);

    public static IEnumerable<string> Summary() => OfSource(Summaries.SayNothing);

    public static IEnumerable<string> Word() => SourceTree.Texts().SelectMany(Words.Old);

    private static IEnumerable<string> OfSource(Func<Source, IEnumerable<string>> find) => SourceTree.Current.SelectMany(find);
}
