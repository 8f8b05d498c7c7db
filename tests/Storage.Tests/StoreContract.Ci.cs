using Sallyport.Core;
using Sallyport.Core.GitLab;

namespace Sallyport.Storage.Tests;

/// <summary>What belongs to a project beside its pipelines: environments, trigger tokens and schedules; and the renaming of groups.</summary>
public abstract partial class StoreContract
{
    private static CiEnvironment NewEnvironment(Guid project, string name, string slug) => new()
    {
        ProjectKey = project, Name = name, Slug = slug, Tier = "testing", CreatedAt = Noon, UpdatedAt = Noon,
    };

    private static PipelineTrigger NewTrigger(Guid project, string token) => new()
    {
        ProjectKey = project, OwnerId = 1, TokenHash = GitLabTokens.Hash(token), ShortToken = "abcd", Description = token, CreatedAt = Noon, UpdatedAt = Noon,
    };

    private static PipelineSchedule NewSchedule(Guid project, bool isActive = true) => new()
    {
        ProjectKey = project, OwnerId = 1, Description = "nightly", Ref = "refs/heads/main", Cron = "0 1 * * *", IsActive = isActive,
        NextRunAt = Noon.AddHours(13), Variables = [new JobVariable("A", "1", Public: false, File: true)], CreatedAt = Noon, UpdatedAt = Noon,
    };

    [Fact]
    public async Task Keeps_one_environment_of_a_name_and_of_a_slug_in_each_project_and_case_counts()
    {
        var (one, other) = ((await AddProjectAsync("a/b", 1)).Key, (await AddProjectAsync("a/c", 2)).Key);
        Task<StoreOutcome> AddAsync(Guid project, string name, string slug) => New<IEnvironmentStore>().AddAsync(NewEnvironment(project, name, slug), Cancel);

        Assert.Equal(StoreOutcome.Done, await AddAsync(one, "qa", "qa"));
        Assert.Equal(StoreOutcome.AlreadyExists, await AddAsync(one, "qa", "qa-2"));
        Assert.Equal(StoreOutcome.AlreadyExists, await AddAsync(one, "qa/1", "qa"));
        Assert.Equal(StoreOutcome.Done, await AddAsync(one, "QA", "qa-1"));
        Assert.Equal(StoreOutcome.Done, await AddAsync(other, "qa", "qa"));
        Assert.Equal(["qa", "QA"], (await New<IEnvironmentStore>().ListAsync(one, Cancel)).Select(e => e.Name));
        Assert.Null(await New<IEnvironmentStore>().FindAsync(one, "Qa", Cancel));
        var found = (await New<IEnvironmentStore>().FindAsync(other, "qa", Cancel))!;
        Assert.Null(await New<IEnvironmentStore>().FindAsync(one, found.Id, Cancel));
        Assert.Equal("testing", (await New<IEnvironmentStore>().FindAsync(other, found.Id, Cancel))!.Tier);
    }

    [Fact]
    public async Task Changes_an_environment_once_and_tells_a_stale_copy_so()
    {
        var project = (await AddProjectAsync("a/b", 1)).Key;
        await New<IEnvironmentStore>().AddAsync(NewEnvironment(project, "qa", "qa"), Cancel);
        await New<IEnvironmentStore>().AddAsync(NewEnvironment(project, "live", "live"), Cancel);
        var one = (await New<IEnvironmentStore>().FindAsync(project, "qa", Cancel))!;
        var other = (await New<IEnvironmentStore>().FindAsync(project, "qa", Cancel))!;

        (one.State, one.LastJobId) = (EnvironmentState.Stopped, 7);
        Assert.Equal(StoreOutcome.Done, await New<IEnvironmentStore>().UpdateAsync(one, Cancel));
        Assert.Equal(StoreOutcome.Stale, await New<IEnvironmentStore>().UpdateAsync(other, Cancel));
        Assert.Equal(StoreOutcome.Stale, await New<IEnvironmentStore>().DeleteAsync(other, Cancel));
        one.Name = "live";
        Assert.Equal(StoreOutcome.AlreadyExists, await New<IEnvironmentStore>().UpdateAsync(one, Cancel));
        var kept = (await New<IEnvironmentStore>().FindAsync(project, "qa", Cancel))!;
        Assert.Equal((EnvironmentState.Stopped, 7), (kept.State, kept.LastJobId));
        Assert.Equal(StoreOutcome.Done, await New<IEnvironmentStore>().DeleteAsync(kept, Cancel));
        Assert.Equal(["live"], (await New<IEnvironmentStore>().ListAsync(project, Cancel)).Select(e => e.Name));
    }

