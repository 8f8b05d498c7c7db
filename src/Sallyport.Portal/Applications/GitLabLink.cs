namespace Sallyport.Portal.Applications;

/// <summary>
/// What the address of a page at GitLab tells: of a project, <c>GROUP/PROJECT</c>; of a branch or tag, what follows
/// <c>/-/tree/</c>, <c>/-/commits/</c> or <c>/-/tags/</c>; of a job or pipeline, its project alone.
/// </summary>
/// <param name="Instance">The address of the instance.</param>
/// <param name="Group">The group, or groups with slashes between.</param>
/// <param name="Project">The project.</param>
/// <param name="RefType"><c>branch</c> or <c>tag</c>; null where the address names no ref.</param>
/// <param name="Ref">The ref; empty where the address names none.</param>
public sealed record GitLabLink(string Instance, string Group, string Project, string? RefType, string Ref)
{
    private const string Mark = "/-/";
    private const string OwnHost = "gitlab.localhost";

    /// <summary>Reads an address; null when it is none of a project.</summary>
    /// <param name="text">The address.</param>
    /// <param name="ownIssuer">The issuer behind the pages at <c>gitlab.localhost</c>.</param>
    public static GitLabLink? Read(string text, string ownIssuer)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttps)
            return null;
        var path = Uri.UnescapeDataString(address.AbsolutePath);
        var at = path.IndexOf(Mark, StringComparison.Ordinal);
        var project = (at < 0 ? path : path[..at]).Trim('/');
        var slash = project.LastIndexOf('/');
        if (slash < 0)
            return null;
        var page = at < 0 ? "" : path[(at + Mark.Length)..];
        var (type, name) = RefOf(page, address.Query.Contains("ref_type=tags", StringComparison.Ordinal));
        var instance = address.Host == OwnHost ? ownIssuer : $"{address.Scheme}://{address.Authority}";
        return new GitLabLink(instance, project[..slash], project[(slash + 1)..], type, name);
    }

    /// <summary>Fills the fields that the address tells.</summary>
    public EnteredCredential Fill(EnteredCredential entered) => entered with
    {
        Link = "",
        Issuer = Instance,
        Group = Group,
        Project = Project,
        ProjectId = entered.Group == Group && entered.Project == Project ? entered.ProjectId : "",
        RefType = RefType ?? entered.RefType,
        Ref = RefType is null ? entered.Ref : Ref,
    };

    private static (string? Type, string Name) RefOf(string page, bool isTag)
    {
        var slash = page.IndexOf('/', StringComparison.Ordinal);
        var kind = slash < 0 ? page : page[..slash];
        var name = slash < 0 ? "" : page[(slash + 1)..].TrimEnd('/');
        if (name.Length == 0)
            return (null, "");
        return kind switch
        {
            "tags" => ("tag", name),
            "tree" or "commits" => (isTag ? "tag" : "branch", name),
            _ => (null, ""),
        };
    }
}
