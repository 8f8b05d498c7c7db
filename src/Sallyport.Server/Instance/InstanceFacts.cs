namespace Sallyport.Server.Instance;

/// <summary>What you need to know about a running instance to use it, secrets included.</summary>
/// <param name="TenantId">The tenant.</param>
/// <param name="SubscriptionId">The subscription.</param>
/// <param name="OwnerClientId">The owner's client id.</param>
/// <param name="OwnerClientSecret">The owner's client secret.</param>
/// <param name="AdministratorName">The name by which the first person signs in.</param>
/// <param name="AdministratorPassword">The password that the first person had at first.</param>
/// <param name="GitLabUrl">The GitLab instance's URL.</param>
/// <param name="GitLabToken">The GitLab administrator's token, for <c>PRIVATE-TOKEN</c>.</param>
/// <param name="AdministratorToken">The token of Sallyport's own routes.</param>
/// <param name="ProxySecret">The password of the proxy, for <see cref="ProxyUser"/>.</param>
/// <param name="CaCertificatePath">The local authority's certificate.</param>
/// <param name="Surfaces">The canonical URL of each surface, by name.</param>
public sealed record InstanceFacts(
    Guid TenantId,
    Guid SubscriptionId,
    Guid OwnerClientId,
    string OwnerClientSecret,
    string AdministratorName,
    string AdministratorPassword,
    string GitLabUrl,
    string GitLabToken,
    string AdministratorToken,
    string ProxySecret,
    string CaCertificatePath,
    IReadOnlyDictionary<string, string> Surfaces)
{
    /// <summary>The user name of the proxy.</summary>
    public const string ProxyUser = "sallyport";
}
