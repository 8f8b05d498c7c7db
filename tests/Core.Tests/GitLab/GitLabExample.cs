using Sallyport.Core.GitLab;
using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Core.Tests.GitLab;

/// <summary>A job as it stands when a runner claims it.</summary>
internal static class GitLabExample
{
    public static readonly DateTimeOffset Noon = new(2026, 8, 7, 12, 0, 0, TimeSpan.Zero);

    public static JobContext Job(
        Ref? reference = null, IReadOnlyList<IdTokenDefinition>? tokens = null, IReadOnlyList<YamlVariable>? variables = null,
        EnvironmentDefinition? environment = null, int? timeout = null)
    {
        var project = new Project
        {
            Key = Guid.CreateVersion7(), Id = 57382910, Path = "mygroup/sub/myproject", PathKey = "mygroup/sub/myproject",
            NamespaceId = 12, RootNamespaceId = 11, CreatedAt = Noon,
        };
        var job = new Job
        {
            Id = 77, PipelineId = 31, StageIndex = 2, CreatedAt = Noon, StartedAt = Noon, Timeout = timeout,
            Definition = new JobDefinition
            {
                Name = "auth", Stage = "test", Script = ["true"], Variables = variables ?? [], Environment = environment, Timeout = timeout,
                IdTokens = tokens ?? [new IdTokenDefinition("TOKEN", ["https://gitlab.example.com"], false)],
            },
        };
        reference ??= new Ref(RefType.Branch, "main");
        var pipeline = new Pipeline
        {
            Id = 31, Iid = 3, ProjectKey = project.Key, UserId = 1, RefType = reference.Type, RefName = reference.Name, Source = "push",
            Commit = new Commit(new string('a', 40), "Title\n\nBody $HOME", "A <a@example.com>", Noon), CreatedAt = Noon, Jobs = [job],
            Runner = new GitLabRunner { Id = 5, PipelineId = 31, TokenHash = [], Description = "test" },
        };
        var user = new GitLabUser
        {
            Id = 1, Username = "root", Name = "Administrator", Email = "admin@example.com", TokenHash = [], CreatedAt = Noon,
        };
        return new JobContext(new GitLabInstance("https://gitlab.example.com"), project, pipeline, job, user);
    }
}
