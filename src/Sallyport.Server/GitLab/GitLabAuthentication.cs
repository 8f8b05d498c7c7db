using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Sallyport.Core.GitLab;
using Sallyport.Server.Http;

namespace Sallyport.Server.GitLab;

/// <summary>
/// Reads the token of the kind that the route takes. It leaves the user, the runner or the job with the request. An
/// unknown user is answered 401, an unknown runner or job 403.
/// </summary>
internal sealed class GitLabAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, UrlEncoder encoder)
    : SurfaceAuthenticationHandler<AuthenticationSchemeOptions>(options, encoder)
{
    /// <summary>The claim that holds the kind of the caller's token.</summary>
    public const string KindClaim = "gitlab_token_kind";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() =>
        Context.GetEndpoint()?.Metadata.GetMetadata<GitLabAccess>()?.Kind switch
        {
            GitLabTokenKind.PersonalAccess => AuthenticateUserAsync(),
            GitLabTokenKind.Runner => AuthenticateRunnerAsync(),
            GitLabTokenKind.Registration => AuthenticateRegistrationAsync(),
            GitLabTokenKind.Job => AuthenticateJobAsync(),
            GitLabTokenKind.Repository => AuthenticateGitAsync(),
            GitLabTokenKind.Session => AuthenticateSessionAsync(),
            _ => Task.FromResult(AuthenticateResult.NoResult()),
        };

    private async Task<AuthenticateResult> AuthenticateUserAsync()
    {
        if (UserToken() is not { Length: > 0 } token)
            return Refuse(GitLabErrors.Unauthorized);
        if (await Tokens.FindAsync(GitLabTokens.Hash(token), Context.RequestAborted) is not { } holder)
            return Refuse(GitLabErrors.Unauthorized);
        Check(holder);
        if (holder.Token is { } personal)
            Context.Features.Set(personal);
        Context.Features.Set(holder.User);
        return Accept(GitLabTokenKind.PersonalAccess);
    }

    // Refused when it is not valid any more, or does not allow a request of this kind.
    private void Check(TokenHolder holder)
    {
        if (holder.Token is { IsRevoked: true })
            throw GitLabErrors.TokenRevoked.ToException();
        if (!Tokens.IsValid(holder.Token))
            throw GitLabErrors.TokenExpired.ToException();
        // by the route, since a path may contain what its caller has chosen
        var route = (Context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "";
        var isAboutUsers = route.Contains("/api/v4/user", StringComparison.Ordinal);
        var isSelf = route.EndsWith("/personal_access_tokens/self", StringComparison.Ordinal);
        var mayRead = isAboutUsers ? holder.MayReadUsers : holder.MayRead;
        if (!holder.MayWrite && !isSelf && !(Reads && mayRead))
            throw GitLabErrors.InsufficientScope.ToException();
    }

    // A session whose token is not valid any more is none.
    private async Task<AuthenticateResult> AuthenticateSessionAsync()
    {
        var hash = await PageSession.TokenHashAsync(Context);
        var holder = hash is null ? null : await Tokens.FindAsync(hash, Context.RequestAborted);
        if (holder is null || !Tokens.IsValid(holder.Token))
            return AcceptVisitor();
        if (!(Reads ? holder.MayRead : holder.MayWrite))
            return Refuse(GitLabErrors.InsufficientScope);
        Context.Features.Set(holder.User);
        var user = new Claim(ClaimTypes.NameIdentifier, $"{holder.User.Id}");
        return Accept(new ClaimsIdentity([KindOf(GitLabTokenKind.Session), user], Scheme.Name));
    }

    private AuthenticateResult AcceptVisitor()
    {
        if (!Context.GetEndpoint()!.Metadata.GetMetadata<GitLabAccess>()!.IsForVisitors)
            return Refuse(GitLabErrors.Unauthorized);
        Context.Features.Set<GitLabUser>(null); // who was known when the head came
        // has proved nothing, and is paced as such
        var nobody = new ClaimsPrincipal(new ClaimsIdentity([KindOf(GitLabTokenKind.Session)], Scheme.Name));
        return AuthenticateResult.Success(new AuthenticationTicket(nobody, Scheme.Name));
    }

    private async Task<AuthenticateResult> AuthenticateRunnerAsync()
    {
        var token = await TokenAsync("RUNNER-TOKEN");
        if (string.IsNullOrEmpty(token))
            return Refuse(GitLabErrors.Forbidden);
        var runners = Context.RequestServices.GetRequiredService<IRunnerStore>();
        if (await runners.FindRunnerAsync(GitLabTokens.Hash(token), Context.RequestAborted) is not { } runner)
            return Refuse(GitLabErrors.Forbidden);
        Context.Features.Set(runner);
        return Accept(GitLabTokenKind.Runner);
    }

    private async Task<AuthenticateResult> AuthenticateRegistrationAsync()
    {
        var token = (await Context.ParametersAsync()).Text("token");
        if (string.IsNullOrEmpty(token))
            return Refuse(GitLabErrors.Forbidden);
        var runners = Context.RequestServices.GetRequiredService<IRunnerStore>();
        var hash = GitLabTokens.Hash(token);
        if (await runners.FindRegistrationAsync(hash, Context.RequestAborted) is null)
            return Refuse(GitLabErrors.Forbidden);
        return Accept(GitLabTokenKind.Registration);
    }

    private async Task<AuthenticateResult> AuthenticateJobAsync()
    {
        var token = await TokenAsync("JOB-TOKEN");
        var jobs = Context.RequestServices.GetRequiredService<Jobs>();
        var id = Context.RouteNumber("id");
        var takesDependents = Context.GetEndpoint()!.Metadata.GetMetadata<GitLabAccess>()!.TakesDependents;
        var (pipeline, job) = takesDependents
            ? await jobs.AuthenticateReaderAsync(id, token, Context.RequestAborted)
            : await jobs.AuthenticateAsync(id, token, Context.RequestAborted);
        Context.Features.Set(new AuthenticatedJob(pipeline, job));
        Response.Headers["Job-Status"] = GitLabJson.Word(job.Status);
        return Accept(GitLabTokenKind.Job);
    }

    private async Task<AuthenticateResult> AuthenticateGitAsync()
    {
        await GitCredentials.ReadAsync(Context, Store);
        return Accept(GitLabTokenKind.Repository);
    }

    // When two headers disagree, or one stands twice, it is unclear who is calling.
    private string? UserToken()
    {
        var own = Request.Headers["PRIVATE-TOKEN"];
        var bearer = BearerToken.Of(Request);
        if (own.Count == 0)
            return bearer.Text;
        var disagree = bearer.IsHeaderPresent && bearer.Text != own[0];
        return own.Count > 1 || disagree ? null : own[0];
    }

    // When header and body disagree, or the header stands twice, it is unclear who is calling.
    private async Task<string?> TokenAsync(string header)
    {
        var headers = Request.Headers[header];
        if (headers.Count > 1)
            return null;
        var inHeader = headers.FirstOrDefault();
        var mayBeInBody = Request.HasJsonContentType() || IsUrlEncoded;
        var inBody = mayBeInBody ? (await Context.ParametersAsync()).Text("token") : null;
        var disagree = inHeader is not null && inBody is not null && inHeader != inBody;
        return disagree ? null : inHeader ?? inBody;
    }

    private AuthenticateResult Accept(GitLabTokenKind kind) =>
        Accept(new ClaimsIdentity([KindOf(kind)], Scheme.Name));

    private static Claim KindOf(GitLabTokenKind kind) => new(KindClaim, kind.ToString());

    private bool Reads => HttpMethods.IsGet(Request.Method) || HttpMethods.IsHead(Request.Method);

    private bool IsUrlEncoded =>
        Request.HasFormContentType
        && !Request.ContentType!.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase);

    private PersonalTokens Tokens => Context.RequestServices.GetRequiredService<PersonalTokens>();

    private IGitLabStore Store => Context.RequestServices.GetRequiredService<IGitLabStore>();
}
