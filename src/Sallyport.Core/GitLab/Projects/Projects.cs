namespace Sallyport.Core.GitLab;

/// <summary>
/// The door to this room: projects with their groups and refs. It owns what a path, an id and the name of a ref may be,
/// and gives a project the identity that is to be rehearsed. What runs in a project belongs to
/// <see cref="Pipelines"/>.
/// </summary>
public sealed class Projects(IGitLabStore store, TimeProvider time)
{
    private const int Attempts = 5;

    internal const string PathRule = "must be GROUP/NAME of letters, digits, '_', '-' and '.'; "
        + "a segment can't start with '-' or end in '.', '.git' or '.atom'";

    /// <summary>Creates a project, and its groups where they are missing.</summary>
    /// <param name="path">The full path.</param>
    /// <param name="id">The wire id, or null for the next free one.</param>
    /// <param name="configure">Sets the attributes that have defaults.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task<Project> CreateAsync(string path, long? id, Action<Project> configure, CancellationToken cancel)
    {
        Check(path, id);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (await store.FindProjectAsync(path, cancel) is not null)
                throw GitLabErrors.Validation("path", "has already been taken").ToException();
            if (await TryCreateAsync(path, id, configure, cancel) is { } project)
                return project;
        }
        throw GitLabErrors.Conflict.ToException();
    }

    /// <summary>
    /// The project with this path, created if there is none. A given id becomes the project's, and the path takes the
    /// case in which it is given: so that tokens carry exactly what the real project's would.
    /// </summary>
    /// <param name="path">The full path.</param>
    /// <param name="id">The wire id, or null to keep the one that it has.</param>
    /// <param name="configure">Sets the attributes that are given.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task<Project> EnsureAsync(string path, long? id, Action<Project> configure, CancellationToken cancel)
    {
        Check(path, id);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (await store.FindProjectAsync(path, cancel) is not { } project)
            {
                if (await TryCreateAsync(path, id, configure, cancel) is { } created)
                    return created;
                continue;
            }
            if (await TryChangeAsync(project, p => Identify(p, path, id, configure), cancel))
                return project;
        }
        throw GitLabErrors.Conflict.ToException();
    }

    /// <summary>What <see cref="EnsureAsync"/> would make of the project. Nothing is stored.</summary>
    /// <param name="path">The full path.</param>
    /// <param name="id">The wire id, or null to keep the one that it has.</param>
    /// <param name="configure">Sets the attributes that are given.</param>
    /// <param name="beside">Another project that would be made before, or null.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task<Project> ForeseeAsync(
        string path, long? id, Action<Project> configure, Project? beside, CancellationToken cancel)
    {
        Check(path, id);
        var project = await store.FindProjectAsync(path, cancel) ?? await ForeseeNewAsync(path, beside, cancel);
        var owner = id is null ? null : await store.FindProjectAsync(id.Value, cancel);
        if (owner is not null && owner.Key != project.Key)
            throw GitLabErrors.Validation("id", "has already been taken").ToException();
        Identify(project, path, id, configure);
        return project;
    }

    /// <summary>Changes attributes of a project other than its path.</summary>
    /// <param name="project">The project, as it was read.</param>
    /// <param name="change">Sets the attributes.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task<Project> ChangeAsync(Project project, Action<Project> change, CancellationToken cancel)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var current = await store.FindProjectAsync(project.Key, cancel)
                ?? throw GitLabErrors.NotFound("Project").ToException();
            if (await TryChangeAsync(current, change, cancel))
                return current;
        }
        throw GitLabErrors.Conflict.ToException();
    }

    // False when another request was faster.
    private async Task<bool> TryChangeAsync(Project project, Action<Project> change, CancellationToken cancel)
    {
        var before = FactsOf(project);
        change(project);
        if (FactsOf(project) == before)
            return true; // nothing to write, so nothing to lose a race for
        return await store.UpdateAsync(project, cancel) switch
        {
            StoreOutcome.Done => true,
            StoreOutcome.AlreadyExists => throw GitLabErrors.Validation("id", "has already been taken").ToException(),
            _ => false,
        };
    }

    private static void Identify(Project project, string path, long? id, Action<Project> configure)
    {
        project.Path = path;
        project.Id = id ?? project.Id;
        configure(project);
    }

    private static void Check(string path, long? id)
    {
        if (!Project.IsPath(path))
            throw GitLabErrors.Validation("path", PathRule).ToException();
        if (id is <= 0)
            throw GitLabErrors.Validation("id", "must be greater than 0").ToException();
    }

    // Null when another request was faster: with the same path, or with the id that was free.
    private async Task<Project?> TryCreateAsync(
        string path, long? id, Action<Project> configure, CancellationToken cancel)
    {
        var project = await NewAsync(path, id, cancel);
        configure(project);
        if (await store.AddAsync(project, cancel) == StoreOutcome.Done)
            return project;
        var canTryAgain = id is null || await store.FindProjectAsync(path, cancel) is not null;
        return canTryAgain ? null : throw GitLabErrors.Validation("id", "has already been taken").ToException();
    }

    private async Task<Project> NewAsync(string path, long? id, CancellationToken cancel)
    {
        var root = path[..path.IndexOf('/', StringComparison.Ordinal)];
        var parent = path[..path.LastIndexOf('/')];
        return new Project
        {
            Key = Guid.CreateVersion7(time.GetUtcNow()),
            Id = id ?? await store.LastProjectIdAsync(cancel) + 1,
            Path = path,
            PathKey = Project.KeyOf(path),
            RootNamespaceId = (await store.EnsureNamespaceAsync(root, cancel)).Id,
            NamespaceId = (await store.EnsureNamespaceAsync(parent, cancel)).Id,
            CreatedAt = time.GetUtcNow(),
        };
    }

    // The ids are those that come next, as the store would give them.
    private async Task<Project> ForeseeNewAsync(string path, Project? beside, CancellationToken cancel)
    {
        var segments = Project.KeyOf(path).Split('/');
        var known = await store.ListNamespacesAsync(cancel);
        var next = Math.Max(known.Select(n => n.Id).DefaultIfEmpty().Max(), beside?.NamespaceId ?? 0);
        var ids = Enumerable.Range(1, segments.Length - 1)
            .Select(n => string.Join('/', segments[..n]))
            .Select(key => known.FirstOrDefault(n => n.PathKey == key)?.Id ?? ++next)
            .ToList();
        return new Project
        {
            Key = Guid.CreateVersion7(time.GetUtcNow()),
            Id = Math.Max(await store.LastProjectIdAsync(cancel), beside?.Id ?? 0) + 1,
            Path = path,
            PathKey = Project.KeyOf(path),
            RootNamespaceId = ids[0],
            NamespaceId = ids[^1],
            CreatedAt = time.GetUtcNow(),
        };
    }

    // What a request can change. Of a list it is the object: a change brings another one.
    private static (string, long, string, string, int, object, object) FactsOf(Project project) => (
        project.Path, project.Id, project.DefaultBranch, project.Visibility, project.BuildTimeout,
        project.Protected, project.SubComponents);
}
