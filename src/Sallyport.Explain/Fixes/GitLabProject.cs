using Sallyport.Explain.Subjects;

namespace Sallyport.Explain.Fixes;

/// <summary>
/// Commands that ask or tell a GitLab instance something of a project, both as a credential names them. Source:
/// GitLab's projects API.
/// </summary>
internal static class GitLabProject
{
    /// <summary>Reads the project.</summary>
    public static string? Ask(string issuer, GitLabSubject project) => Call(issuer, project, "", "");

    /// <summary>
    /// Calls the project's API; null where the address or the project is not safe in a command, or not one.
    /// </summary>
    /// <param name="issuer">The credential's issuer.</param>
    /// <param name="project">The project.</param>
    /// <param name="method">The method; empty to read.</param>
    /// <param name="behind">What stands behind the project: a path and a query.</param>
    public static string? Call(string issuer, GitLabSubject project, string method, string behind)
    {
        var isAddress = issuer.StartsWith("https://", StringComparison.Ordinal) && Fix.IsPlain(issuer);
        var isProject = project.NamesOneProject && Fix.IsPlain(project.Project);
        if (!isAddress || !isProject)
            return null;
        var how = method.Length == 0 ? "--fail --silent" : $"--request {method}";
        var url = $"{issuer}/api/v4/projects/{Uri.EscapeDataString(project.Project)}{behind}";
        return $"curl {how} --header \"PRIVATE-TOKEN: $GITLAB_TOKEN\" \"{url}\"";
    }

    /// <summary>Has GitLab make the project's subjects of these parts.</summary>
    public static string? SubjectOf(string issuer, GitLabSubject project, params string[] components)
    {
        if (Call(issuer, project, "PUT", "") is not { } call)
            return null;
        return call + string.Concat(components.Select(c => $" --data 'ci_id_token_sub_claim_components[]={c}'"));
    }
}
