using System.Text;
using Sallyport.Core;
using Sallyport.Core.GitLab;
using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Storage.Tests;

public abstract partial class StoreContract
{
    private IGitLabStore GitLab() => New<IGitLabStore>();

    [Fact]
    public async Task Finds_a_project_by_its_path_whatever_the_case_and_keeps_the_case_it_was_written_in()
    {
        await AddProjectAsync("MyGroup/Sub/MyProject", 7);

        var found = await GitLab().FindProjectAsync("mygroup/SUB/myproject", Cancel);

        Assert.Equal("MyGroup/Sub/MyProject", found?.Path);
        Assert.Null(await GitLab().FindProjectAsync("mygroup/sub", Cancel));
    }

    [Fact]
    public async Task Refuses_a_second_project_of_the_same_path_or_id()
    {
        var first = await AddProjectAsync("a/b", 7);

        Assert.Equal(StoreOutcome.AlreadyExists, await GitLab().AddAsync(NewProject("A/B", 8, first.NamespaceId), Cancel));
        Assert.Equal(StoreOutcome.AlreadyExists, await GitLab().AddAsync(NewProject("a/c", 7, first.NamespaceId), Cancel));
        Assert.Equal(StoreOutcome.Done, await GitLab().AddAsync(NewProject("a/c", 8, first.NamespaceId), Cancel));
    }

    [Fact]
    public async Task Changes_a_projects_id_once_and_tells_a_stale_copy_so()
    {
        await AddProjectAsync("a/b", 7);
        var (one, other) = (await GitLab().FindProjectAsync(7, Cancel), await GitLab().FindProjectAsync(7, Cancel));

        one!.Id = 57382910;
        Assert.Equal(StoreOutcome.Done, await GitLab().UpdateAsync(one, Cancel));
        other!.Id = 9;
        Assert.Equal(StoreOutcome.Stale, await GitLab().UpdateAsync(other, Cancel));
        Assert.Equal("a/b", (await GitLab().FindProjectAsync(57382910, Cancel))?.Path);
    }

    [Fact]
    public async Task Gives_a_namespace_one_id_for_good_and_knows_what_is_above_it()
    {
        var inner = await GitLab().EnsureNamespaceAsync("Group/sub", Cancel);
        var outer = await GitLab().EnsureNamespaceAsync("group", Cancel);

        Assert.Equal(inner.ParentId, outer.Id);
        Assert.NotEqual(inner.Id, outer.Id);
        Assert.Equal(inner.Id, (await GitLab().EnsureNamespaceAsync("GROUP/SUB", Cancel)).Id);
        Assert.Equal("Group/sub", (await GitLab().FindNamespaceAsync(inner.Id, Cancel))?.Path);
    }

    [Fact]
    public async Task Reads_a_pipeline_back_as_it_was_written_with_its_jobs_in_order()
    {
        var written = await AddPipelineAsync(iid: 1);

        var read = await GitLab().FindPipelineOfJobAsync(written.Jobs[1].Id, Cancel);

        Assert.Equal(written.Id, read?.Id);
        Assert.Equal(["one", "two"], read!.Jobs.Select(j => j.Definition.Name));
        Assert.Equal(["https://gitlab.example.com"], read.Jobs[0].Definition.IdTokens.Single().Audiences);
        Assert.Equal(written.Commit, read.Commit);
        Assert.Equal(written.Runner!.Id, read.Runner!.Id);
        Assert.Equal(CiStatus.Pending, read.Jobs[0].Status);
    }

    [Fact]
    public async Task Refuses_a_second_pipeline_of_the_same_number_in_a_project()
    {
        var first = await AddPipelineAsync(iid: 1);

        Assert.Equal(StoreOutcome.AlreadyExists, await GitLab().AddAsync(NewPipeline(first.ProjectKey, 1), Cancel));
        Assert.Equal(StoreOutcome.Done, await GitLab().AddAsync(NewPipeline(first.ProjectKey, 2), Cancel));
        Assert.Equal(2, await GitLab().LastPipelineIidAsync(first.ProjectKey, Cancel));
        Assert.Equal([2, 1], (await GitLab().ListPipelinesAsync(first.ProjectKey, 0, 20, Cancel)).Select(p => p.Iid));
    }

    [Fact]
    public async Task Writes_a_claimed_job_for_one_of_two_that_read_the_same_version()
    {
        var id = (await AddPipelineAsync(iid: 1)).Id;
        var (one, other) = (await GitLab().FindPipelineAsync(id, Cancel), await GitLab().FindPipelineAsync(id, Cancel));

        one!.Jobs[0].Status = CiStatus.Running;
        other!.Jobs[0].Status = CiStatus.Canceled;
        Assert.Equal(StoreOutcome.Done, await GitLab().UpdateAsync(one, Cancel));
        Assert.Equal(StoreOutcome.Stale, await GitLab().UpdateAsync(other, Cancel));
        Assert.Equal(CiStatus.Running, (await GitLab().FindPipelineAsync(id, Cancel))!.Jobs[0].Status);
    }

