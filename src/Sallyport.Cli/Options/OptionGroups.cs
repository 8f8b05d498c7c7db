using System.CommandLine;

namespace Sallyport.Cli.Options;

/// <summary>Options that <c>--help</c> shows together.</summary>
/// <param name="Title">What they are for.</param>
/// <param name="Options">The options, in their order.</param>
internal sealed record OptionGroup(string Title, IReadOnlyList<Option> Options);

/// <summary>Puts the options of the usual help, which are one list, into groups.</summary>
internal static class OptionGroups
{
    private const string Begin = "Options:";

    /// <summary>The help with a section for each group; options of none stay at the end.</summary>
    /// <param name="help">The usual help.</param>
    /// <param name="groups">The groups.</param>
    public static string Apply(string help, IReadOnlyList<OptionGroup> groups)
    {
        List<string> lines = [.. help.Split('\n')];
        var begin = lines.FindIndex(line => line.TrimEnd() == Begin);
        var end = lines.FindIndex(begin, line => line.Trim().Length == 0);
        var entries = EntriesOf(lines[(begin + 1)..end]);
        var written = new List<string>();
        foreach (var group in groups)
        {
            var own = group.Options.Select(o => entries.First(e => IsOf(e, o))).ToList();
            entries.RemoveAll(own.Contains);
            written.AddRange([$"{group.Title}:", .. own, ""]);
        }
        return string.Join('\n', [.. lines[..begin], .. written, Begin, .. entries, .. lines[end..]]);
    }

    // A description that is too long for the terminal goes on in lines that are indented further.
    private static List<string> EntriesOf(IEnumerable<string> lines)
    {
        var entries = new List<string>();
        foreach (var line in lines)
        {
            if (line.StartsWith("  -", StringComparison.Ordinal))
                entries.Add(line);
            else
                entries[^1] += $"\n{line}";
        }
        return entries;
    }

    private static bool IsOf(string entry, Option option) => entry.Split(' ', 4)[2] == option.Name;
}
