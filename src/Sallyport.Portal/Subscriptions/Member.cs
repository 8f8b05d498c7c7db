using Sallyport.Core.Entra.Directory;

namespace Sallyport.Portal.Subscriptions;

/// <summary>A principal to whom roles are given.</summary>
/// <param name="Id">The object id.</param>
/// <param name="Type">The type, as role assignments have it.</param>
/// <param name="Name">The display name.</param>
/// <param name="Detail">What tells it from others of the same name: a client id or a user name.</param>
public sealed record Member(Guid Id, string Type, string Name, string Detail)
{
    /// <summary>A service principal.</summary>
    public static Member Of(ServicePrincipal principal) =>
        new(principal.Id, "ServicePrincipal", principal.DisplayName, $"client ID {principal.AppId}");

    /// <summary>A person of the directory.</summary>
    public static Member Of(User user) => new(user.Id, "User", user.DisplayName, user.UserPrincipalName);

    /// <summary>A type of principals, as people say it.</summary>
    public static string WordOf(string type) => type == "ServicePrincipal" ? "Service principal" : type;
}
