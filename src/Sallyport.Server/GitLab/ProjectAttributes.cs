using Sallyport.Core.GitLab;

namespace Sallyport.Server.GitLab;

/// <summary>
/// The attributes of a project that a request can give, checked before any of them is set. Source: "Projects API",
/// GitLab documentation.
/// </summary>
internal static class ProjectAttributes
{
    private static readonly string[] Visibilities = ["private", "internal", "public"];

    /// <summary>Reads them; what a request does not give stays as it is.</summary>
    public static Action<Project> Read(GitLabParameters parameters)
    {
        var visibility = VisibilityOf(parameters);
        var timeout = TimeoutOf(parameters);
        var branch = BranchOf(parameters);
        var components = ComponentsOf(parameters);
        return project =>
        {
            project.Visibility = visibility ?? project.Visibility;
            project.BuildTimeout = timeout ?? project.BuildTimeout;
            if (branch is not null && branch != project.DefaultBranch)
                project.SetDefaultBranch(branch);
            if (components is not null && !components.SequenceEqual(project.SubComponents, StringComparer.Ordinal))
                project.SubComponents = components;
        };
    }

    /// <summary>The visibility, or null when it is absent.</summary>
    public static string? VisibilityOf(GitLabParameters parameters)
    {
        var visibility = parameters.Text("visibility");
        if (visibility is not null && !Visibilities.Contains(visibility, StringComparer.Ordinal))
            throw GitLabErrors.Invalid("visibility").ToException();
        return visibility;
    }

    private static int? TimeoutOf(GitLabParameters parameters)
    {
        var timeout = parameters.Number("build_timeout");
        if (timeout is < 600 or > 2_592_000)
            throw GitLabErrors.Validation("build_timeout", "needs to be between 10 minutes and 1 month").ToException();
        return (int?)timeout;
    }

    private static string? BranchOf(GitLabParameters parameters)
    {
        var branch = parameters.Text("default_branch");
        if (branch is not null && !Ref.IsName(branch))
            throw GitLabErrors.Invalid("default_branch").ToException();
        return branch;
    }

    private static IReadOnlyList<string>? ComponentsOf(GitLabParameters parameters)
    {
        if (!parameters.Has(SubjectComponents.Attribute))
            return null;
        var components = parameters.Texts(SubjectComponents.Attribute);
        var problems = SubjectComponents.Problems(components);
        return problems.Count == 0
            ? components
            : throw GitLabErrors.Validation(SubjectComponents.Attribute, problems).ToException();
    }
}
