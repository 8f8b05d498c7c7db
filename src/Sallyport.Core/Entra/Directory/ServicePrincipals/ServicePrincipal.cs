namespace Sallyport.Core.Entra.Directory;

/// <summary>
/// An application's presence in a tenant: what roles are given to and what an access token's <c>oid</c> names.
/// Source: Microsoft Graph, resource type <c>servicePrincipal</c>.
/// </summary>
public sealed class ServicePrincipal
{
    /// <summary>The object id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The tenant it lives in.</summary>
    public required Guid TenantId { get; init; }

    /// <summary>The client id of the application that it stands for.</summary>
    public required Guid AppId { get; init; }

    /// <summary>The name that people see; follows the application's.</summary>
    public required string DisplayName { get; set; }

    /// <summary>By which the name is searched. Stored beside it, never read back.</summary>
    public string DisplayNameKey { get => SearchKey.Of(DisplayName); private set { } }

    /// <summary>Whether it may sign in.</summary>
    public bool AccountEnabled { get; set; } = true;

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedDateTime { get; init; }

    /// <summary><c>Application</c>, or <c>Legacy</c> and its like for the services of the cloud itself.</summary>
    public string ServicePrincipalType { get; init; } = "Application";

    /// <summary>
    /// Its names: the client id, then the application ID URIs. A table of its own, because clients search by them.
    /// </summary>
    public List<ServicePrincipalName> ServicePrincipalNames { get; init; } = [];

    /// <summary>The object ids of the people who own it, and so may change it.</summary>
    public List<Guid> Owners { get; init; } = [];

    /// <summary>The app roles that it was granted on other service principals.</summary>
    public List<AppRoleAssignment> AppRoleAssignments { get; init; } = [];

    /// <summary>The concurrency token.</summary>
    public long Version { get; set; }
}

/// <summary>One of a service principal's names.</summary>
/// <param name="Name">The client id or an application ID URI.</param>
public sealed record ServicePrincipalName(string Name)
{
    /// <summary>By which it is searched, and in which it is unique in the tenant.</summary>
    public string Key { get => SearchKey.Of(Name); private init { } }
}

/// <summary>
/// An app role granted to a service principal, for example Application.ReadWrite.All on Microsoft Graph.
/// </summary>
public sealed class AppRoleAssignment
{
    /// <summary>The id of the grant.</summary>
    public required Guid Id { get; init; }

    /// <summary>The service principal (object id) that holds the role.</summary>
    public required Guid PrincipalId { get; init; }

    /// <summary>The service principal (object id) of the resource on which it holds.</summary>
    public required Guid ResourceId { get; init; }

    /// <summary>The id of the role.</summary>
    public required Guid AppRoleId { get; init; }

    /// <summary>When it was granted.</summary>
    public required DateTimeOffset CreatedDateTime { get; init; }
}
