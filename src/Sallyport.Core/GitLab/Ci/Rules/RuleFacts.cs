namespace Sallyport.Core.GitLab.Ci;

/// <summary>What the rules ask about a pipeline's repository.</summary>
public interface IRepositoryFacts
{
    /// <summary>The files that changed.</summary>
    /// <param name="compareTo">The ref to compare with, or null for the state that the pipeline follows on.</param>
    ChangedFiles Changed(string? compareTo);

    /// <summary>The files of the commit.</summary>
    /// <param name="project">Another project, or null for the pipeline's own.</param>
    /// <param name="reference">A ref there, or null for its default, or for the pipeline's commit.</param>
    CommitListing Files(string? project, string? reference);
}

/// <summary>An answer of <see cref="IRepositoryFacts.Changed"/>.</summary>
/// <param name="ComparedWith">What was compared with, for people to read; null when there was nothing.</param>
/// <param name="Paths">The changed files, relative to the project; null when there was nothing to compare with.</param>
public sealed record ChangedFiles(string? ComparedWith, IReadOnlyList<string>? Paths)
{
    /// <summary>
    /// There is nothing to compare with: a new branch, a tag, a schedule. Each rule about changes holds.
    /// </summary>
    public static ChangedFiles NothingToCompare { get; } = new(null, null);

    /// <summary>The answer for a ref that does not exist.</summary>
    public static ChangedFiles UnknownRef { get; } = new(null, null) { IsUnknownRef = true };

    /// <summary>Whether the ref that a rule names does not exist.</summary>
    public bool IsUnknownRef { get; private init; }
}

/// <summary>An answer of <see cref="IRepositoryFacts.Files"/>.</summary>
/// <param name="Paths">The files, relative to the project; null when there is no such commit.</param>
public sealed record CommitListing(IReadOnlyCollection<string>? Paths)
{
    /// <summary>The answer for a project that is not there, or whose code may not be read.</summary>
    public static CommitListing NoProject { get; } = new((IReadOnlyCollection<string>?)null);

    /// <summary>The answer for a ref that the project does not have.</summary>
    public static CommitListing NoRef { get; } = new((IReadOnlyCollection<string>?)null) { IsUnknownRef = true };

    /// <summary>Whether the project is there, and the ref is not.</summary>
    public bool IsUnknownRef { get; private init; }
}

/// <summary>What a pipeline is for, as its rules see it.</summary>
/// <param name="ProjectPath">The project's full path.</param>
/// <param name="Source">Its <c>CI_PIPELINE_SOURCE</c>.</param>
/// <param name="RefName">The short name of the ref.</param>
/// <param name="RefKind">What that ref is.</param>
/// <param name="Repository">The repository.</param>
internal sealed record RuleFacts(
    string ProjectPath, string Source, string RefName, RuleRefKind RefKind, IRepositoryFacts Repository);

/// <summary>What a pipeline runs for. A pipeline of a merge request runs for neither a branch nor a tag.</summary>
internal enum RuleRefKind
{
    /// <summary>A branch, which <c>CI_COMMIT_BRANCH</c> names.</summary>
    Branch,

    /// <summary>A tag, which <c>CI_COMMIT_TAG</c> names.</summary>
    Tag,

    /// <summary>A merge request.</summary>
    MergeRequest,
}

/// <summary>The facts and the variables that one job, or the whole pipeline, is judged by.</summary>
/// <param name="Facts">The facts.</param>
/// <param name="Variable">The value of a variable, not expanded, or null.</param>
/// <param name="Expand">Replaces the references to known variables in a text and leaves the others.</param>
internal sealed record RuleScope(RuleFacts Facts, Func<string, string?> Variable, Func<string, string> Expand);
