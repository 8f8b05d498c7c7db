namespace Sallyport.Server.Instance;

/// <summary>
/// The account that the first start makes for the person who runs the instance: Global Administrator, and Owner of the
/// subscription.
/// </summary>
internal static class FirstPerson
{
    /// <summary>The first tenant's initial domain.</summary>
    public const string Domain = "sallyport.onmicrosoft.com";

    /// <summary>The name by which the person signs in.</summary>
    public const string UserPrincipalName = "admin@" + Domain;

    /// <summary>The name that people see.</summary>
    public const string DisplayName = "Administrator";
}
