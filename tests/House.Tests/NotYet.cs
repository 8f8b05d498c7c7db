namespace Sallyport.House.Tests;

/// <summary>
/// The places where a measure does not hold yet: lines <c>measure: place</c> of NotYet.txt, which only ever get fewer.
/// A place that holds a measure again must leave the list; <c>eng/measures --not-yet</c> prints it anew.
/// </summary>
internal sealed class NotYet
{
    private const string File = "tests/House.Tests/NotYet.txt";
    private readonly HashSet<string> _lines;

    public NotYet(IEnumerable<string> lines) => _lines = [.. lines];

    public static NotYet Current { get; } = new(Repository.Read(File).Split('\n', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>What the list would say if it were written today.</summary>
    public static string Today()
    {
        var lines = Measures.All.SelectMany(m => m.Find().Select(f => Line(m, f.Place)));
        return string.Concat(lines.Distinct().Order(StringComparer.Ordinal).Select(line => line + "\n"));
    }

    /// <summary>Fails on what is found outside the listed places, and on a listed place where nothing is found.</summary>
    public void Judge(Measure measure)
    {
        var found = measure.Find().ToList();
        var failing = found.Select(f => Line(measure, f.Place)).ToHashSet();
        var listed = _lines.Where(line => line.StartsWith(measure.Name + ": ", StringComparison.Ordinal));
        var passing = listed.Where(line => !failing.Contains(line)).Select(line => $"passes now, remove it from {File}: {line}");
        Failures.None(found.Where(f => !_lines.Contains(Line(measure, f.Place))).Select(f => f.Text).Concat(passing));
    }

    /// <summary>The lines whose measure does not exist.</summary>
    public IEnumerable<string> OfNoMeasure() => _lines.Where(line => !Measures.All.Exists(m => line.StartsWith(m.Name + ": ", StringComparison.Ordinal)));

    private static string Line(Measure measure, string place) => $"{measure.Name}: {place}";
}