    [Fact]
    public async Task Finds_a_trigger_by_its_id_or_the_hash_of_its_token_in_its_project_alone()
    {
        await GitLab().AddAsync(NewUser(), Cancel);
        var (one, other) = ((await AddProjectAsync("a/b", 1)).Key, (await AddProjectAsync("a/c", 2)).Key);
        var trigger = NewTrigger(one, "first");
        await New<ITriggerStore>().AddAsync(trigger, Cancel);
        await New<ITriggerStore>().AddAsync(NewTrigger(one, "second"), Cancel);

        Assert.Equal(["first", "second"], (await New<ITriggerStore>().ListAsync(one, Cancel)).Select(t => t.Description));
        Assert.Empty(await New<ITriggerStore>().ListAsync(other, Cancel));
        Assert.Equal(trigger.Id, (await New<ITriggerStore>().FindAsync(one, GitLabTokens.Hash("first"), Cancel))?.Id);
        Assert.Null(await New<ITriggerStore>().FindAsync(one, GitLabTokens.Hash("First"), Cancel));
        Assert.Null(await New<ITriggerStore>().FindAsync(other, GitLabTokens.Hash("first"), Cancel));
        Assert.Null(await New<ITriggerStore>().FindAsync(other, trigger.Id, Cancel));
        (trigger.Description, trigger.LastUsed) = ("changed", Noon.AddHours(1));
        await New<ITriggerStore>().UpdateAsync(trigger, Cancel);
        var read = (await New<ITriggerStore>().FindAsync(one, trigger.Id, Cancel))!;
        Assert.Equal(("changed", Noon.AddHours(1)), (read.Description, read.LastUsed));
        await New<ITriggerStore>().DeleteAsync(trigger, Cancel);
        Assert.Equal(["second"], (await New<ITriggerStore>().ListAsync(one, Cancel)).Select(t => t.Description));
    }

    [Fact]
    public async Task Reads_a_schedule_back_as_it_was_written_and_lists_what_is_active()
    {
        await GitLab().AddAsync(NewUser(), Cancel);
        var (one, other) = ((await AddProjectAsync("a/b", 1)).Key, (await AddProjectAsync("a/c", 2)).Key);
        var written = NewSchedule(one);
        foreach (var schedule in (PipelineSchedule[])[written, NewSchedule(one, isActive: false), NewSchedule(other)])
            await New<IScheduleStore>().AddAsync(schedule, Cancel);

        var read = (await New<IScheduleStore>().FindAsync(one, written.Id, Cancel))!;
        Assert.Equal((new Ref(RefType.Branch, "main"), "UTC", Noon.AddHours(13)), (read.Target, read.CronTimezone, read.NextRunAt));
        Assert.Equal(written.Variables, read.Variables);
        Assert.Null(await New<IScheduleStore>().FindAsync(other, written.Id, Cancel));
        Assert.Equal([true, false], (await New<IScheduleStore>().ListAsync(one, Cancel)).Select(s => s.IsActive));
        Assert.Equal([one, other], (await New<IScheduleStore>().ListActiveAsync(Cancel)).Select(s => s.ProjectKey));
    }

    [Fact]
    public async Task Writes_the_next_run_of_a_schedule_for_one_of_two_that_read_the_same_version()
    {
        await GitLab().AddAsync(NewUser(), Cancel);
        var project = (await AddProjectAsync("a/b", 1)).Key;
        await New<IScheduleStore>().AddAsync(NewSchedule(project), Cancel);
        var one = (await New<IScheduleStore>().ListActiveAsync(Cancel))[0];
        var other = (await New<IScheduleStore>().ListActiveAsync(Cancel))[0];

        (one.NextRunAt, other.NextRunAt) = (Noon.AddDays(1), Noon.AddDays(2));
        Assert.Equal(StoreOutcome.Done, await New<IScheduleStore>().UpdateAsync(one, Cancel));
        Assert.Equal(StoreOutcome.Stale, await New<IScheduleStore>().UpdateAsync(other, Cancel));
        Assert.Equal(Noon.AddDays(1), (await New<IScheduleStore>().FindAsync(project, one.Id, Cancel))!.NextRunAt);
        await New<IScheduleStore>().DeleteAsync(one, Cancel);
        Assert.Equal(StoreOutcome.Stale, await New<IScheduleStore>().UpdateAsync(one, Cancel));
        Assert.Empty(await New<IScheduleStore>().ListAsync(project, Cancel));
    }

