using System.Text;
using Sallyport.Core.GitLab;
using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Core.Tests.GitLab;

public sealed class PipelineTests
{
    private static Job Job(int stage, CiStatus status = CiStatus.Created, JobWhen when = JobWhen.OnSuccess, bool mayFail = false) => new()
    {
        StageIndex = stage, Status = status, CreatedAt = GitLabExample.Noon,
        Definition = new JobDefinition { Name = $"job{stage}", Stage = "s", Script = ["x"], When = when, AllowFailure = mayFail },
    };

    private static Pipeline Advance(params Job[] jobs)
    {
        var template = GitLabExample.Job().Pipeline;
        var pipeline = new Pipeline
        {
            Iid = 1, ProjectKey = template.ProjectKey, UserId = 1, RefType = RefType.Branch, RefName = "main", Source = "push",
            Commit = template.Commit, CreatedAt = GitLabExample.Noon, Runner = template.Runner, Jobs = [.. jobs],
        };
        pipeline.Advance(GitLabExample.Noon);
        return pipeline;
    }

    [Fact]
    public void Starts_with_the_first_stage_only()
    {
        var pipeline = Advance(Job(1), Job(1), Job(2));

        Assert.Equal([CiStatus.Pending, CiStatus.Pending, CiStatus.Created], pipeline.Jobs.Select(j => j.Status));
        Assert.Equal(CiStatus.Pending, pipeline.Status);
    }

    [Fact]
    public void Waits_for_the_whole_of_a_stage()
    {
        var pipeline = Advance(Job(1, CiStatus.Success), Job(1, CiStatus.Running), Job(2));

        Assert.Equal(CiStatus.Created, pipeline.Jobs[2].Status);
        Assert.Equal(CiStatus.Running, pipeline.Status);
    }

    [Theory]
    [InlineData(JobWhen.OnSuccess, false, CiStatus.Skipped, CiStatus.Failed)]
    [InlineData(JobWhen.OnFailure, false, CiStatus.Pending, CiStatus.Running)]
    [InlineData(JobWhen.Always, false, CiStatus.Pending, CiStatus.Running)]
    [InlineData(JobWhen.OnSuccess, true, CiStatus.Pending, CiStatus.Pending)]
    [InlineData(JobWhen.OnFailure, true, CiStatus.Skipped, CiStatus.Success)]
    public void Lets_when_decide_after_a_failure(JobWhen when, bool mayFail, CiStatus job, CiStatus status)
    {
        var pipeline = Advance(Job(1, CiStatus.Failed, mayFail: mayFail), Job(2, when: when));

        Assert.Equal(job, pipeline.Jobs[1].Status);
        Assert.Equal(status, pipeline.Status);
    }

    [Fact]
    public void Ends_when_its_last_job_has_ended()
    {
        var pipeline = Advance(Job(1, CiStatus.Success), Job(2, CiStatus.Success));

        Assert.Equal((CiStatus.Success, GitLabExample.Noon), (pipeline.Status, pipeline.FinishedAt));
    }

    [Theory]
    [InlineData("", "crc32:00000000")]
    [InlineData("123456789", "crc32:cbf43926")]
    public async Task Computes_the_checksum_that_runners_send(string text, string checksum) =>
        Assert.Equal(checksum, await TraceChecksum.OfAsync(Encoding.ASCII.GetBytes(text).Chunk(4).ToAsyncEnumerable()));

    [Theory]
    [InlineData("Feature/A_b", "feature-a-b")]
    [InlineData("--x--", "x")]
    public void Makes_a_slug(string name, string slug) => Assert.Equal(slug, Slug.Of(name));
}
