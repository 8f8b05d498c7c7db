namespace Sallyport.Core.Entra.Directory;

/// <summary>A built-in role of the directory. Every tenant has the same.</summary>
/// <param name="TemplateId">Its id, which is the same in every tenant.</param>
/// <param name="DisplayName">The name that people see.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Permissions">What it allows, in the words of Microsoft Graph's permissions.</param>
public sealed record DirectoryRole(
    Guid TemplateId, string DisplayName, string Description, params IReadOnlyList<string> Permissions)
{
    private const string ReadApplications = "Application.Read.All";
    private const string WriteApplications = "Application.ReadWrite.All";
    private const string ReadDirectory = "Directory.Read.All";
    private const string ReadUsers = "User.Read.All";
    private const string ReadSignIns = "AuditLog.Read.All";

    /// <summary>May change users who hold no role, or a role of little power.</summary>
    public static readonly DirectoryRole UserAdministrator = new(
        new("fe930be7-5e62-47db-91af-98c3a49a38b1"), "User Administrator",
        "Can manage all aspects of users and groups, including resetting passwords for limited admins.",
        "User.ReadWrite.All");

    /// <summary>May read the directory, as every member may by default.</summary>
    public static readonly DirectoryRole DirectoryReaders = new(
        new("88d8e3e3-8f55-4a1e-953a-9b9898b8876b"), "Directory Readers",
        "Can read basic directory information.", ReadApplications, ReadDirectory, ReadUsers);

    /// <summary>May read sign-ins and other reports.</summary>
    public static readonly DirectoryRole ReportsReader = new(
        new("4a5d8f65-41da-4de4-8968-e035b65339cf"), "Reports Reader",
        "Can read sign-in and audit reports.", ReadSignIns);

    /// <summary>
    /// All of them. Source: "Microsoft Entra built-in roles". What a role allows beyond what this service has is left
    /// out; Global Administrator allows everything, so it lists nothing.
    /// </summary>
    public static readonly IReadOnlyList<DirectoryRole> All =
    [
        new(WellKnown.GlobalAdministrator, "Global Administrator",
            "Can manage all aspects of Microsoft Entra ID and Microsoft services that use Microsoft Entra identities."),
        new(new("9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3"), "Application Administrator",
            "Can create and manage all aspects of app registrations and enterprise apps.",
            WriteApplications, ReadSignIns),
        new(new("158c047a-c907-4556-b7ef-446551a6b5f7"), "Cloud Application Administrator",
            "Can create and manage all aspects of app registrations and enterprise apps except App Proxy.",
            WriteApplications, ReadSignIns),
        new(new("cf1c38e5-3621-4004-a7cb-879624dced7c"), "Application Developer",
            "Can create application registrations independent of the 'Users can register applications' setting."),
        UserAdministrator,
        new(new("f2ef992c-3afb-46b9-b7cf-a126ee74c451"), "Global Reader",
            "Can read everything that a Global Administrator can, but not update anything.",
            ReadApplications, ReadDirectory, ReadUsers, ReadSignIns),
        new(new("5d6b6bb7-de71-4623-b4af-96380a352509"), "Security Reader",
            "Can read security information and reports in Microsoft Entra ID and Office 365.", ReadSignIns),
        DirectoryReaders,
        ReportsReader,
    ];

    /// <summary>The role with this template id, or null.</summary>
    public static DirectoryRole? Find(Guid templateId) => All.FirstOrDefault(r => r.TemplateId == templateId);
}