    [Fact]
    public async Task Knows_the_pipelines_of_a_schedule_also_when_it_is_gone_and_another_has_come()
    {
        var pipeline = await AddPipelineAsync(iid: 1);
        var schedule = NewSchedule(pipeline.ProjectKey);
        await New<IScheduleStore>().AddAsync(schedule, Cancel);
        foreach (var iid in (long[])[2, 3])
            await GitLab().AddAsync(NewPipeline(pipeline.ProjectKey, iid, schedule.Id), Cancel);

        Assert.Equal([2, 3], (await New<IScheduleStore>().ListPipelinesAsync(schedule.Id, Cancel)).Select(p => p.Iid));
        Assert.Equal(3, (await New<IScheduleStore>().LastPipelineAsync(schedule.Id, Cancel))?.Iid);
        await New<IScheduleStore>().DeleteAsync(schedule, Cancel);
        var next = NewSchedule(pipeline.ProjectKey);
        await New<IScheduleStore>().AddAsync(next, Cancel);
        Assert.Null(await New<IScheduleStore>().LastPipelineAsync(next.Id, Cancel));
        Assert.Equal(3, await GitLab().CountPipelinesAsync(pipeline.ProjectKey, Cancel));
    }

    [Fact]
    public async Task Environments_triggers_and_schedules_go_with_their_project_and_no_others()
    {
        await GitLab().AddAsync(NewUser(), Cancel);
        var (one, other) = (await AddProjectAsync("a/b", 1), await AddProjectAsync("a/c", 2));
        foreach (var key in (Guid[])[one.Key, other.Key])
        {
            await New<IEnvironmentStore>().AddAsync(NewEnvironment(key, "qa", "qa"), Cancel);
            await New<ITriggerStore>().AddAsync(NewTrigger(key, $"{key}"), Cancel);
            await New<IScheduleStore>().AddAsync(NewSchedule(key), Cancel);
        }

        Assert.Equal(StoreOutcome.Done, await GitLab().DeleteAsync(one, new BurnedRoute { PathKey = "a/b", ProjectId = 1, BurnedAt = Noon }, Cancel));

        async Task<(int, int, int)> CountAsync(Guid key) => (
            (await New<IEnvironmentStore>().ListAsync(key, Cancel)).Count,
            (await New<ITriggerStore>().ListAsync(key, Cancel)).Count,
            (await New<IScheduleStore>().ListAsync(key, Cancel)).Count);
        Assert.Equal((0, 0, 0), await CountAsync(one.Key));
        Assert.Equal((1, 1, 1), await CountAsync(other.Key));
    }

    [Fact]
    public async Task Lists_the_pipelines_of_which_a_job_runs_each_once()
    {
        var running = await AddPipelineAsync(iid: 1);
        await GitLab().AddAsync(NewPipeline(running.ProjectKey, 2), Cancel);
        Assert.Empty(await GitLab().ListRunningPipelinesAsync(Cancel));

        running.Jobs.ForEach(j => j.Status = CiStatus.Running);
        Assert.Equal(StoreOutcome.Done, await GitLab().UpdateAsync(running, Cancel));

        Assert.Equal([running.Id], await GitLab().ListRunningPipelinesAsync(Cancel));
    }

    [Fact]
    public async Task Renames_a_group_with_what_is_below_it_and_burns_the_paths_of_its_projects()
    {
        await AddProjectAsync("Top/sub/app", 1);
        await AddProjectAsync("topmost/app", 2);
        var user = NewUser();
        user.Memberships = [new(null, "top/sub", 30), new(null, "topmost", 30)];
        await GitLab().AddAsync(user, Cancel);
        var group = (await GitLab().FindNamespaceAsync("top", Cancel))!;

        Assert.Equal(StoreOutcome.AlreadyExists, await New<IGroupStore>().RenameAsync(group, "TopMost", Noon, Cancel));
        Assert.Equal(1, (await GitLab().FindProjectAsync("top/sub/app", Cancel))?.Id);
        Assert.Equal(StoreOutcome.Done, await New<IGroupStore>().RenameAsync(group, "New", Noon, Cancel));

        Assert.Equal("New/sub/app", (await GitLab().FindProjectAsync(1, Cancel))?.Path);
        Assert.Equal("topmost/app", (await GitLab().FindProjectAsync(2, Cancel))?.Path);
        Assert.NotNull(await GitLab().FindNamespaceAsync("new/sub", Cancel));
        Assert.Null(await GitLab().FindNamespaceAsync("top", Cancel));
        Assert.Equal(["New/sub", "topmost"], (await GitLab().FindUserAsync(1, Cancel))!.DirectGroups);
        Assert.Equal((1, Noon), ((await GitLab().FindBurnedRouteAsync("top/sub/app", Cancel))?.ProjectId, (await GitLab().FindBurnedRouteAsync("top/sub/app", Cancel))!.BurnedAt));
        Assert.Null(await GitLab().FindBurnedRouteAsync("topmost/app", Cancel));
    }
}
