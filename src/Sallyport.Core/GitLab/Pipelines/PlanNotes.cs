using System.Text.RegularExpressions;
using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Core.GitLab;

/// <summary>Passes the questions of the rules on, and notes what a person should know about the answers.</summary>
internal sealed partial class PlanNotes(IRepositoryFacts repository) : IRepositoryFacts
{
    private readonly List<string> notes = [];

    /// <summary>The notes, each once.</summary>
    public IReadOnlyList<string> All => [.. notes.Distinct(StringComparer.Ordinal)];

    /// <summary>Notes what the file and the commit say.</summary>
    public void AddOf(CiConfig config, Pipeline pipeline)
    {
        if (pipeline.Source == "push" && Skip().IsMatch(pipeline.Commit.Message))
            notes.Add("the commit message says [skip ci]: after a push GitLab would run none of these jobs");
        if (config.Jobs.SelectMany(j => (PolicyDefinition?[])[j.Only, j.Except]).Any(p => p is { Kubernetes: true }))
            notes.Add("only:kubernetes and except:kubernetes: there is no cluster here, so they never hold");
    }

    /// <inheritdoc/>
    public ChangedFiles Changed(string? compareTo)
    {
        var changed = repository.Changed(compareTo);
        if (changed.Paths is null && !changed.IsUnknownRef)
            notes.Add("rules about changed files all hold: there is nothing to compare with");
        else if (changed.ComparedWith is { } other)
            notes.Add($"rules about changed files compare with {other}");
        return changed;
    }

    /// <inheritdoc/>
    public CommitListing Files(string? project, string? reference) => repository.Files(project, reference);

    [GeneratedRegex(
        @"\[(ci[ _-]skip|skip[ _-]ci)\]",
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Skip();
}
