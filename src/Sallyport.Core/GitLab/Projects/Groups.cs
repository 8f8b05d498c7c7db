namespace Sallyport.Core.GitLab;

/// <summary>Groups: made, described, renamed and deleted. Source: "Groups API", GitLab documentation.</summary>
public sealed class Groups(
    IGitLabStore store, IGroupStore groups, IUserStore users, ProjectMoves moves, TimeProvider time)
{
    private const int DeletionAttempts = 10;

    /// <summary>Creates a group.</summary>
    /// <param name="parent">The group above, or null.</param>
    /// <param name="path">The last segment of its path.</param>
    /// <param name="attributes">Sets the attributes that have defaults.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task<ProjectNamespace> CreateAsync(
        ProjectNamespace? parent, string path, Action<ProjectNamespace> attributes, CancellationToken cancel)
    {
        var whole = parent is null ? path : $"{parent.Path}/{path}";
        await CheckAsync(path, whole, cancel);
        var group = await store.EnsureNamespaceAsync(whole, cancel);
        return await ChangeAsync(group, attributes, cancel);
    }

    /// <summary>Changes the attributes of a group.</summary>
    public async Task<ProjectNamespace> ChangeAsync(
        ProjectNamespace group, Action<ProjectNamespace> attributes, CancellationToken cancel)
    {
        attributes(group);
        await store.UpdateAsync(group, cancel);
        return group;
    }

    /// <summary>
    /// Gives a group another last segment of its path. The projects below give up their paths, which are burned as when
    /// a project is renamed.
    /// </summary>
    public async Task<ProjectNamespace> RenameAsync(ProjectNamespace group, string path, CancellationToken cancel)
    {
        var whole = group.Path[..^group.Segment.Length] + path;
        if (Project.KeyOf(whole) != group.PathKey)
            await CheckAsync(path, whole, cancel);
        return await groups.RenameAsync(group, whole, time.GetUtcNow(), cancel) switch
        {
            StoreOutcome.Done => (await store.FindNamespaceAsync(group.Id, cancel))!,
            StoreOutcome.AlreadyExists => throw Taken().ToException(),
            _ => throw GitLabErrors.Conflict.ToException(),
        };
    }

    private async Task CheckAsync(string path, string whole, CancellationToken cancel)
    {
        if (!Project.IsSegment(path))
            throw GitLabErrors.Validation("path", Projects.PathRule).ToException();
        if (!Project.IsPath($"{whole}/a"))
            throw GitLabErrors.Validation("path", "is too long").ToException();
        var isUser = (await store.ListUsersAsync(cancel))
            .Any(u => string.Equals(u.Username, whole, StringComparison.OrdinalIgnoreCase));
        var isTaken = await store.FindNamespaceAsync(whole, cancel) is not null
            || await store.FindProjectAsync(whole, cancel) is not null;
        if (isUser || isTaken)
            throw Taken().ToException();
    }

    private static GitLabRefusal Taken() => GitLabErrors.Validation("path", "has already been taken");

    /// <summary>Deletes a group with its subgroups, projects and memberships, at once.</summary>
    public async Task DeleteAsync(ProjectNamespace group, CancellationToken cancel)
    {
        // What somebody makes in it meanwhile goes as well. Who never stops making keeps the group.
        for (var attempt = 0; attempt < DeletionAttempts; attempt++)
            if (await TryDeleteAsync(group, cancel))
                return;
        throw GitLabErrors.Conflict.ToException();
    }

    private async Task<bool> TryDeleteAsync(ProjectNamespace group, CancellationToken cancel)
    {
        foreach (var project in await store.ListProjectsBelowAsync(group, cancel))
            await moves.DeleteAsync(project, cancel);
        await users.ForgetGroupAsync(group.Path, cancel);
        var below = (await store.ListNamespacesAsync(cancel)).Where(n => n.IsWithin(group));
        foreach (var inner in below.OrderByDescending(n => n.PathKey.Length))
            if (!await store.DeleteEmptyAsync(inner, cancel))
                return false;
        return true;
    }
}
