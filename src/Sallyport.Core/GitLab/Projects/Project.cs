using System.Buffers;

namespace Sallyport.Core.GitLab;

/// <summary>A project: what pipelines belong to and what <c>project_path</c> and <c>project_id</c> name.</summary>
public sealed class Project : IVersioned
{
    /// <summary>GitLab's default <c>build_timeout</c>, in seconds.</summary>
    public const int DefaultBuildTimeout = 3600;

    private const int MaximumPathLength = 1024;
    private const int MaximumSegments = 21; // a name below twenty groups

    private static readonly string[] ForbiddenEnds = [".", ".git", ".atom"];

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.");

    /// <summary>
    /// Our own key. The wire id is no key because it can be set, to rehearse a project that lives elsewhere.
    /// </summary>
    public required Guid Key { get; init; }

    /// <summary>The id on the wire; unique.</summary>
    public required long Id { get; set; }

    /// <summary>The full path, in the case it was written in: <c>mygroup/sub/myproject</c>.</summary>
    public required string Path { get; set; }

    /// <summary>The path in lower case; unique, because GitLab's paths differ by more than case.</summary>
    public required string PathKey { get; set; }

    /// <summary>The id of the namespace directly above.</summary>
    public required long NamespaceId { get; set; }

    /// <summary>The id of the topmost namespace.</summary>
    public required long RootNamespaceId { get; set; }

    /// <summary><c>private</c>, <c>internal</c> or <c>public</c>.</summary>
    public string Visibility { get; set; } = "private";

    /// <summary>The default branch.</summary>
    public string DefaultBranch { get; private set; } = "main";

    /// <summary>
    /// What only some may change. GitLab protects the default branch of a new project, and nothing else.
    /// </summary>
    public IReadOnlyList<ProtectedName> Protected { get; set; } = [ProtectedName.DefaultBranch("main")];

    /// <summary>What the <c>sub</c> of its ID tokens is made of: <see cref="SubjectComponents"/>.</summary>
    public IReadOnlyList<string> SubComponents { get; set; } = SubjectComponents.Default;

    /// <summary>How long a job may run, in seconds, unless it says otherwise.</summary>
    public int BuildTimeout { get; set; } = DefaultBuildTimeout;

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The concurrency token.</summary>
    public long Version { get; set; }

    /// <summary>The path of the namespace directly above.</summary>
    public string NamespacePath => Path[..Path.LastIndexOf('/')];

    /// <summary>The last segment.</summary>
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    /// <summary>The first segment.</summary>
    public string RootNamespace => Path[..Path.IndexOf('/', StringComparison.Ordinal)];

    /// <summary>Names the default branch, which is then protected in the old one's place.</summary>
    public void SetDefaultBranch(string name)
    {
        var old = Protected.FirstOrDefault(p => p.Kind == ProtectedKind.Branch && p.Name == DefaultBranch);
        var isKnown = Protected.Any(p => p.Kind == ProtectedKind.Branch && p.Name == name);
        if (old is not null && !isKnown)
            Protected = [.. Protected.Select(p => p == old ? p with { Name = name } : p)];
        DefaultBranch = name;
    }

    /// <summary>Whether the branch or tag is protected.</summary>
    public bool Protects(Ref reference)
    {
        var kind = reference.Type == RefType.Tag ? ProtectedKind.Tag : ProtectedKind.Branch;
        return Protected.Any(p => p.Kind == kind && p.Covers(reference.Name));
    }

    /// <summary>
    /// Whether the user may run a pipeline of the branch or tag: a developer, and of a protected one whoever may push,
    /// merge or create it. Source: <c>app/policies/ci/pipeline_policy.rb</c>, gitlabhq.
    /// </summary>
    internal bool MayRunPipeline(GitLabUser user, Ref reference)
    {
        if (user.LevelIn(this) < AccessLevels.Developer)
            return false;
        var kind = reference.Type == RefType.Tag ? ProtectedKind.Tag : ProtectedKind.Branch;
        var rules = Protected.Where(p => p.Kind == kind && p.Covers(reference.Name)).ToList();
        bool Allows(int needed) => needed != AccessLevels.None && user.LevelIn(this) >= needed;
        var mayRun = rules.Any(r => Allows(r.Level) || (kind == ProtectedKind.Branch && Allows(r.MergeLevel)));
        return rules.Count == 0 || user.IsAdministrator || mayRun;
    }

