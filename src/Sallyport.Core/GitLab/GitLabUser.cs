using System.Security.Cryptography;
using System.Text;
using Sallyport.Core.Wire;

namespace Sallyport.Core.GitLab;

/// <summary>A user of the GitLab instance, who runs jobs and calls the REST API.</summary>
public sealed class GitLabUser : IVersioned
{
    /// <summary>The id on the wire.</summary>
    public required long Id { get; init; }

    /// <summary>The login name.</summary>
    public required string Username { get; init; }

    /// <summary>The name that people see.</summary>
    public required string Name { get; init; }

    /// <summary>The primary e-mail address.</summary>
    public required string Email { get; init; }

    /// <summary>
    /// The SHA-256 of the token in the instance's own file, which only the first administrator has; others have a
    /// <see cref="PersonalAccessToken"/>.
    /// </summary>
    public byte[]? TokenHash { get; set; }

    /// <summary>Whether it may do everything.</summary>
    public bool IsAdministrator { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The projects and groups that it is a direct member of.</summary>
    public IReadOnlyList<Membership> Memberships { get; set; } = [];

    /// <summary>Its logins at other providers.</summary>
    public IReadOnlyList<ExternalIdentity> Identities { get; set; } = [];

    /// <summary>The preference <c>pass_user_identities_to_ci_jwt</c>: the claim <c>user_identities</c>.</summary>
    public bool PassesIdentities { get; set; }

    /// <summary>The feature flag <c>ci_jwt_groups_direct</c>: the claim <c>groups_direct</c>.</summary>
    public bool PassesGroups { get; set; }

    /// <summary>The concurrency token.</summary>
    public long Version { get; set; }

    /// <summary>The paths of the groups that it is a direct member of.</summary>
    public IReadOnlyList<string> DirectGroups => [.. Memberships.Where(m => m.Group is not null).Select(m => m.Group!)];

    /// <summary>
    /// What it may do in a project: the highest of its levels there and in the groups above; 0 without any.
    /// </summary>
    public int LevelIn(Project project) => LevelOf(project.RootNamespace, m => m.Reaches(project));

    /// <summary>What it may do in a group: the highest of its levels there and in those above; 0 without any.</summary>
    public int LevelIn(ProjectNamespace group) => LevelOf(group.Path.Split('/')[0], m => m.Reaches(group));

    private int LevelOf(string root, Func<Membership, bool> reaches)
    {
        if (IsAdministrator)
            return AccessLevels.Administrator;
        if (Owns(root))
            return AccessLevels.Owner;
        return Memberships.Where(reaches).Select(m => m.Level).DefaultIfEmpty(AccessLevels.None).Max();
    }

    /// <summary>
    /// The role in a project, in lower case: the highest of its memberships there and in the groups above, and
    /// <c>owner</c> in its own namespace. Null without any; an administrator, who may do everything, is an owner then.
    /// </summary>
    public string? RoleIn(Project project)
    {
        var levels = Memberships.Where(m => m.Reaches(project)).Select(m => m.Level).ToList();
        if (levels.Count > 0 && !Owns(project.RootNamespace))
            return AccessLevels.RoleOf(levels.Max()).ToLowerInvariant();
        return LevelIn(project) >= AccessLevels.Owner ? "owner" : null;
    }

    // The namespace with its own name.
    private bool Owns(string root) => string.Equals(root, Username, StringComparison.OrdinalIgnoreCase);
}

/// <summary>A direct membership of a user: in a project or in a group.</summary>
/// <param name="ProjectKey">The key of the project, or null.</param>
/// <param name="Group">The path of the group, or null.</param>
/// <param name="Level">The role: <see cref="AccessLevels"/>.</param>
public sealed record Membership(Guid? ProjectKey, string? Group, int Level)
{
    /// <summary>How many a user may have.</summary>
    public const int Maximum = 1000;

    /// <summary>Whether both are of the same project or group.</summary>
    public bool IsOfSame(Membership other) =>
        ProjectKey == other.ProjectKey && string.Equals(Group, other.Group, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether it gives a role in the project: its own, or that of a group above it.</summary>
    public bool Reaches(Project project) => Group is null
        ? ProjectKey == project.Key
        : project.PathKey.StartsWith(Project.KeyOf(Group) + "/", StringComparison.Ordinal);

    /// <summary>Whether it gives a role in the group: its own, or that of a group above it.</summary>
    public bool Reaches(ProjectNamespace group) => Group is not null && group.IsWithin(Project.KeyOf(Group));
}

/// <summary>A login at another provider.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="ExternUid">The id there.</param>
public sealed record ExternalIdentity(string Provider, string ExternUid);

/// <summary>Random tokens with GitLab's prefixes; only their hashes are stored.</summary>
public static class GitLabTokens
{
    /// <summary>The prefix of a personal access token.</summary>
    public const string PersonalAccess = "glpat-";

    /// <summary>The prefix of a runner's token.</summary>
    public const string Runner = "glrt-";

    /// <summary>The prefix of a token by which runners register themselves.</summary>
    public const string Registration = "GR1348941";

    /// <summary>The prefix of a token that starts pipelines.</summary>
    public const string Trigger = "glptt-";

    /// <summary>The prefix of a job's token.</summary>
    public const string Job = "glcbt-";

    /// <summary>A new token: the prefix and 256 random bits in base64url.</summary>
    public static string Create(string prefix) => prefix + StrictBase64Url.Encode(RandomNumberGenerator.GetBytes(32));

    /// <summary>What is stored of a token. Plain SHA-256 is enough for 256 random bits.</summary>
    /// <exception cref="ArgumentException">The token is empty, which is nobody's.</exception>
    public static byte[] Hash(string token)
    {
        ArgumentException.ThrowIfNullOrEmpty(token);
        return SHA256.HashData(Encoding.UTF8.GetBytes(token));
    }
}
