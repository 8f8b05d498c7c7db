using Sallyport.Core.GitLab;

namespace Sallyport.Server.GitLab;

/// <summary>Users as the REST API shows them. Source: "Users API", GitLab documentation.</summary>
internal static class UserJson
{
    /// <summary>A user as other objects show it.</summary>
    public static Dictionary<string, object?> Brief(GitLabUser user, GitLabInstance instance) => new()
    {
        ["id"] = user.Id,
        ["username"] = user.Username,
        ["name"] = user.Name,
        ["state"] = "active",
        ["locked"] = false,
        ["avatar_url"] = null,
        ["web_url"] = $"{instance.Url}/{user.Username}",
    };

    /// <summary>A user as it sees itself, and as administrators see it.</summary>
    public static Dictionary<string, object?> Whole(GitLabUser user, GitLabInstance instance)
    {
        var shown = Brief(user, instance);
        shown["created_at"] = user.CreatedAt;
        shown["email"] = user.Email;
        shown["commit_email"] = user.Email;
        shown["public_email"] = null;
        shown["is_admin"] = user.IsAdministrator;
        shown["bot"] = false;
        shown["external"] = false;
        shown["two_factor_enabled"] = false;
        shown["can_create_group"] = true;
        shown["can_create_project"] = true;
        return shown;
    }
}
