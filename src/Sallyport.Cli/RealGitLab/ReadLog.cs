using Sallyport.Cli.Output;

namespace Sallyport.Cli.RealGitLab;

/// <summary>What was read from where, and what could not be read and why; told on stderr once all is read.</summary>
internal sealed class ReadLog
{
    private readonly SortedDictionary<string, int> counts = new(StringComparer.Ordinal);
    private readonly List<string> troubles = [];

    /// <summary>A file was read.</summary>
    /// <param name="origin">The server that has it.</param>
    public void Add(string origin) => counts[origin] = counts.GetValueOrDefault(origin) + 1;

    /// <summary>A file could not be read.</summary>
    /// <param name="what">The file, the reason, and what helps.</param>
    public void AddTrouble(string what)
    {
        if (!troubles.Contains(what, StringComparer.Ordinal))
            troubles.Add(what);
    }

    /// <summary>The sentences about it.</summary>
    public IReadOnlyList<string> Sentences =>
        [.. counts.Select(c => $"read {c.Value} {(c.Value == 1 ? "file" : "files")} from {c.Key}"), .. troubles];

    /// <summary>Writes the sentences to stderr.</summary>
    public void Tell()
    {
        foreach (var sentence in Sentences)
            Terminal.Progress($"note: {sentence}");
    }
}
