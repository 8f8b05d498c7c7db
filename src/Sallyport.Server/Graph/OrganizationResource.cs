using Sallyport.Core.Entra.Directory;

namespace Sallyport.Server.Graph;

/// <summary>
/// The resource <c>organization</c> as Graph shows it. Source: Microsoft Graph, resource type <c>organization</c>.
/// </summary>
internal static class OrganizationResource
{
    private static readonly string[] None = [];

    /// <summary>Its members, in their order.</summary>
    public static readonly GraphResource<Tenant> Model =
        new GraphResource<Tenant>("organization", t => t.Id)
        .Stored("id", MemberType.Text, t => t.Id)
        .Fixed("deletedDateTime", MemberType.Instant)
        .Fixed("businessPhones", MemberType.Texts, None)
        .Fixed("city", MemberType.Text)
        .Fixed("country", MemberType.Text)
        .Fixed("countryLetterCode", MemberType.Text)
        .Stored("createdDateTime", MemberType.Instant, t => GraphJson.Instant(t.CreatedDateTime))
        .Stored("displayName", MemberType.Text, t => t.DisplayName)
        .Fixed("marketingNotificationEmails", MemberType.Texts, None)
        .Fixed("onPremisesLastSyncDateTime", MemberType.Instant)
        .Fixed("onPremisesSyncEnabled", MemberType.Flag)
        .Fixed("postalCode", MemberType.Text)
        .Fixed("preferredLanguage", MemberType.Text)
        .Fixed("securityComplianceNotificationMails", MemberType.Texts, None)
        .Fixed("securityComplianceNotificationPhones", MemberType.Texts, None)
        .Fixed("state", MemberType.Text)
        .Fixed("street", MemberType.Text)
        .Fixed("technicalNotificationMails", MemberType.Texts, None)
        .Fixed("tenantType", MemberType.Text, "AAD")
        .Fixed("privacyProfile", MemberType.Complex)
        .Fixed("assignedPlans", MemberType.ComplexList, None)
        .Fixed("provisionedPlans", MemberType.ComplexList, None)
        .Stored("verifiedDomains", MemberType.ComplexList, Domains);

    private static object Domains(Tenant tenant) => new[]
    {
        new { Capabilities = "", IsDefault = true, IsInitial = true, Name = tenant.InitialDomain, Type = "Managed" },
    };
}
