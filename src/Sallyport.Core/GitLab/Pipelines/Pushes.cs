using System.Text.RegularExpressions;
using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Core.GitLab;

/// <summary>A branch or tag that a push has created or moved.</summary>
/// <param name="Ref">The branch or tag.</param>
/// <param name="Commit">The commit that it names now.</param>
/// <param name="Files">Reads the files of that commit, and collects them.</param>
/// <param name="Collected">The files that were read.</param>
/// <param name="Repository">What rules ask about the repository.</param>
public sealed record PushedRef(
    Ref Ref, Commit Commit, ICiFiles Files, IReadOnlyDictionary<string, string> Collected, IRepositoryFacts Repository)
{
    /// <summary>The commit that the branch had before, and the message of an annotated tag.</summary>
    public PipelineBackground Background { get; init; } = PipelineBackground.Unknown;

    /// <summary>The options of the push, which stood behind <c>-o</c>.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];
}

/// <summary>
/// What a push does: a pipeline for each branch or tag whose commit has a CI file. Source:
/// <c>lib/gitlab/ci/pipeline/chain</c>, gitlabhq; "Push options", GitLab documentation.
/// </summary>
public sealed partial class Pushes(RecordedPipelines recorded)
{
    private const string SkipOption = "ci.skip";
    private const string VariableOption = "ci.variable=";

    /// <summary>
    /// Makes the pipeline of a pushed ref: failed when its CI file cannot be used, skipped when the commit or the push
    /// asks for that. Null when there is none.
    /// </summary>
    public async Task<Pipeline?> ReceiveAsync(
        Project project, GitLabUser user, PushedRef pushed, CancellationToken cancel)
    {
        var file = await pushed.Files.ReadAsync(CiFile.In(null, Document.DefaultPath));
        if (file.Text is null)
            return null;
        var request = RequestOf(pushed);
        return IsSkipped(pushed)
            ? await recorded.SkipAsync(project, user, request, cancel)
            : await recorded.CreateAsync(project, user, request, cancel);
    }

    private static PipelineRequest RequestOf(PushedRef pushed) =>
        new(pushed.Ref, pushed.Commit, pushed.Collected, [], "push")
        {
            Reader = pushed.Files,
            Repository = pushed.Repository,
            Background = pushed.Background,
            Sources = new VariableSources { Pipeline = [.. pushed.Options.Select(VariableOf).OfType<JobVariable>()] },
            TakesAnyRunner = true,
        };

    private static bool IsSkipped(PushedRef pushed) =>
        pushed.Options.Contains(SkipOption, StringComparer.Ordinal) || Skip().IsMatch(pushed.Commit.Message);

    private static JobVariable? VariableOf(string option)
    {
        if (!option.StartsWith(VariableOption, StringComparison.Ordinal))
            return null;
        var parts = option[VariableOption.Length..].Trim('"').Split('=', 2);
        return parts is [var key, var value] && Ci.YamlVariable.IsName(key) ? new JobVariable(key, value) : null;
    }

    [GeneratedRegex(@"\[(ci[ _-]skip|skip[ _-]ci)\]", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Skip();
}