    /// <summary>
    /// Refuses a pipeline of a branch or tag to whoever may not run it. Source:
    /// <c>lib/gitlab/ci/pipeline/chain/validate/abilities.rb</c>, gitlabhq.
    /// </summary>
    internal void RequirePipelineRight(GitLabUser user, Ref reference)
    {
        if (MayRunPipeline(user, reference))
            return;
        if (user.LevelIn(this) < AccessLevels.Developer)
            throw GitLabErrors.NoPipeline("Insufficient permissions to create a new pipeline").ToException();
        throw GitLabErrors.Validation(
            "base",
            $"You do not have sufficient permission to run a pipeline on '{reference.Name}'. "
            + "Please select a different branch or contact your administrator for assistance.").ToException();
    }

    /// <summary>
    /// Whether the user may push to the branch or tag: a developer to any, and to a protected one whoever has a level
    /// that it names. Source: "Protected branches", GitLab documentation.
    /// </summary>
    public bool MayPush(GitLabUser user, Ref reference)
    {
        var level = user.LevelIn(this);
        var kind = reference.Type == RefType.Tag ? ProtectedKind.Tag : ProtectedKind.Branch;
        var rules = Protected.Where(p => p.Kind == kind && p.Covers(reference.Name)).ToList();
        var isNamed = rules.Any(r => r.Level != AccessLevels.None && level >= r.Level);
        return level >= AccessLevels.Developer && (rules.Count == 0 || isNamed);
    }

    /// <summary>
    /// Whether the user may push the first commits. While the default branch is protected, every branch of an empty
    /// repository is, since the first one becomes the default one. Source: <c>app/models/protected_branch.rb</c>,
    /// gitlabhq.
    /// </summary>
    public bool MayBegin(GitLabUser user) => MayPush(user, new Ref(RefType.Branch, DefaultBranch));

    /// <summary>Whether the environment is protected.</summary>
    public bool ProtectsEnvironment(string name) =>
        Protected.Any(p => p.Kind == ProtectedKind.Environment && p.Covers(name));

    /// <summary>Gives it another path.</summary>
    /// <param name="path">The path.</param>
    /// <param name="parent">The namespace directly above.</param>
    /// <param name="root">The topmost one.</param>
    public void MoveTo(string path, ProjectNamespace parent, ProjectNamespace root)
    {
        Path = path;
        PathKey = KeyOf(path);
        NamespaceId = parent.Id;
        RootNamespaceId = root.Id;
    }

    /// <summary>The lower-case form by which paths are found.</summary>
    public static string KeyOf(string path) => path.ToLowerInvariant();

    /// <summary>
    /// Whether this can be a full path: at least one group and a name, each of letters, digits, <c>_ - .</c>. It holds
    /// no colon, which separates the parts of a <c>sub</c>.
    /// </summary>
    public static bool IsPath(string path)
    {
        var parts = path.Split('/');
        var hasLength = path.Length <= MaximumPathLength && parts.Length is >= 2 and <= MaximumSegments;
        return hasLength && parts.All(IsSegment);
    }

    /// <summary>Whether this can be one segment of a path.</summary>
    public static bool IsSegment(string part)
    {
        var hasLength = part.Length is > 0 and <= 255;
        if (!hasLength || part[0] == '-' || part.AsSpan().ContainsAnyExcept(Allowed))
            return false;
        return !ForbiddenEnds.Any(end => part.EndsWith(end, StringComparison.OrdinalIgnoreCase));
    }
}

/// <summary>A namespace: a group, a group within a group, or a user's own.</summary>
public sealed class ProjectNamespace
{
    /// <summary>The id on the wire.</summary>
    public long Id { get; init; }

    /// <summary>The full path, in the case it was first written in.</summary>
    public required string Path { get; set; }

    /// <summary>The path in lower case; unique.</summary>
    public required string PathKey { get; set; }

    /// <summary>The id of the namespace above, or null.</summary>
    public long? ParentId { get; init; }

    /// <summary>The user whose own it is; null for a group.</summary>
    public long? UserId { get; init; }

    /// <summary>The name that people see; null for the last segment of the path.</summary>
    public string? GivenName { get; set; }

    /// <summary>What its owners say that it is for.</summary>
    public string Description { get; set; } = "";

    /// <summary><c>private</c>, <c>internal</c> or <c>public</c>.</summary>
    public string Visibility { get; set; } = "private";

    /// <summary>The last segment of the path.</summary>
    public string Segment => Path[(Path.LastIndexOf('/') + 1)..];

    /// <summary>Whether it is that one or below it.</summary>
    public bool IsWithin(ProjectNamespace other) => IsWithin(other.PathKey);

    /// <summary>Whether it has this path or one below it.</summary>
    public bool IsWithin(string pathKey) =>
        PathKey == pathKey || PathKey.StartsWith(pathKey + "/", StringComparison.Ordinal);
}
