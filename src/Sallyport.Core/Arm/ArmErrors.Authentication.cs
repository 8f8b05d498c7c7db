using System.Globalization;
using System.Text;

namespace Sallyport.Core.Arm;

/// <summary>
/// The 401 family. Its challenge names the tenant of the subscription in the path, which clients use to find the
/// tenant.
/// </summary>
public static partial class ArmErrors
{
    /// <summary>The audiences of resource management, in the order in which the error names them.</summary>
    public static readonly IReadOnlyList<string> Audiences =
    [
        "https://management.core.windows.net/", "https://management.core.windows.net",
        "https://management.azure.com/", "https://management.azure.com",
    ];

    /// <summary>No bearer token.</summary>
    public static ArmError AuthenticationFailed(Guid? tenantId) => Unauthenticated(
        "AuthenticationFailed", "Authentication failed. The 'Authorization' header is missing.", tenantId,
        "The authentication failed because of missing 'Authorization' header.");

    /// <summary>A bearer token that is no access token of ours.</summary>
    public static ArmError InvalidAuthenticationToken(Guid? tenantId) =>
        Unauthenticated("InvalidAuthenticationToken", "The access token is invalid.", tenantId);

    /// <summary>An access token for another resource.</summary>
    public static ArmError InvalidAuthenticationTokenAudience(string audience, Guid? tenantId) => Unauthenticated(
        "InvalidAuthenticationTokenAudience",
        $"The access token has been obtained for wrong audience or resource '{audience}'. It should exactly match "
            + "with one of the allowed "
        + $"audiences {string.Join(',', Audiences.Select(a => $"'{a}'"))}.",
        tenantId);

    /// <summary>An access token that is over.</summary>
    public static ArmError ExpiredAuthenticationToken(DateTimeOffset expiry, DateTimeOffset now, Guid? tenantId) =>
        Unauthenticated(
        "ExpiredAuthenticationToken",
        $"The access token expiry UTC time '{Time(expiry)}' is earlier than current UTC time '{Time(now)}'.", tenantId);

    /// <summary>An access token of another tenant than the subscription's.</summary>
    /// <param name="issuer">The issuer of the token.</param>
    /// <param name="expected">The issuer of the subscription's tenant.</param>
    /// <param name="tenantId">The subscription's tenant.</param>
    public static ArmError InvalidAuthenticationTokenTenant(string issuer, string expected, Guid tenantId) =>
        Unauthenticated(
            "InvalidAuthenticationTokenTenant",
            $"The access token is from the wrong issuer '{issuer}'. It must match the tenant '{expected}' "
            + "associated with this subscription. Please use the authority (URL) "
            + $"'https://login.windows.net/{tenantId}' to get the token. Note, if the subscription is transferred "
            + "to another tenant there is no impact to the services, but information about new tenant could take "
            + "time to propagate (up to an hour). If you just transferred your subscription and see this error "
            + "message, please try back later.",
            tenantId);

    /// <summary>
    /// An access token of a person whose sessions were ended later. The claims of the challenge make clients ask for a
    /// newer token. Source: "Claims challenges, claims requests and client capabilities".
    /// </summary>
    /// <param name="validFrom">When the sessions were ended.</param>
    public static ArmError SessionsEnded(DateTimeOffset validFrom)
    {
        const string text = "Continuous access evaluation resulted in challenge with result: InteractionRequired and "
            + "code: TokenIssuedBeforeRevocationTimestamp";
        var notBefore = validFrom.ToUnixTimeSeconds();
        var claims = Convert.ToBase64String(Encoding.ASCII.GetBytes(
            $$$$"""{"access_token":{"nbf":{"essential":true,"value":"{{{{notBefore}}}}"}}}"""));
        return new(401, "InvalidAuthenticationToken", text)
        {
            Challenge = "Bearer authorization_uri=\"https://login.windows.net/\", error=\"insufficient_claims\", "
                + $"claims=\"{claims}\"",
        };
    }

    /// <summary>An access token of a person whose account is disabled or deleted. The text is our own.</summary>
    public static ArmError AccountClosed(Guid? tenantId) => Unauthenticated(
        "InvalidAuthenticationToken", "The account of the signed-in user is disabled or does not exist.", tenantId);

    private static ArmError Unauthenticated(string code, string message, Guid? tenantId, string? description = null) =>
        new(401, code, message)
        {
            // The description is a quoted-string (RFC 9110 §5.6.4) that repeats text of the token: quotes and what is
            // no ASCII are replaced.
            Challenge = $"Bearer authorization_uri=\"https://login.windows.net/{tenantId}\", error=\"invalid_token\", "
                + $"error_description=\"{Quotable(description ?? message)}\"",
        };

    private static string Quotable(string text) =>
        string.Concat(text.Select(c => c is < ' ' or > '~' or '"' or '\\' ? '?' : c));

    private static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("M/d/yyyy h:mm:ss tt", CultureInfo.InvariantCulture);
}
