using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Core.Refusals;

namespace Sallyport.Server.Http;

/// <summary>Which access tokens a surface takes, and how it refuses others.</summary>
internal sealed class EntraBearerOptions : AuthenticationSchemeOptions
{
    /// <summary>The names of the surface as the <c>aud</c> of a token, compared ordinally.</summary>
    public IReadOnlyCollection<string> Audiences { get; set; } = [];

    /// <summary>Makes the surface's refusal of a caller without a good token.</summary>
    public Func<HttpContext, EntraBearerFailure, Task<Refusal>> RefuseAsync { get; set; } =
        (_, _) => throw new InvalidOperationException("The surface does not say how it refuses.");

    /// <summary>The surface's refusal of a good token whose account has changed since; null takes it.</summary>
    public Func<HttpContext, AccessToken, Task<Refusal?>> AdmitAsync { get; set; } =
        (_, _) => Task.FromResult<Refusal?>(null);
}

/// <summary>The reason why a caller is not authenticated.</summary>
/// <param name="IsHeaderPresent">Whether there is an <c>Authorization</c> header.</param>
/// <param name="Reading">What the token said; null when there is no bearer token.</param>
internal sealed record EntraBearerFailure(bool IsHeaderPresent, AccessTokenReading? Reading);

/// <summary>A caller with an access token of the token service.</summary>
/// <param name="token">The verified token.</param>
/// <param name="scheme">The scheme that verified it.</param>
internal sealed class EntraIdentity(AccessToken token, string scheme) : ClaimsIdentity(scheme)
{
    /// <summary>The verified token.</summary>
    public AccessToken Token => token;
}

/// <summary>The authentication scheme of every surface that takes access tokens of the token service.</summary>
internal sealed class EntraBearerHandler(
    AccessTokens tokens, IOptionsMonitor<EntraBearerOptions> options, UrlEncoder encoder)
    : SurfaceAuthenticationHandler<EntraBearerOptions>(options, encoder)
{
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var bearer = BearerToken.Of(Request);
        AccessTokenReading? reading = null;
        if (bearer.Text is not null)
            reading = await tokens.ReadAsync(bearer.Text, Options.Audiences, Context.RequestAborted);
        if (reading?.Token is not { } token)
            return Refuse(await Options.RefuseAsync(Context, new EntraBearerFailure(bearer.IsHeaderPresent, reading)));
        return await Options.AdmitAsync(Context, token) is { } refusal
            ? Refuse(refusal)
            : Accept(new EntraIdentity(token, Scheme.Name));
    }
}

/// <summary>Finds the access token of an authenticated caller.</summary>
internal static class EntraCaller
{
    /// <summary>The token of a caller that an Entra scheme has authenticated; null for any other caller.</summary>
    public static AccessToken? AccessToken(this ClaimsPrincipal user) =>
        user.Identities.OfType<EntraIdentity>().FirstOrDefault()?.Token;
}
