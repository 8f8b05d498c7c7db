using Sallyport.Core.GitLab;

namespace Sallyport.Server.GitLab;

/// <summary>Groups and namespaces as the REST API shows them.</summary>
internal static class NamespaceJson
{
    /// <summary>A namespace. Source: "Namespaces API", GitLab documentation.</summary>
    public static object Of(ProjectNamespace group, GitLabInstance instance) => new
    {
        group.Id,
        Name = group.GivenName ?? group.Segment,
        Path = group.Segment,
        Kind = group.UserId is null ? "group" : "user",
        FullPath = group.Path,
        group.ParentId,
        WebUrl = $"{instance.Url}/{(group.UserId is null ? "groups/" : "")}{group.Path}",
    };

    /// <summary>A group. Source: "Groups API", GitLab documentation.</summary>
    public static object Group(ProjectNamespace group, GitLabInstance instance) => new
    {
        group.Id,
        Name = group.GivenName ?? group.Segment,
        Path = group.Segment,
        group.Description,
        group.Visibility,
        FullName = group.Path.Replace("/", " / ", StringComparison.Ordinal),
        FullPath = group.Path,
        group.ParentId,
        WebUrl = $"{instance.Url}/groups/{group.Path}",
    };
}
