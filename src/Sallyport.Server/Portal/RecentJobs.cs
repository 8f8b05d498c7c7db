using Sallyport.Core.GitLab;
using Sallyport.Portal.Applications;

namespace Sallyport.Server.Portal;

/// <summary>
/// The newest jobs of the instance's own GitLab that got ID tokens, whether or not they have signed in. People of the
/// directory are no users of GitLab: who may read the sign-in logs, which have the same claims, may see these.
/// </summary>
/// <param name="store">The jobs.</param>
internal sealed class RecentJobs(IGitLabStore store)
{
    private const int Shown = 8;

    /// <summary>The newest tokens, the newest job first.</summary>
    public async Task<IReadOnlyList<RecentJob>> ListAsync(CancellationToken cancel)
    {
        var jobs = new List<RecentJob>();
        foreach (var id in await store.ListJobsWithIdTokensAsync(Shown, cancel))
            jobs.AddRange(await FindAsync(id, cancel));
        return [.. jobs.Take(Shown)];
    }

    /// <summary>A token of a job, by the variable that holds it; null when there is none.</summary>
    public async Task<RecentJob?> FindAsync(long job, string token, CancellationToken cancel) =>
        (await FindAsync(job, cancel)).FirstOrDefault(j => j.Token == token);

    private async Task<IEnumerable<RecentJob>> FindAsync(long id, CancellationToken cancel)
    {
        if (await store.FindPipelineOfJobAsync(id, cancel) is not { } pipeline)
            return [];
        var project = await store.FindProjectAsync(pipeline.ProjectKey, cancel);
        var job = pipeline.Jobs.First(j => j.Id == id);
        return job.IssuedTokens.OrderBy(t => t.Key, StringComparer.Ordinal).Select(token => new RecentJob(
            id, job.Definition.Name, project?.Path ?? "", pipeline.RefName, token.Key, token.Value.Claims,
            job.StartedAt));
    }
}
