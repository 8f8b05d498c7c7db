namespace Sallyport.Core.GitLab;

/// <summary>What a request sets of an environment; null for what it leaves as it is.</summary>
/// <param name="Name">The name.</param>
/// <param name="ExternalUrl">The URL; empty for none.</param>
/// <param name="Tier">The deployment tier.</param>
public sealed record EnvironmentChange(string? Name, string? ExternalUrl, string? Tier);

/// <summary>
/// The door to this room: environments as they are kept over pipelines. It owns how one is made, renewed by a
/// deployment, stopped and deleted. What a job says of its environment belongs to <see cref="Pipelines"/>.
/// </summary>
public sealed class Environments(IEnvironmentStore store, IGitLabStore pipelines, TimeProvider time)
{
    private const int Attempts = 20;

    /// <summary>Makes an environment by hand.</summary>
    public async Task<CiEnvironment> CreateAsync(Project project, EnvironmentChange change, CancellationToken cancel)
    {
        var name = change.Name ?? "";
        EnvironmentRules.Check(change with { Name = name });
        var made = New(project, name, change.Tier ?? JobEnvironment.TierOf(name));
        EnvironmentRules.Apply(change, made);
        return await store.AddAsync(made, cancel) == StoreOutcome.Done ? made : throw Taken();
    }

    /// <summary>Changes an environment. Its slug stays.</summary>
    public async Task<CiEnvironment> ChangeAsync(
        CiEnvironment environment, EnvironmentChange change, CancellationToken cancel)
    {
        EnvironmentRules.Check(change);
        EnvironmentRules.Apply(change, environment);
        environment.UpdatedAt = time.GetUtcNow();
        return await store.UpdateAsync(environment, cancel) switch
        {
            StoreOutcome.Done => environment,
            StoreOutcome.AlreadyExists => throw Taken(),
            _ => throw GitLabErrors.Conflict.ToException(),
        };
    }

    /// <summary>Deletes an environment, which must be stopped.</summary>
    public async Task DeleteAsync(CiEnvironment environment, CancellationToken cancel)
    {
        if (environment.State != EnvironmentState.Stopped)
            throw GitLabErrors.Forbidden.ToException();
        if (await store.DeleteAsync(environment, cancel) != StoreOutcome.Done)
            throw GitLabErrors.Conflict.ToException();
    }

    /// <summary>
    /// Stops an environment. When the last deployment names a job that does that (<c>on_stop</c>) and it waits for
    /// somebody, it is started, and the environment is stopped when that job has succeeded.
    /// </summary>
    /// <param name="environment">The environment.</param>
    /// <param name="user">Who stops it, as whom that job then runs.</param>
    /// <param name="isForced">Whether it is stopped at once, without that job.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task<CiEnvironment> StopAsync(
        CiEnvironment environment, GitLabUser user, bool isForced, CancellationToken cancel)
    {
        if (environment.State != EnvironmentState.Available && !isForced)
            return environment;
        var waits = await PlayStopAsync(environment, user, isForced, cancel);
        environment.State = waits ? EnvironmentState.Stopping : EnvironmentState.Stopped;
        return await ChangeAsync(environment, new EnvironmentChange(null, null, null), cancel);
    }

    /// <summary>
    /// Gives a job that starts the record of its environment, made if there is none. Null when none can be made: the
    /// expanded name or tier is not allowed, or the slug is that of another one.
    /// </summary>
    public async Task<JobContext?> EnsureAsync(JobContext context, CancellationToken cancel)
    {
        if (JobEnvironment.Of(context) is not { } wanted)
            return context;
        var key = context.Project.Key;
        var kept = await store.FindAsync(key, wanted.Name, cancel);
        if (kept is null && !EnvironmentRules.Allows(wanted))
            return null;
        if (kept is null)
        {
            kept = New(context.Project, wanted.Name, wanted.Tier);
            if (await store.AddAsync(kept, cancel) != StoreOutcome.Done)
                kept = await store.FindAsync(key, wanted.Name, cancel);
        }
        return kept is null ? null : context with { Environments = [kept] };
    }

    /// <summary>
    /// Brings the record up to date after a job has succeeded: a deployment renews the URL, and the tier if the file
    /// has one, and makes the environment available; a job that stops it stops it. Source:
    /// <c>app/services/deployments/update_environment_service.rb</c>, gitlabhq.
    /// </summary>
    public async Task SettleAsync(JobContext context, CancellationToken cancel)
    {
        if (JobEnvironment.Of(context) is not { } used)
            return;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (await store.FindAsync(context.Project.Key, used.Name, cancel) is not { } kept)
                return; // deleted meanwhile
            if (!EnvironmentRules.Renew(kept, context with { Environments = [kept] }))
                return;
            kept.UpdatedAt = time.GetUtcNow();
            if (await store.UpdateAsync(kept, cancel) == StoreOutcome.Done)
                return;
        }
        throw GitLabErrors.Conflict.ToException();
    }

    private CiEnvironment New(Project project, string name, string tier) => new()
    {
        ProjectKey = project.Key,
        Name = name,
        Slug = Slug.OfEnvironment(name),
        Tier = tier,
        CreatedAt = time.GetUtcNow(),
        UpdatedAt = time.GetUtcNow(),
    };

    // Whether the job was started.
    private async Task<bool> PlayStopAsync(
        CiEnvironment environment, GitLabUser user, bool isForced, CancellationToken cancel)
    {
        for (var attempt = 0; attempt < Attempts && environment.LastJobId is not null; attempt++)
        {
            var pipeline = await pipelines.FindPipelineOfJobAsync(environment.LastJobId.Value, cancel);
            var name = pipeline?.Jobs.Find(j => j.Id == environment.LastJobId)?.Definition.Environment?.OnStop;
            var stop = pipeline?.CurrentJobs.FirstOrDefault(j => j.Definition.Name == name);
            if (pipeline is null || stop?.Status != CiStatus.Manual)
                return false;
            await pipelines.RequireRunAsync(user, pipeline, cancel);
            if (isForced)
                return false;
            pipeline.Play(stop, user.Id, time.GetUtcNow());
            if (await pipelines.UpdateAsync(pipeline, cancel) == StoreOutcome.Done)
                return true;
        }
        return false;
    }

    private static Refusals.RefusedException Taken() =>
        GitLabErrors.Validation("name", "has already been taken").ToException();
}