    [Fact]
    public async Task Takes_one_piece_of_log_for_an_offset()
    {
        var job = (await AddPipelineAsync(iid: 1)).Jobs[0].Id;

        Assert.Equal(StoreOutcome.Done, await GitLab().AppendTraceAsync(Chunk(job, 0, "hello "), Cancel));
        Assert.Equal(StoreOutcome.AlreadyExists, await GitLab().AppendTraceAsync(Chunk(job, 0, "other"), Cancel));
        Assert.Equal(StoreOutcome.Done, await GitLab().AppendTraceAsync(Chunk(job, 6, "world"), Cancel));
        Assert.Equal(["hello ", "world"], await TraceAsync(job, from: 0));
        Assert.Equal(["lo ", "world"], await TraceAsync(job, from: 3));
        Assert.Equal(["world"], await TraceAsync(job, from: 6));
        Assert.Empty(await TraceAsync(job, from: 11));
        Assert.Equal(11, await GitLab().TraceLengthAsync(job, Cancel));
    }

    [Fact]
    public async Task Finds_a_user_and_a_runner_by_the_hash_of_the_token_only()
    {
        var pipeline = await AddPipelineAsync(iid: 1);

        Assert.Equal("root", (await GitLab().FindUserByTokenAsync(GitLabTokens.Hash("glpat-root"), Cancel))?.Username);
        Assert.Null(await GitLab().FindUserByTokenAsync(GitLabTokens.Hash("glpat-Root"), Cancel));
        Assert.Equal(pipeline.Id, (await New<IRunnerStore>().FindRunnerAsync(pipeline.Runner!.TokenHash, Cancel))?.PipelineId);
        Assert.Null(await New<IRunnerStore>().FindRunnerAsync(GitLabTokens.Hash("glpat-root"), Cancel));
    }

    private async Task<List<string>> TraceAsync(long job, long from)
    {
        var pieces = new List<string>();
        await foreach (var piece in GitLab().ReadTraceAsync(job, from, Cancel))
            pieces.Add(Encoding.UTF8.GetString(piece));
        return pieces;
    }

    private async Task<Project> AddProjectAsync(string path, long id)
    {
        var project = NewProject(path, id, (await GitLab().EnsureNamespaceAsync(path[..path.LastIndexOf('/')], Cancel)).Id);
        Assert.Equal(StoreOutcome.Done, await GitLab().AddAsync(project, Cancel));
        return project;
    }

    private async Task<Pipeline> AddPipelineAsync(long iid)
    {
        Assert.Equal(StoreOutcome.Done, await GitLab().AddAsync(NewUser(), Cancel));
        var pipeline = NewPipeline((await AddProjectAsync("a/b", 1)).Key, iid);
        Assert.Equal(StoreOutcome.Done, await GitLab().AddAsync(pipeline, Cancel));
        return pipeline;
    }

    internal static GitLabUser NewUser() => new()
    {
        Id = 1,
        Username = "root",
        Name = "Administrator",
        Email = "admin@example.com",
        TokenHash = GitLabTokens.Hash("glpat-root"),
        CreatedAt = Noon,
    };

    internal static Project NewProject(string path, long id, long namespaceId) => new()
    {
        Key = Guid.CreateVersion7(), Id = id, Path = path, PathKey = Project.KeyOf(path),
        NamespaceId = namespaceId, RootNamespaceId = namespaceId, CreatedAt = Noon,
    };

    internal static Pipeline NewPipeline(Guid project, long iid, long? schedule = null) => new()
    {
        ScheduleId = schedule,
        Iid = iid, ProjectKey = project, UserId = 1, RefType = RefType.Branch, RefName = "main", Source = "push", CreatedAt = Noon,
        Commit = new Commit(new string('a', 40), "First\n\nline", "A <a@example.com>", Noon),
        Runner = new GitLabRunner { TokenHash = GitLabTokens.Hash($"glrt-{iid}"), Description = "test" },
        Jobs = [NewJob("one", CiStatus.Pending), NewJob("two", CiStatus.Created)],
    };

    private static Job NewJob(string name, CiStatus status) => new()
    {
        StageIndex = 2, Status = status, CreatedAt = Noon,
        Definition = new JobDefinition
        {
            Name = name, Stage = "test", Script = ["true"], IdTokens = [new IdTokenDefinition("T", ["https://gitlab.example.com"], false)],
        },
    };

    private static TraceChunk Chunk(long job, long start, string text) =>
        new() { JobId = job, Start = start, End = start + text.Length, Content = Encoding.UTF8.GetBytes(text) };
}
