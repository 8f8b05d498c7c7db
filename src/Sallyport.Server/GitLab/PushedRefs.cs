using Sallyport.Core.GitLab;
using Sallyport.Server.Git;

namespace Sallyport.Server.GitLab;

/// <summary>
/// Finds out what a push has changed, and hands it on. Source: <c>app/services/git/process_ref_changes_service.rb</c>,
/// gitlabhq.
/// </summary>
internal sealed class PushedRefs(Pushes pushes, Projects projects, CommitSources sources)
{
    // GitLab makes no pipelines for a push that changes more branches, or more tags, than this.
    private const int MaximumPipelines = 4;

    private const string Heads = "refs/heads/";
    private const string Tags = "refs/tags/";

    /// <summary>Makes the pipelines of a push.</summary>
    /// <param name="project">The project.</param>
    /// <param name="user">Who pushed.</param>
    /// <param name="repository">Its repository.</param>
    /// <param name="before">The refs as they were.</param>
    /// <param name="options">The options of the push.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task ReceiveAsync(
        Project project,
        GitLabUser user,
        BareRepository repository,
        IReadOnlyDictionary<string, string> before,
        IReadOnlyList<string> options,
        CancellationToken cancel)
    {
        var after = await repository.RefsAsync(cancel);
        var changed = after.Where(r => before.GetValueOrDefault(r.Key) != r.Value).Select(r => r.Key).ToList();
        if (before.Count == 0)
            project = await TakeDefaultBranchAsync(project, repository, changed, cancel);
        foreach (var kind in (string[])[Heads, Tags])
        {
            var names = changed.Where(r => r.StartsWith(kind, StringComparison.Ordinal)).ToList();
            if (names.Count > MaximumPipelines)
                continue;
            foreach (var name in names)
            {
                var type = kind == Tags ? RefType.Tag : RefType.Branch;
                var reference = new Ref(type, name[kind.Length..]);
                await ReceiveAsync(project, user, reference, before.GetValueOrDefault(name), options, cancel);
            }
        }
    }

    private async Task ReceiveAsync(
        Project project,
        GitLabUser user,
        Ref reference,
        string? before,
        IReadOnlyList<string> options,
        CancellationToken cancel)
    {
        if (!Ref.IsName(reference.Name))
            return;
        var source = await sources.OpenAsync(project, user, reference, before, cancel);
        if (source is not null)
            await pushes.ReceiveAsync(project, user, source with { Options = options }, cancel);
    }

    // The first branch that comes into an empty repository becomes the default one, unless that comes along.
    private async Task<Project> TakeDefaultBranchAsync(
        Project project, BareRepository repository, List<string> changed, CancellationToken cancel)
    {
        var first = changed.Find(r => r.StartsWith(Heads, StringComparison.Ordinal));
        if (first is null || changed.Contains(Heads + project.DefaultBranch) || !Ref.IsName(first[Heads.Length..]))
            return project;
        project = await projects.ChangeAsync(project, p => p.SetDefaultBranch(first[Heads.Length..]), cancel);
        await repository.SetHeadAsync(project.DefaultBranch, cancel);
        return project;
    }
}
