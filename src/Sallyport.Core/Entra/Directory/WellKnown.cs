namespace Sallyport.Core.Entra.Directory;

/// <summary>A service of the cloud itself, which has no application in a tenant.</summary>
/// <param name="AppId">The client id.</param>
/// <param name="DisplayName">The name that people see.</param>
/// <param name="Uris">By which tokens for it are asked for.</param>
public sealed record CloudService(Guid AppId, string DisplayName, params IReadOnlyList<string> Uris)
{
    /// <summary>The names of its service principal: its client id, then the URIs.</summary>
    public IEnumerable<string> Names => [AppId.ToString(), .. Uris];
}

/// <summary>A public client of Microsoft's own.</summary>
/// <param name="AppId">The client id.</param>
/// <param name="DisplayName">The name that people see.</param>
public sealed record FirstPartyClient(Guid AppId, string DisplayName)
{
    /// <summary>Where people may be sent back to.</summary>
    public IReadOnlyList<RedirectUri> RedirectUris { get; init; } =
        [new("http://localhost", RedirectPlatform.PublicClient)];
}

/// <summary>
/// Identifiers that are the same in every tenant. Source: Microsoft Graph permissions reference; Azure CLI.
/// </summary>
public static class WellKnown
{
    /// <summary>The client id of Microsoft Graph.</summary>
    public static readonly Guid MicrosoftGraph = new("00000003-0000-0000-c000-000000000000");

    /// <summary>The client id of Azure Resource Manager ("Windows Azure Service Management API").</summary>
    public static readonly Guid AzureResourceManager = new("797f4846-ba00-4fd7-ba43-dac1f8f63013");

    /// <summary>The cloud's own services, whose principals every tenant has.</summary>
    public static readonly IReadOnlyList<CloudService> Services =
    [
        new(MicrosoftGraph, "Microsoft Graph", "https://graph.microsoft.com", "https://graph.microsoft.com/"),
        new(AzureResourceManager, "Windows Azure Service Management API",
            "https://management.azure.com", "https://management.azure.com/",
            "https://management.core.windows.net", "https://management.core.windows.net/"),
    ];

    /// <summary>
    /// Whether the client id is one of the cloud's own services, which have no application in a tenant.
    /// </summary>
    public static bool IsService(Guid appId) => Services.Any(s => s.AppId == appId);

    /// <summary>The client id of the portal.</summary>
    public static readonly Guid AzurePortal = new("c44b4083-3bb0-49c1-b47d-974e53cbdf3c");

    /// <summary>Microsoft's own public clients, which people sign in by in every tenant.</summary>
    public static readonly IReadOnlyList<FirstPartyClient> Clients =
    [
        new(new("04b07795-8ddb-461a-bbee-02f9e1bf7b46"), "Microsoft Azure CLI"),
        new(new("1950a258-227b-4e31-a9cf-717495945fc2"), "Microsoft Azure PowerShell"),
        new(AzurePortal, "Azure Portal"),
    ];

    /// <summary>The client of Microsoft's own with this id, or null.</summary>
    public static FirstPartyClient? FindClient(Guid appId) => Clients.FirstOrDefault(c => c.AppId == appId);

    /// <summary>Microsoft Graph's app roles (application permissions): value by id.</summary>
    public static readonly IReadOnlyDictionary<Guid, string> GraphAppRoles = new Dictionary<Guid, string>
    {
        [new("9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30")] = "Application.Read.All",
        [new("1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9")] = "Application.ReadWrite.All",
        [new("06b708a9-e830-4db3-a914-8e69da51d44f")] = "AppRoleAssignment.ReadWrite.All",
        [new("b0afded3-3588-46d8-8b3d-9842eff778da")] = "AuditLog.Read.All",
        [new("7ab1d382-f21e-4acd-a863-ba3e13f7da61")] = "Directory.Read.All",
        [new("19dbc75e-c2e2-444c-a770-ec69d8559fc7")] = "Directory.ReadWrite.All",
        [new("df021288-bdef-4463-88db-98f22de89214")] = "User.Read.All",
        [new("741f803b-c850-494e-b5df-cde7c675a1ca")] = "User.ReadWrite.All",
        [new("9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8")] = "RoleManagement.ReadWrite.Directory",
    };

    /// <summary>
    /// The template id of the directory role that may do everything in a tenant. Source: "Microsoft Entra built-in
    /// roles".
    /// </summary>
    public static readonly Guid GlobalAdministrator = new("62e90394-69f5-4237-9190-012177145e10");
}
