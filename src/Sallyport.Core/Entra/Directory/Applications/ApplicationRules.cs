using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Refusals;

namespace Sallyport.Core.Entra.Directory;

/// <summary>The forms and limits of an application's members.</summary>
internal static class ApplicationRules
{
    /// <summary>The resource's name in refusals.</summary>
    public const string Resource = "Application";

    /// <summary>The longest display name and the longest unique name, in characters.</summary>
    public const int NameLength = 256;

    /// <summary>How many owners an application has at most.</summary>
    public const int MaximumOwners = 100;

    private const int DescriptionLength = 1024;
    private const int PasswordNameLength = 120;

    private static readonly string[] Audiences =
        ["AzureADMyOrg", "AzureADMultipleOrgs", "AzureADandPersonalMicrosoftAccount", "PersonalMicrosoftAccount"];

    /// <summary>Sets the members that are given, or refuses the first that is not in order.</summary>
    public static Application Apply(Application application, ApplicationInput input, Tenant tenant)
    {
        application.DisplayName = CheckDisplayName(input.DisplayName.Or(application.DisplayName));
        application.Description = CheckDescription(input.Description.Or(application.Description));
        application.SignInAudience = CheckAudience(input.SignInAudience.Or(application.SignInAudience));
        if (input.IdentifierUris.IsGiven)
            Set(
                application.IdentifierUris,
                IdentifierUriRules.Apply(application, input.IdentifierUris.Value ?? [], tenant));
        application.RequestedAccessTokenVersion =
            CheckTokenVersion(input.RequestedAccessTokenVersion.Or(application.RequestedAccessTokenVersion));
        ApplySignIn(application, input);
        if (input.AppRoles.IsGiven)
            Set(application.AppRoles, AppRoleRules.Apply(application.AppRoles, input.AppRoles.Value ?? []));
        if (input.OptionalClaims.IsGiven)
            Set(application.OptionalClaims, CheckClaims(input.OptionalClaims.Value ?? []));
        if (input.KeyCredentials.IsGiven)
            Set(
                application.KeyCredentials,
                KeyCredentialRules.Apply(application.KeyCredentials, input.KeyCredentials.Value ?? []));
        return application;
    }

    private static void ApplySignIn(Application application, ApplicationInput input)
    {
        Set(application.RedirectUris, RedirectUriRules.Apply(application, input));
        application.IsFallbackPublicClient = input.IsFallbackPublicClient.Or(application.IsFallbackPublicClient);
        var web = input.Web;
        application.HomePageUrl =
            RedirectUriRules.CheckUrl(web.HomePageUrl.Or(application.HomePageUrl), "web/homePageUrl");
        application.LogoutUrl = RedirectUriRules.CheckUrl(web.LogoutUrl.Or(application.LogoutUrl), "web/logoutUrl");
        application.IdTokenIssuanceEnabled = web.IdTokenIssuanceEnabled.Or(application.IdTokenIssuanceEnabled);
        application.AccessTokenIssuanceEnabled =
            web.AccessTokenIssuanceEnabled.Or(application.AccessTokenIssuanceEnabled);
    }

    private static void Set<T>(List<T> list, List<T> wanted)
    {
        list.Clear();
        list.AddRange(wanted);
    }

    private static int? CheckTokenVersion(int? version) =>
        version is null or 1 or 2
            ? version
            : throw GraphErrors.InvalidValue(
                "requestedAccessTokenVersion", Resource, "it must be null, 1 or 2.").ToException();

    /// <summary>Refuses a client secret whose name is too long or that ends before it starts.</summary>
    public static void CheckPassword(string? displayName, DateTimeOffset start, DateTimeOffset end)
    {
        if (displayName?.Length > PasswordNameLength)
            throw TooLong("displayName", "PasswordCredential", PasswordNameLength);
        if (end <= start)
            throw GraphErrors.InvalidValue(
                "endDateTime", "PasswordCredential", "it must be after startDateTime.").ToException();
    }

    private static string CheckDisplayName(string? name) => name switch
    {
        null or "" => throw GraphErrors.ValueRequired("displayName", Resource).ToException(),
        { Length: > NameLength } => throw TooLong("displayName", Resource, NameLength),
        _ => name,
    };

    private static string? CheckDescription(string? description) =>
        description?.Length > DescriptionLength
            ? throw TooLong("description", Resource, DescriptionLength)
            : description;

    private static string CheckAudience(string? audience) =>
        Audiences.Contains(audience, StringComparer.Ordinal)
            ? audience!
            : throw GraphErrors.InvalidValue(
                "signInAudience", Resource, $"it must be one of {string.Join(", ", Audiences)}.").ToException();

    private static List<OptionalClaim> CheckClaims(IReadOnlyList<OptionalClaim> claims)
    {
        if (claims.Any(c => c.Name.Length == 0))
            throw GraphErrors.ValueRequired("name", "OptionalClaim").ToException();
        if (claims.Any(c => c.Name.Length > NameLength))
            throw TooLong("name", "OptionalClaim", NameLength);
        if (claims.DistinctBy(c => (c.Token, c.Name)).Count() != claims.Count)
            throw GraphErrors.InvalidValue("optionalClaims", Resource, "a claim is given twice.").ToException();
        return claims.ToList();
    }

    private static RefusedException TooLong(string property, string resource, int maximum) =>
        GraphErrors.InvalidValue(property, resource, $"it must not be longer than {maximum} characters.").ToException();
}
