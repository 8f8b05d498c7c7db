namespace Sallyport.Core.Entra.Directory;

/// <summary>What a caller says of an application, on creation and on update alike.</summary>
public sealed record ApplicationInput
{
    /// <summary><c>displayName</c>.</summary>
    public Given<string?> DisplayName { get; init; }

    /// <summary><c>description</c>.</summary>
    public Given<string?> Description { get; init; }

    /// <summary><c>signInAudience</c>.</summary>
    public Given<string?> SignInAudience { get; init; }

    /// <summary><c>identifierUris</c>.</summary>
    public Given<IReadOnlyList<string>?> IdentifierUris { get; init; }

    /// <summary><c>api/requestedAccessTokenVersion</c>.</summary>
    public Given<int?> RequestedAccessTokenVersion { get; init; }

    /// <summary><c>isFallbackPublicClient</c>.</summary>
    public Given<bool?> IsFallbackPublicClient { get; init; }

    /// <summary><c>web</c>.</summary>
    public WebInput Web { get; init; } = new();

    /// <summary><c>spa/redirectUris</c>.</summary>
    public Given<IReadOnlyList<string>?> SinglePageRedirectUris { get; init; }

    /// <summary><c>publicClient/redirectUris</c>.</summary>
    public Given<IReadOnlyList<string>?> PublicClientRedirectUris { get; init; }

    /// <summary>The redirect URIs of a platform.</summary>
    internal Given<IReadOnlyList<string>?> RedirectUris(RedirectPlatform platform) => platform switch
    {
        RedirectPlatform.Web => Web.RedirectUris,
        RedirectPlatform.SinglePage => SinglePageRedirectUris,
        _ => PublicClientRedirectUris,
    };

    /// <summary><c>appRoles</c>: all of them.</summary>
    public Given<IReadOnlyList<AppRoleInput>?> AppRoles { get; init; }

    /// <summary><c>keyCredentials</c>: all of them.</summary>
    public Given<IReadOnlyList<KeyInput>?> KeyCredentials { get; init; }

    /// <summary><c>optionalClaims</c>: all of them.</summary>
    public Given<IReadOnlyList<OptionalClaim>?> OptionalClaims { get; init; }
}

/// <summary>What a caller says of an application's <c>web</c>.</summary>
public sealed record WebInput
{
    /// <summary><c>redirectUris</c>.</summary>
    public Given<IReadOnlyList<string>?> RedirectUris { get; init; }

    /// <summary><c>homePageUrl</c>.</summary>
    public Given<string?> HomePageUrl { get; init; }

    /// <summary><c>logoutUrl</c>.</summary>
    public Given<string?> LogoutUrl { get; init; }

    /// <summary><c>implicitGrantSettings/enableIdTokenIssuance</c>.</summary>
    public Given<bool> IdTokenIssuanceEnabled { get; init; }

    /// <summary><c>implicitGrantSettings/enableAccessTokenIssuance</c>.</summary>
    public Given<bool> AccessTokenIssuanceEnabled { get; init; }
}

/// <summary>What a caller says of a role.</summary>
public sealed record AppRoleInput
{
    /// <summary><c>id</c>.</summary>
    public string? Id { get; init; }

    /// <summary><c>displayName</c>.</summary>
    public string? DisplayName { get; init; }

    /// <summary><c>description</c>.</summary>
    public string? Description { get; init; }

    /// <summary><c>value</c>.</summary>
    public string? Value { get; init; }

    /// <summary><c>isEnabled</c>.</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary><c>allowedMemberTypes</c>.</summary>
    public IReadOnlyList<string> AllowedMemberTypes { get; init; } = [];
}

/// <summary>
/// What a caller says of a certificate. One that is there already is named by its <c>keyId</c> and needs no <c>key</c>.
/// </summary>
public sealed record KeyInput
{
    /// <summary><c>keyId</c>.</summary>
    public string? KeyId { get; init; }

    /// <summary><c>displayName</c>.</summary>
    public string? DisplayName { get; init; }

    /// <summary><c>type</c>.</summary>
    public string? Type { get; init; }

    /// <summary><c>usage</c>.</summary>
    public string? Usage { get; init; }

    /// <summary><c>key</c>: the certificate, DER or PEM, in base64.</summary>
    public string? Key { get; init; }

    /// <summary><c>startDateTime</c>; null: the certificate's.</summary>
    public DateTimeOffset? StartDateTime { get; init; }

    /// <summary><c>endDateTime</c>; null: the certificate's.</summary>
    public DateTimeOffset? EndDateTime { get; init; }
}

/// <summary>What a caller says of a client secret.</summary>
public sealed record PasswordInput
{
    /// <summary><c>displayName</c>.</summary>
    public string? DisplayName { get; init; }

    /// <summary><c>startDateTime</c>; null: now.</summary>
    public DateTimeOffset? StartDateTime { get; init; }

    /// <summary><c>endDateTime</c>; null: two years after the start.</summary>
    public DateTimeOffset? EndDateTime { get; init; }
}
