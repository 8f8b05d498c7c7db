using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Core.GitLab;

/// <summary>What is to be checked.</summary>
/// <param name="Files">The CI file and the files that it includes, by the text forms of their names.</param>
/// <param name="DryRunRef">The branch of a push whose pipeline is tried, or null for the file alone.</param>
public sealed record LintRequest(IReadOnlyDictionary<string, string> Files, string? DryRunRef)
{
    /// <summary>Where the CI file and its includes are read from; null for <see cref="Files"/>.</summary>
    public ICiFiles? Reader { get; init; }

    /// <summary>What rules ask about files; without more, the files that came along are those of the commit.</summary>
    public IRepositoryFacts Repository { get; init; } = new CommitFiles([.. Files.Keys], ChangedFiles.NothingToCompare);
}

/// <summary>What the check of a CI file found.</summary>
/// <param name="Errors">Why it is not valid; empty when it is.</param>
/// <param name="Warnings">What its author should know.</param>
public sealed record LintResult(IReadOnlyList<string> Errors, IReadOnlyList<string> Warnings)
{
    /// <summary>The one file that stands for all, or null when they cannot be put together.</summary>
    public string? MergedYaml { get; init; }

    /// <summary>The files that are included.</summary>
    public IReadOnlyList<CiFile> Included { get; init; } = [];

    /// <summary>The jobs of the file, or of the pipeline that was tried.</summary>
    public IReadOnlyList<JobDefinition> Jobs { get; init; } = [];
}

/// <summary>
/// Checks a CI file without making a pipeline. Source: "CI Lint API", GitLab documentation;
/// <c>lib/gitlab/ci/lint.rb</c>, gitlabhq.
/// </summary>
public sealed class Lint(Variables variables, GitLabInstance instance, TimeProvider time)
{
    private const int MaximumWarnings = 25;

    /// <summary>Checks a CI file for a project.</summary>
    /// <param name="project">The project.</param>
    /// <param name="user">Who asks, and would start the pipeline.</param>
    /// <param name="request">What is to be checked.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task<LintResult> CheckAsync(
        Project project, GitLabUser user, LintRequest request, CancellationToken cancel)
    {
        if (request.DryRunRef is { } name && !Ref.IsName(name))
            throw GitLabErrors.Invalid("ref").ToException();
        var files = request.Reader ?? new CollectedFiles(request.Files);
        if (await Document.LoadAsync(Document.DefaultPath, files, cancel: cancel) is not { } document)
            return new LintResult([$"Please provide content of {Document.DefaultPath}"], []);
        var reading = document.ReadAll();
        if (reading.Config is not { } config)
        {
            var errors = reading.Errors.Select(e => e.Message).ToList();
            return new LintResult(errors, [])
            {
                MergedYaml = document.JobNames.Any() ? document.MergedYaml() : null, Included = document.Included,
            };
        }
        var result = request.DryRunRef is { } branch
            ? Try(config, await FactsAsync(project, user, request, branch, cancel))
            : Static(config);
        return result with { MergedYaml = document.MergedYaml(), Included = document.Included };
    }

    // What GitLab takes and a run here refuses does not make the file invalid.
    private static LintResult Static(CiConfig config) =>
        new([], Warnings(config.Refused.Concat(config.Notes).Select(e => $"{e}"))) { Jobs = config.Jobs };

    private static LintResult Try(CiConfig config, PlanFacts facts)
    {
        var plan = PipelinePlan.Of(config, facts, []);
        var warnings = Warnings(config.Notes.Select(e => $"{e}").Concat(plan.Notes));
        return new LintResult(plan.Refusals, warnings) { Jobs = [.. plan.Jobs.Select(j => j.Definition)] };
    }

    private async Task<PlanFacts> FactsAsync(
        Project project, GitLabUser user, LintRequest request, string branch, CancellationToken cancel)
    {
        var pipeline = new Pipeline
        {
            Iid = 0,
            ProjectKey = project.Key,
            UserId = user.Id,
            RefType = RefType.Branch,
            RefName = branch,
            Commit = new Commit(new string('0', 40), "", "", null),
            Source = "push",
            CreatedAt = time.GetUtcNow(),
        };
        return new PlanFacts(instance, project, pipeline, user, request.Repository)
        {
            Stored = await variables.OfAsync(project, pipeline, cancel),
        };
    }

    private static IReadOnlyList<string> Warnings(IEnumerable<string> found) =>
        [.. found.Distinct(StringComparer.Ordinal).Take(MaximumWarnings)];
}
