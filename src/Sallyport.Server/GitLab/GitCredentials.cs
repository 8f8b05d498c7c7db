using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Core.GitLab;

namespace Sallyport.Server.GitLab;

/// <summary>Who uses git on a project's repository.</summary>
/// <param name="Project">The project.</param>
/// <param name="User">The user; null for a job and for a stranger, who may only read.</param>
internal sealed record GitCaller(Project Project, GitLabUser? User);

/// <summary>
/// Reads the HTTP Basic credentials of git. Any user name does beside a personal access token; beside a job's token it
/// is <c>gitlab-ci-token</c>. Source: "Git over HTTPS" in "Personal access tokens", and "CI/CD job token", GitLab
/// documentation.
/// </summary>
internal static class GitCredentials
{
    private const string JobUser = "gitlab-ci-token";

    /// <summary>Leaves the <see cref="GitCaller"/> with the request, or refuses.</summary>
    public static async Task ReadAsync(HttpContext context, IGitLabStore store)
    {
        var credentials = Read(context.Request);
        if (credentials is null && context.Request.Headers.Authorization.Count > 0)
            throw GitErrors.Unauthorized.ToException();
        var project = await store.FindProjectAsync(GitRoute.ProjectOf(context), context.RequestAborted);
        var caller = credentials is null
            ? Stranger(project)
            : await KnownAsync(context, store, project, credentials.Value);
        context.Features.Set(caller);
    }

    // Whoever says nothing of himself is asked first, unless everybody may read.
    private static GitCaller Stranger(Project? project) =>
        project is { Visibility: "public" }
            ? new GitCaller(project, null)
            : throw GitErrors.Unauthorized.ToException();

    private static async Task<GitCaller> KnownAsync(
        HttpContext context, IGitLabStore store, Project? project, (string User, string Password) credentials)
    {
        var hash = GitLabTokens.Hash(credentials.Password);
        if (credentials.User == JobUser)
        {
            var pipeline = await store.FindPipelineByJobTokenAsync(hash, context.RequestAborted);
            var job = pipeline?.Jobs.Find(j => hash.AsSpan().SequenceEqual(j.TokenHash));
            if (job is not { Status: CiStatus.Running })
                throw GitErrors.Unauthorized.ToException();
            return project is not null && pipeline!.ProjectKey == project.Key
                ? new GitCaller(project, null)
                : throw GitErrors.NoProject.ToException();
        }
        if (await UserOfAsync(context, store, hash) is not { } user)
            throw GitErrors.Unauthorized.ToException();
        if (project is null || !user.ReadsCode(project))
            throw GitErrors.NoProject.ToException();
        return new GitCaller(project, user);
    }

    // Null for a token that is unknown, not valid any more, or for something else.
    private static async Task<GitLabUser?> UserOfAsync(HttpContext context, IGitLabStore store, byte[] hash)
    {
        if (await store.FindUserByTokenAsync(hash, context.RequestAborted) is { } root)
            return root;
        var users = context.RequestServices.GetRequiredService<IUserStore>();
        var now = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        if (await users.FindTokenAsync(hash, context.RequestAborted) is not { IsRevoked: false } token)
            return null;
        if (token.ExpiresAt <= now || !token.AllowsGit(GitRoute.IsPush(context)))
            return null;
        return await store.FindUserAsync(token.UserId, context.RequestAborted);
    }

    private static (string User, string Password)? Read(HttpRequest request)
    {
        var headers = request.Headers.Authorization;
        var isRead = AuthenticationHeaderValue.TryParse(headers.Count == 1 ? headers[0] : null, out var header);
        if (!isRead || !string.Equals(header!.Scheme, "Basic", StringComparison.OrdinalIgnoreCase))
            return null;
        var bytes = new byte[header.Parameter?.Length ?? 0];
        if (!Convert.TryFromBase64String(header.Parameter ?? "", bytes, out var length))
            return null;
        var parts = Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2);
        return parts is [var user, { Length: > 0 } password] ? (user, password) : null;
    }
}
