using Sallyport.Core.Entra.Directory;

namespace Sallyport.Server.Graph;

/// <summary>
/// The resource <c>application</c> as Graph shows it. Source: Microsoft Graph, resource type <c>application</c>.
/// </summary>
internal static class ApplicationResource
{
    private static readonly string[] None = [];

    /// <summary>Its members, in their order.</summary>
    public static readonly GraphResource<Application> Model =
        new GraphResource<Application>("application", a => a.Id) { IgnoresCase = true, AllowsStartsWith = true }
        .Stored("id", MemberType.Text, a => a.Id).Searched(a => a.Id)
        .Fixed("deletedDateTime", MemberType.Instant)
        .Stored("appId", MemberType.Text, a => a.AppId).Searched(a => a.AppId)
        .Fixed("applicationTemplateId", MemberType.Text)
        .Fixed("disabledByMicrosoftStatus", MemberType.Text)
        .Stored("createdDateTime", MemberType.Instant, a => GraphJson.Instant(a.CreatedDateTime))
        .Stored("displayName", MemberType.Text, a => a.DisplayName).Searched(a => a.DisplayNameKey)
        .Stored("description", MemberType.Text, a => a.Description)
        .Fixed("groupMembershipClaims", MemberType.Text)
        .Stored("identifierUris", MemberType.Texts, a => a.IdentifierUris.Select(u => u.Uri))
            .Searched(a => a.IdentifierUris.Select(u => u.Key))
        .Fixed("isDeviceOnlyAuthSupported", MemberType.Flag)
        .Stored("isFallbackPublicClient", MemberType.Flag, a => a.IsFallbackPublicClient)
        .Fixed("notes", MemberType.Text)
        .Fixed("publisherDomain", MemberType.Text)
        .Fixed("serviceManagementReference", MemberType.Text)
        .Stored("signInAudience", MemberType.Text, a => a.SignInAudience)
        .Fixed("tags", MemberType.Texts, None)
        .Fixed("tokenEncryptionKeyId", MemberType.Text)
        .Stored("uniqueName", MemberType.Text, a => a.UniqueName)
        .Fixed("defaultRedirectUri", MemberType.Text)
        .Fixed("certification", MemberType.Complex)
        .Stored("optionalClaims", MemberType.Complex, ApplicationParts.OptionalClaims)
        .Fixed("addIns", MemberType.ComplexList, None)
        .Stored("api", MemberType.Complex, ApplicationParts.Api)
        .Stored("appRoles", MemberType.ComplexList, a => a.AppRoles.Select(ApplicationParts.Role))
        .Fixed("info", MemberType.Complex, DefaultMembers.Info)
        .Stored("keyCredentials", MemberType.ComplexList, a => a.KeyCredentials.Select(ApplicationParts.Key))
        .Fixed(
            "parentalControlSettings", MemberType.Complex,
            new { CountriesBlockedForMinors = None, LegalAgeGroupRule = "Allow" })
        .Stored(
            "passwordCredentials", MemberType.ComplexList,
            a => a.PasswordCredentials.Select(p => PasswordResource.Of(p, null)))
        .Stored(
            "publicClient", MemberType.Complex,
            a => ApplicationSignIn.Platform(a, RedirectPlatform.PublicClient))
        .Fixed("requiredResourceAccess", MemberType.ComplexList, None)
        .Fixed("verifiedPublisher", MemberType.Complex, DefaultMembers.VerifiedPublisher)
        .Stored("web", MemberType.Complex, ApplicationSignIn.Web)
        .Stored("spa", MemberType.Complex, a => ApplicationSignIn.Platform(a, RedirectPlatform.SinglePage));
}

/// <summary>Values that several resources show while nothing is kept behind them.</summary>
internal static class DefaultMembers
{
    public static readonly object Info = new
    {
        LogoUrl = (string?)null,
        MarketingUrl = (string?)null,
        PrivacyStatementUrl = (string?)null,
        SupportUrl = (string?)null,
        TermsOfServiceUrl = (string?)null,
    };

    public static readonly object VerifiedPublisher = new
    {
        DisplayName = (string?)null,
        VerifiedPublisherId = (string?)null,
        AddedDateTime = (string?)null,
    };
}
