using Sallyport.Core.Entra.Directory;

namespace Sallyport.Core.Entra.Tokens;

/// <summary>What a grant may look at.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Client">The client that is named; it has proved nothing yet.</param>
/// <param name="Request">The request.</param>
/// <param name="Endpoint">The endpoint that was called.</param>
/// <param name="SignIn">The record in the making.</param>
public sealed record GrantContext(
    Tenant Tenant, Client Client, TokenRequest Request, TokenEndpointAddress Endpoint, SignInDraft SignIn);

/// <summary>
/// A kind of grant at the token endpoint (RFC 6749 §4), one class each. <see cref="ClientSignIn"/> calls it between
/// finding the client and authenticating it, so that a request for nothing costs no verification and no fetch.
/// </summary>
public interface IGrant
{
    /// <summary>The value of <c>grant_type</c>.</summary>
    string Type { get; }

    /// <summary>
    /// Finds what the token will be for. Throws refusals of the <see cref="Rules.Aadsts"/> catalogue.
    /// </summary>
    Task<TokenTarget> FindTargetAsync(GrantContext context, CancellationToken cancel);
}
