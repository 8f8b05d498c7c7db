using Sallyport.Core.Entra.Federation;

namespace Sallyport.Core.Entra.Directory;

/// <summary>
/// An application: what a federated identity credential belongs to.
/// Source: Microsoft Graph, resource type <c>application</c>.
/// </summary>
public sealed class Application
{
    /// <summary>The object id, by which Graph addresses it.</summary>
    public required Guid Id { get; init; }

    /// <summary>The tenant that owns it.</summary>
    public required Guid TenantId { get; init; }

    /// <summary>The client id, by which the token endpoint knows it; unique over all tenants.</summary>
    public required Guid AppId { get; init; }

    /// <summary>The name that people see; 1 to 256 characters, not unique.</summary>
    public required string DisplayName { get; set; }

    /// <summary>By which the name is searched. Stored beside it, never read back.</summary>
    public string DisplayNameKey { get => SearchKey.Of(DisplayName); private set { } }

    /// <summary>
    /// A key of the owner's choice, unique in the tenant and given only when the application is made; or null.
    /// </summary>
    public string? UniqueName { get; init; }

    /// <summary>The owner's note, which nothing is derived from.</summary>
    public string? Description { get; set; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedDateTime { get; init; }

    /// <summary>Who may sign in: <c>AzureADMyOrg</c> and its like. Stored and shown.</summary>
    public required string SignInAudience { get; set; }

    /// <summary>
    /// The application ID URIs by which the application is asked for as a resource; unique in the tenant.
    /// </summary>
    public List<IdentifierUri> IdentifierUris { get; init; } = [];

    /// <summary>
    /// The object ids of the people and service principals that own it. People among them may change it.
    /// </summary>
    public List<Guid> Owners { get; init; } = [];

    /// <summary>Whether the instance is managed with it: see <see cref="InstanceOwner"/>.</summary>
    public bool IsInstanceOwner { get; init; }

    /// <summary>The client secrets.</summary>
    public List<PasswordCredential> PasswordCredentials { get; init; } = [];

    /// <summary>The certificates with which the application signs assertions of its own.</summary>
    public List<KeyCredential> KeyCredentials { get; init; } = [];

    /// <summary>Where people who have signed in may be sent back to.</summary>
    public List<RedirectUri> RedirectUris { get; init; } = [];

    /// <summary>
    /// <c>isFallbackPublicClient</c>: what the application is where no redirect URI tells; null means confidential.
    /// </summary>
    public bool? IsFallbackPublicClient { get; set; }

    /// <summary>
    /// Whether a request without a redirect URI, such as one for a device code, may come without a proof of who asks.
    /// One that has redirect URIs of public clients only is public as well: it has nowhere to keep a secret.
    /// </summary>
    public bool IsPublicClient => IsFallbackPublicClient
        ?? (RedirectUris.Count > 0 && RedirectUris.TrueForAll(r => r.Platform == RedirectPlatform.PublicClient));

    /// <summary><c>web/homePageUrl</c>. Stored and shown.</summary>
    public string? HomePageUrl { get; set; }

    /// <summary><c>web/logoutUrl</c>. Stored and shown.</summary>
    public string? LogoutUrl { get; set; }

    /// <summary>Whether the authorize endpoint itself gives out ID tokens.</summary>
    public bool IdTokenIssuanceEnabled { get; set; }

    /// <summary>Whether the authorize endpoint itself gives out access tokens.</summary>
    public bool AccessTokenIssuanceEnabled { get; set; }

    /// <summary>The roles that it offers as a resource.</summary>
    public List<AppRole> AppRoles { get; init; } = [];

    /// <summary>The claims that it asks for beyond the usual ones.</summary>
    public List<OptionalClaim> OptionalClaims { get; init; } = [];

    /// <summary>
    /// The version of the access tokens that it asks for as a resource: 1, 2, or null for the default.
    /// </summary>
    public int? RequestedAccessTokenVersion { get; set; }

    /// <summary>
    /// The version that it gets: applications that take personal accounts get 2 by default; null means 1.
    /// </summary>
    public int? AccessTokenVersion =>
        RequestedAccessTokenVersion
            ?? (SignInAudience.Contains("PersonalMicrosoftAccount", StringComparison.Ordinal) ? 2 : null);

    /// <summary>
    /// The federated identity credentials; at most <see cref="FederatedIdentityCredential.MaximumPerApplication"/>.
    /// </summary>
    public List<FederatedIdentityCredential> FederatedIdentityCredentials { get; init; } = [];

    /// <summary>
    /// The concurrency token: raised by every change of the application or of one of its credentials.
    /// </summary>
    public long Version { get; set; }
}

/// <summary>One of an application's ID URIs. A table of its own, because clients search by them.</summary>
/// <param name="Uri">As it was written.</param>
public sealed record IdentifierUri(string Uri)
{
    /// <summary>By which it is searched, and in which it is unique.</summary>
    public string Key { get => SearchKey.Of(Uri); private init { } }
}
