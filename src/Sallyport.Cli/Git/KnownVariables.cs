using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Cli.Git;

/// <summary>What is known of variables before there is a pipeline, as far as the paths of includes use them.</summary>
/// <param name="Instance">The URL of the GitLab instance.</param>
/// <param name="Project">The project's path.</param>
/// <param name="DefaultBranch">The default branch as the clone knows it, or null.</param>
internal sealed record KnownVariables(string Instance, string Project, string? DefaultBranch)
{
    /// <summary>Their values for a pipeline.</summary>
    /// <param name="at">Its branch or tag, and its commit.</param>
    /// <param name="source">Why it exists.</param>
    public IEnumerable<IncludeVariable> Of(GitRef at, string source)
    {
        var address = new Uri(Instance);
        yield return new IncludeVariable("CI_SERVER_URL", Instance);
        yield return new IncludeVariable("CI_SERVER_HOST", address.Host);
        yield return new IncludeVariable("CI_SERVER_FQDN", address.Authority);
        yield return new IncludeVariable("CI_PROJECT_PATH", Project);
        yield return new IncludeVariable("CI_PROJECT_NAME", Project[(Project.LastIndexOf('/') + 1)..]);
        yield return new IncludeVariable("CI_PROJECT_NAMESPACE", Project[..Project.LastIndexOf('/')]);
        yield return new IncludeVariable(
            "CI_PROJECT_ROOT_NAMESPACE", Project[..Project.IndexOf('/', StringComparison.Ordinal)]);
        yield return new IncludeVariable("CI_DEFAULT_BRANCH", DefaultBranch ?? "main");
        yield return new IncludeVariable("CI_COMMIT_SHA", at.Sha);
        yield return new IncludeVariable("CI_COMMIT_REF_NAME", at.Name);
        yield return new IncludeVariable(at.IsTag ? "CI_COMMIT_TAG" : "CI_COMMIT_BRANCH", at.Name);
        yield return new IncludeVariable("CI_PIPELINE_SOURCE", source);
    }
}
