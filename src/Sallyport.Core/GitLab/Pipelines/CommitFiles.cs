using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Core.GitLab;

/// <summary>The repository as far as it came with a request: one commit, and the files that one push changed.</summary>
/// <param name="Paths">The files of the commit, relative to the project.</param>
/// <param name="Changes">What changed.</param>
public sealed record CommitFiles(IReadOnlyCollection<string> Paths, ChangedFiles Changes) : IRepositoryFacts
{
    /// <summary>What a rule with a ref of its own compares with, by that ref.</summary>
    public IReadOnlyDictionary<string, ChangedFiles> ChangesSince { get; init; } =
        new Dictionary<string, ChangedFiles>(StringComparer.Ordinal);

    /// <inheritdoc/>
    public ChangedFiles Changed(string? compareTo) =>
        compareTo is null ? Changes : ChangesSince.GetValueOrDefault(compareTo, ChangedFiles.UnknownRef);

    /// <inheritdoc/>
    public CommitListing Files(string? project, string? reference)
    {
        if (project is not null)
            return CommitListing.NoProject;
        return reference is null ? new CommitListing(Paths) : CommitListing.NoRef;
    }
}
