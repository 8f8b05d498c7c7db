namespace Sallyport.House.Tests.Readability;

/// <summary>How wide and how long a file is. A column is one UTF-16 character.</summary>
internal static class Lines
{
    private const int Widest = 120;
    private const int Most = 300;

    public static IEnumerable<string> TooWide(Source source) =>
        source.Lines.Index().Where(l => l.Item.Length > Widest).Select(l => source.At(l.Index + 1, $"{l.Item.Length} columns"));

    public static IEnumerable<string> TooMany(Source source)
    {
        var count = source.Lines.Length - 1;
        return count > Most ? [source.At(1, $"{count} lines")] : [];
    }
}
