namespace Sallyport.Server.Arm;

/// <summary>A type of ARM and the versions of its API that are published. Metadata of its routes.</summary>
/// <param name="Namespace">The provider.</param>
/// <param name="Name">The type.</param>
/// <param name="IsOwnRoute">
/// Whether ARM itself answers for it; then the refusal of an unknown version has another text.
/// </param>
/// <param name="ApiVersions">The versions, newest first.</param>
internal sealed record ArmResourceType(
    string Namespace, string Name, bool IsOwnRoute, params IReadOnlyList<string> ApiVersions)
{
    private const string Authorization = "Microsoft.Authorization";
    private const string Resources = "Microsoft.Resources";

    private static readonly string[] ResourceVersions =
    [
        "2025-04-01", "2025-03-01", "2024-11-01", "2024-07-01", "2024-03-01", "2023-07-01", "2022-09-01", "2021-04-01",
        "2021-01-01", "2020-10-01", "2020-08-01", "2020-06-01", "2019-10-01", "2019-08-01", "2019-05-10", "2019-05-01",
        "2019-03-01", "2018-05-01", "2018-02-01", "2017-05-10", "2016-09-01", "2016-06-01", "2016-02-01", "2015-11-01",
    ];

    private static readonly string[] SubscriptionVersions =
    [
        "2022-12-01", "2022-09-01", "2021-10-01", "2021-01-01", "2020-01-01", "2019-11-01", "2019-06-01", "2018-06-01",
        "2016-06-01", "2015-11-01",
    ];

    /// <summary>The tenants that the caller belongs to.</summary>
    public static readonly ArmResourceType Tenants = new(Resources, "tenants", true, SubscriptionVersions);

    /// <summary>The subscriptions of a tenant.</summary>
    public static readonly ArmResourceType Subscriptions = new(Resources, "subscriptions", true, SubscriptionVersions);

    /// <summary>The regions of a subscription.</summary>
    public static readonly ArmResourceType Locations = new(Resources, "locations", true, SubscriptionVersions);

    /// <summary>The resource groups of a subscription.</summary>
    public static readonly ArmResourceType ResourceGroups = new(Resources, "resourceGroups", true, ResourceVersions);

    /// <summary>The resource providers of a subscription.</summary>
    public static readonly ArmResourceType Providers = new(Resources, "providers", true, ResourceVersions);

    /// <summary>The results by which clients poll long-running operations.</summary>
    public static readonly ArmResourceType OperationResults = new(
        Resources, "operationresults", true, ResourceVersions);

    /// <summary>The role assignments at a scope.</summary>
    public static readonly ArmResourceType RoleAssignments = new(
        Authorization, "roleAssignments", false,
        "2022-04-01", "2021-04-01-preview", "2020-10-01-preview", "2020-08-01-preview", "2020-04-01-preview",
        "2020-03-01-preview", "2018-09-01-preview", "2018-07-01", "2018-01-01-preview", "2015-07-01");

    /// <summary>The role definitions at a scope.</summary>
    public static readonly ArmResourceType RoleDefinitions = new(
        Authorization, "roleDefinitions", false,
        "2022-05-01-preview", "2022-04-01", "2018-07-01", "2018-01-01-preview", "2015-07-01");

    /// <summary>The caller's own permissions.</summary>
    public static readonly ArmResourceType Permissions = new(
        Authorization, "permissions", false,
        "2022-05-01-preview", "2022-04-01", "2018-07-01", "2018-01-01-preview", "2015-07-01");

    /// <summary>Every type that is served.</summary>
    public static readonly IReadOnlyList<ArmResourceType> All =
    [
        Tenants, Subscriptions, Locations, ResourceGroups, Providers, OperationResults,
        RoleAssignments, RoleDefinitions, Permissions,
    ];

    /// <summary>The types of a namespace, compared ignoring case; empty when there is no such provider.</summary>
    public static IReadOnlyList<ArmResourceType> Of(string providerNamespace) =>
        [.. All.Where(t => t.Namespace.Equals(providerNamespace, StringComparison.OrdinalIgnoreCase))];
}
