using Sallyport.Core.Entra.Federation;

namespace Sallyport.Core.Entra.Directory;

/// <summary>A directory: the realm in which applications and their service principals live.</summary>
public sealed class Tenant
{
    /// <summary>The tenant id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The name that people see.</summary>
    public required string DisplayName { get; set; }

    /// <summary>
    /// The verified domain that may stand in for the id in a URL, such as <c>contoso.onmicrosoft.com</c>; lower case.
    /// </summary>
    public required string InitialDomain { get; init; }

    /// <summary>What its administrator demands of federated assertions, and what people are told.</summary>
    public TenantPolicy Policy { get; init; } = TenantPolicy.None;

    /// <summary>When the tenant was made.</summary>
    public required DateTimeOffset CreatedDateTime { get; init; }
}
