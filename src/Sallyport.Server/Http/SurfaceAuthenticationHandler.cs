using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Sallyport.Core.Refusals;

namespace Sallyport.Server.Http;

/// <summary>
/// The authentication scheme of a surface. It fails with an entry of the surface's catalogue, which a challenge then
/// throws. It looks the caller up whenever it is asked (<see cref="AccessAfterBody"/>); the framework's own would keep
/// its first answer for the whole request. The framework's own lines about it are not logged: they repeat what callers
/// send; <see cref="SurfaceDispatch"/> writes ours.
/// </summary>
/// <typeparam name="TOptions">The options of the scheme.</typeparam>
internal abstract class SurfaceAuthenticationHandler<TOptions>(
    IOptionsMonitor<TOptions> options, UrlEncoder encoder)
    : AuthenticationHandler<TOptions>(options, NullLoggerFactory.Instance, encoder), IAuthenticationHandler
    where TOptions : AuthenticationSchemeOptions, new()
{
    private AuthenticateResult? last;

    async Task<AuthenticateResult> IAuthenticationHandler.AuthenticateAsync()
    {
        last = null;
        return last = await HandleAuthenticateAsync();
    }

    /// <summary>The caller is known.</summary>
    protected AuthenticateResult Accept(ClaimsIdentity identity)
    {
        UnprovenPace.Prove(Context);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name));
    }

    /// <summary>The caller is not known, and is told this.</summary>
    protected static AuthenticateResult Refuse(Refusal refusal) => AuthenticateResult.Fail(refusal.ToException());

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        last ??= await HandleAuthenticateAsync();
        throw last.Failure as RefusedException ?? AccessDenied();
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => throw AccessDenied();

    private RefusedException AccessDenied() =>
        Context.Features.GetRequiredFeature<Surface>().AccessDenied(Context).ToException();
}
