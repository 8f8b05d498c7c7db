using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Rules;

namespace Sallyport.Server.Graph;

/// <summary>
/// The members of an application that are objects themselves: read from a body, and as Graph shows them.
/// </summary>
internal static class ApplicationParts
{
    private static readonly string[] None = [];

    private static readonly string[] OtherApiMembers =
        ["acceptMappedClaims", "knownClientApplications", "oauth2PermissionScopes", "preAuthorizedApplications"];

    /// <summary><c>api</c>, of which the version of tokens is kept.</summary>
    public static object Api(Application application) => new
    {
        AcceptMappedClaims = (bool?)null,
        KnownClientApplications = None,
        RequestedAccessTokenVersion = application.AccessTokenVersion,
        Oauth2PermissionScopes = None,
        PreAuthorizedApplications = None,
    };

    /// <summary><c>optionalClaims</c>: null when none is asked for.</summary>
    public static object? OptionalClaims(Application application)
    {
        return application.OptionalClaims.Count == 0
            ? null
            : new { IdToken = Of("idToken"), AccessToken = Of("accessToken"), Saml2Token = Of("saml2Token") };

        IEnumerable<object> Of(string token) => application.OptionalClaims
            .Where(c => c.Token == token)
            .Select(c => new { c.Name, c.Source, c.Essential, c.AdditionalProperties });
    }

    /// <summary>An item of <c>appRoles</c>.</summary>
    public static object Role(AppRole role) => new
    {
        role.AllowedMemberTypes, role.Description, role.DisplayName, role.Id, role.IsEnabled, Origin =
            "Application", role.Value,
    };

    /// <summary>An item of <c>keyCredentials</c>. The certificate itself is not shown in lists.</summary>
    public static object Key(KeyCredential key) => new
    {
        CustomKeyIdentifier = Convert.ToHexString(
            key.Thumbprint), key.DisplayName, EndDateTime = GraphJson.Instant(key.EndDateTime),
        Key = (string?)null, key.KeyId, StartDateTime = GraphJson.Instant(key.StartDateTime),
        Type = "AsymmetricX509Cert", Usage = "Verify",
    };

    /// <summary>Reads <c>api</c>: what it holds besides must be what it shows.</summary>
    public static Given<int?> ReadTokenVersion(Given<GraphBody?> api)
    {
        if (api.Or(null) is not { } body)
            return default;
        var version = body.Number("requestedAccessTokenVersion");
        foreach (var name in OtherApiMembers)
            if (body.HasContent(name))
                throw GraphErrors.Invalid(
                    $"Property 'api/{name}' is kept at its default here and cannot be set to anything else.")
                    .ToException();
        body.End();
        return version;
    }

    /// <summary>Reads <c>optionalClaims</c>, which replaces all that was asked for before.</summary>
    public static Given<IReadOnlyList<OptionalClaim>?> ReadOptionalClaims(Given<GraphBody?> claims)
    {
        if (!claims.IsGiven)
            return default;
        var all = OptionalClaim.Tokens
            .SelectMany(token => claims.Value?.Objects(token).Or(null)?.Select(c => ReadClaim(token, c)) ?? [])
            .ToList();
        claims.Value?.End();
        return new Given<IReadOnlyList<OptionalClaim>?>(true, all);
    }

    private static OptionalClaim ReadClaim(string token, GraphBody body)
    {
        var claim = new OptionalClaim(
            token,
            body.Text("name").Or(null) ?? "",
            body.Text("source").Or(null),
            body.Flag("essential").Or(false),
            [.. body.Texts("additionalProperties").Or(null) ?? []]);
        body.End();
        return claim;
    }

    /// <summary>Reads <c>appRoles</c>.</summary>
    public static Given<IReadOnlyList<AppRoleInput>?> ReadRoles(Given<IReadOnlyList<GraphBody>?> roles) =>
        Read(roles, body => new AppRoleInput
    {
        Id = body.Text("id").Or(null),
        DisplayName = body.Text("displayName").Or(null),
        Description = body.Text("description").Or(null),
        Value = body.Text("value").Or(null),
        IsEnabled = body.Flag("isEnabled").Or(true),
        AllowedMemberTypes = body.Texts("allowedMemberTypes").Or(null) ?? [],
    }, "origin");

    /// <summary>Reads <c>keyCredentials</c>.</summary>
    public static Given<IReadOnlyList<KeyInput>?> ReadKeys(Given<IReadOnlyList<GraphBody>?> keys) =>
        Read(keys, ReadKey, "customKeyIdentifier");

    /// <summary>Reads one <c>keyCredential</c>.</summary>
    public static KeyInput ReadKey(GraphBody body) => new()
    {
        KeyId = body.Text("keyId").Or(null),
        DisplayName = body.Text("displayName").Or(null),
        Type = body.Text("type").Or(null),
        Usage = body.Text("usage").Or(null),
        Key = body.Text("key").Or(null),
        StartDateTime = body.Instant("startDateTime").Or(null),
        EndDateTime = body.Instant("endDateTime").Or(null),
    };

    private static Given<IReadOnlyList<T>?> Read<T>(
        Given<IReadOnlyList<GraphBody>?> items, Func<GraphBody, T> read, string serverSet) =>
        items.IsGiven
            ? new Given<IReadOnlyList<T>?>(true, items.Value?.Select(body =>
            {
                var input = read(body);
                body.Skip(serverSet);
                body.End();
                return input;
            }).ToList())
            : default;
}
