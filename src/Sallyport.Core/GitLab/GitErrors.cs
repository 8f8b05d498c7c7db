namespace Sallyport.Core.GitLab;

/// <summary>
/// The catalogue of what git's own access to repositories refuses. Source: <c>lib/gitlab/git_access.rb</c> and
/// <c>app/controllers/repositories/git_http_client_controller.rb</c>, gitlabhq.
/// </summary>
public static class GitErrors
{
    /// <summary>No password, or one that nobody has.</summary>
    public static GitLabRefusal Unauthorized { get; } = Text(401, "HTTP Basic: Access denied. Use a personal access "
        + "token as the password, or gitlab-ci-token with the token of a running job.");

    /// <summary>No project that the caller may see.</summary>
    public static GitLabRefusal NoProject { get; } =
        Text(404, "The project you were looking for could not be found or you don't have permission to view it.");

    /// <summary>A caller who may only read.</summary>
    public static GitLabRefusal NoPush { get; } = Text(403, "You are not allowed to push code to this project.");

    /// <summary>A request of the protocol without services.</summary>
    public static GitLabRefusal NoService { get; } = Text(403, "Only git's smart HTTP protocol is served.");

    /// <summary>A request that is none of the protocol.</summary>
    public static GitLabRefusal Malformed { get; } = Text(400, "The request could not be read.");

    /// <summary>A repository that has no room for more.</summary>
    public static GitLabRefusal TooLarge { get; } = Text(403, "Your push has been rejected, because this repository "
        + "has exceeded its size limit.");

    private static GitLabRefusal Text(int status, string message) => new(status, message, GitLabErrorForm.Text);
}
