using Sallyport.Core.Entra.Directory;

namespace Sallyport.Core.Entra.Tokens;

/// <summary>What a client may be allowed to do on a person's behalf.</summary>
/// <param name="Value">Its name in a scope.</param>
/// <param name="Description">What the person is told.</param>
/// <param name="NeedsAdministrator">Whether only an administrator can allow it.</param>
public sealed record DelegatedScope(string Value, string Description, bool NeedsAdministrator = false);

/// <summary>
/// The delegated permissions that the cloud's own services offer. Source: "Microsoft Graph permissions reference".
/// </summary>
public static class DelegatedPermissions
{
    /// <summary>What OpenID Connect asks for beside a resource. They are Microsoft Graph's.</summary>
    public static readonly IReadOnlyList<DelegatedScope> OpenId =
    [
        new("openid", "Sign you in"),
        new("profile", "View your basic profile"),
        new("email", "View your email address"),
        new("offline_access", "Maintain access to data you have given it access to"),
    ];

    private static readonly IReadOnlyList<DelegatedScope> Graph =
    [
        .. OpenId,
        new("User.Read", "Sign you in and read your profile"),
        new("User.ReadBasic.All", "Read all users' basic profiles"),
        new("User.Read.All", "Read all users' full profiles", NeedsAdministrator: true),
        new("User.ReadWrite.All", "Read and write all users' full profiles", NeedsAdministrator: true),
        new("Application.Read.All", "Read applications", NeedsAdministrator: true),
        new("Application.ReadWrite.All", "Read and write all applications", NeedsAdministrator: true),
        new("AuditLog.Read.All", "Read audit log data", NeedsAdministrator: true),
        new("Directory.Read.All", "Read directory data", NeedsAdministrator: true),
        new("Directory.ReadWrite.All", "Read and write directory data", NeedsAdministrator: true),
        new("Directory.AccessAsUser.All", "Access the directory as you", NeedsAdministrator: true),
    ];

    private static readonly IReadOnlyList<DelegatedScope> ResourceManager =
        [new("user_impersonation", "Access Azure Resource Manager as you")];

    /// <summary>The permissions that a resource offers.</summary>
    public static IReadOnlyList<DelegatedScope> Of(Guid resourceAppId)
    {
        if (resourceAppId == WellKnown.MicrosoftGraph)
            return Graph;
        return resourceAppId == WellKnown.AzureResourceManager ? ResourceManager : [];
    }
}
