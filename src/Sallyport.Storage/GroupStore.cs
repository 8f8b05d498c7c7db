using Microsoft.EntityFrameworkCore;
using Sallyport.Core;
using Sallyport.Core.GitLab;

namespace Sallyport.Storage;

/// <summary>The rows that have the path of a group in them.</summary>
internal sealed class GroupStore(GitLabContext context) : IGroupStore
{
    public async Task<StoreOutcome> RenameAsync(
        ProjectNamespace group, string path, DateTimeOffset now, CancellationToken cancel)
    {
        var old = group.PathKey;
        string Moved(string whole) => path + whole[old.Length..];
        foreach (var inner in await WithinAsync(old, cancel))
        {
            inner.Path = Moved(inner.Path);
            inner.PathKey = Project.KeyOf(inner.Path);
        }
        foreach (var project in await BelowAsync(old, cancel))
        {
            await BurnAsync(project, Project.KeyOf(path) == old, now, cancel);
            project.Path = Moved(project.Path);
            project.PathKey = Project.KeyOf(project.Path);
            project.Version++;
        }
        foreach (var user in await context.Set<GitLabUser>().ToListAsync(cancel))
            Move(user, old, Moved);
        return await context.SaveAsync(() => IsTakenAsync(group.Id, path, cancel), cancel);
    }

    private Task<List<ProjectNamespace>> WithinAsync(string key, CancellationToken cancel)
    {
        var prefix = key + "/";
        return context.Set<ProjectNamespace>()
            .Where(n => n.PathKey == key || n.PathKey.StartsWith(prefix)).ToListAsync(cancel);
    }

    private Task<List<Project>> BelowAsync(string key, CancellationToken cancel)
    {
        var prefix = key + "/";
        return context.Set<Project>().Where(p => p.PathKey.StartsWith(prefix)).ToListAsync(cancel);
    }

    // The first burn of a path is the one that is kept; a new spelling gives nothing up.
    private async Task BurnAsync(Project project, bool isNewSpelling, DateTimeOffset now, CancellationToken cancel)
    {
        var isBurned = await context.Set<BurnedRoute>().AnyAsync(r => r.PathKey == project.PathKey, cancel);
        if (!isNewSpelling && !isBurned)
            context.Add(new BurnedRoute { PathKey = project.PathKey, ProjectId = project.Id, BurnedAt = now });
    }

    private static void Move(GitLabUser user, string key, Func<string, string> moved)
    {
        bool IsOfGroup(Membership membership) => membership.Group is { } group
            && (Project.KeyOf(group) + "/").StartsWith(key + "/", StringComparison.Ordinal);
        if (!user.Memberships.Any(IsOfGroup))
            return;
        user.Memberships = [.. user.Memberships.Select(m => IsOfGroup(m) ? m with { Group = moved(m.Group!) } : m)];
        user.Version++;
    }

    private Task<bool> IsTakenAsync(long id, string path, CancellationToken cancel)
    {
        var key = Project.KeyOf(path);
        return context.Set<ProjectNamespace>().AnyAsync(n => n.Id != id && n.PathKey == key, cancel);
    }
}
