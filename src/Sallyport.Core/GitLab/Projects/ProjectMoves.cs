namespace Sallyport.Core.GitLab;

/// <summary>
/// Renaming, transfer and deletion of projects. Each of them burns the path that is given up, in the same step.
/// Source: "Projects API", GitLab documentation.
/// </summary>
public sealed class ProjectMoves(IGitLabStore store, Artifacts artifacts, TimeProvider time)
{
    /// <summary>Gives a project another last segment of its path.</summary>
    public Task<Project> RenameAsync(Project project, string name, CancellationToken cancel)
    {
        if (!Project.IsSegment(name))
            throw GitLabErrors.Validation("path", Projects.PathRule).ToException();
        return MoveAsync(project, $"{project.NamespacePath}/{name}", cancel);
    }

    /// <summary>Moves a project below another namespace.</summary>
    public Task<Project> TransferAsync(Project project, ProjectNamespace to, CancellationToken cancel)
    {
        if (to.Id == project.NamespaceId)
            throw Untransferred("Project is already in this namespace.").ToException();
        return MoveAsync(project, $"{to.Path}/{project.Name}", cancel);
    }

    /// <summary>Deletes a project with its pipelines and their logs, at once.</summary>
    public async Task DeleteAsync(Project project, CancellationToken cancel)
    {
        var left = await artifacts.OfAsync(project, cancel);
        if (await store.DeleteAsync(project, Burn(project), cancel) != StoreOutcome.Done)
            throw GitLabErrors.Conflict.ToException();
        artifacts.Forget(left);
    }

    private async Task<Project> MoveAsync(Project project, string path, CancellationToken cancel)
    {
        if (!Project.IsPath(path))
            throw GitLabErrors.Validation("path", Projects.PathRule).ToException();
        var burned = Burn(project);
        var root = path[..path.IndexOf('/', StringComparison.Ordinal)];
        var parent = await store.EnsureNamespaceAsync(path[..path.LastIndexOf('/')], cancel);
        project.MoveTo(path, parent, await store.EnsureNamespaceAsync(root, cancel));
        var isNewSpelling = project.PathKey == burned.PathKey;
        var outcome = isNewSpelling
            ? await store.UpdateAsync(project, cancel)
            : await store.MoveAsync(project, burned, cancel);
        return outcome switch
        {
            StoreOutcome.Done => project,
            StoreOutcome.AlreadyExists => throw GitLabErrors.Validation("path", "has already been taken").ToException(),
            _ => throw GitLabErrors.Conflict.ToException(),
        };
    }

    private BurnedRoute Burn(Project project) =>
        new() { PathKey = project.PathKey, ProjectId = project.Id, BurnedAt = time.GetUtcNow() };

    private static GitLabRefusal Untransferred(string reason) =>
        GitLabErrors.BadRequest(400, $"Failed to transfer project {reason}");
}
