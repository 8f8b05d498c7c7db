using Sallyport.Core.Entra.Directory;

namespace Sallyport.Core.Entra.Tokens;

/// <summary>What a person's grant may look at.</summary>
/// <param name="Tenant">The tenant of the URL; null for <c>organizations</c> and its like: the account's then.</param>
/// <param name="Request">The request.</param>
/// <param name="Endpoint">The endpoint that was called.</param>
/// <param name="SignIn">The record in the making.</param>
public sealed record UserGrantContext(
    Tenant? Tenant, TokenRequest Request, TokenEndpointAddress Endpoint, SignInDraft SignIn)
{
    /// <summary>Whether a page of another site asks, by a browser.</summary>
    public bool IsCrossOrigin { get; init; }
}

/// <summary>The client by which a person signs in; it has proved what it has to.</summary>
/// <param name="AppId">Its client id.</param>
/// <param name="DisplayName">Its name.</param>
/// <param name="IsFirstParty">Whether it is one of Microsoft's own, whose refresh tokens any of them redeems.</param>
/// <param name="AuthenticationLevel"><c>appidacr</c>: 0 when public, 1 for a secret, 2 for an assertion.</param>
public sealed record UserClient(Guid AppId, string DisplayName, bool IsFirstParty, int AuthenticationLevel);

/// <summary>A person who has signed in.</summary>
/// <param name="User">The account.</param>
/// <param name="Client">By which client.</param>
/// <param name="Scope">What was asked for.</param>
/// <param name="Target">What the access token is for.</param>
/// <param name="Since">When the person proved who it is.</param>
public sealed record UserSession(
    User User, UserClient Client, UserScope Scope, UserTarget Target, DateTimeOffset Since)
{
    /// <summary>What the client wants to find in the ID token; null for nothing.</summary>
    public string? Nonce { get; init; }

    /// <summary>The family of the refresh token that was redeemed; null where the person has signed in anew.</summary>
    public TokenFamily? Family { get; init; }

    /// <summary>Whether the client is a single-page application.</summary>
    public bool IsOfSinglePage { get; init; }
}

/// <summary>A kind of grant by which a person gets tokens, one class each.</summary>
public interface IUserGrant
{
    /// <summary>The values of <c>grant_type</c> that mean it.</summary>
    IReadOnlyList<string> Types { get; }

    /// <summary>Whether the path <c>/common</c> takes it.</summary>
    bool IsTakenAtCommon { get; }

    /// <summary>Finds out who signs in. Throws refusals of the <see cref="Rules.Aadsts"/> catalogue.</summary>
    Task<UserSession> SignInAsync(UserGrantContext context, CancellationToken cancel);
}
