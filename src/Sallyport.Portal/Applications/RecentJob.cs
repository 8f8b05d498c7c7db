namespace Sallyport.Portal.Applications;

/// <summary>A job of the instance's own GitLab, with one of the ID tokens that it got.</summary>
/// <param name="JobId">The id of the job.</param>
/// <param name="Name">The name of the job.</param>
/// <param name="Project">The path of its project.</param>
/// <param name="Ref">The branch or the tag that it ran for.</param>
/// <param name="Token">The variable that holds the token.</param>
/// <param name="Claims">The claims of the token, as JSON. The token itself is stored nowhere.</param>
/// <param name="StartedAt">When the job started.</param>
public sealed record RecentJob(
    long JobId, string Name, string Project, string Ref, string Token, string Claims, DateTimeOffset? StartedAt);
