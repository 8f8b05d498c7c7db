using Sallyport.Core.GitLab;
using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Core.Tests.GitLab;

/// <summary>The ID tokens of a job of a file that is never run here, whatever else stands in it.</summary>
public sealed class JobOutlineTests
{
    [Fact]
    public async Task A_run_would_refuse_the_file() =>
        Assert.NotEmpty((await Document.LoadAsync(Document.DefaultPath, LargeCiFile.Files, cancel: TestContext.Current.CancellationToken))!.ReadAll().Errors);

    [Theory]
    [InlineData("deploy production", "SHARED_TOKEN=$AZURE_AUDIENCE GITLAB_OIDC_TOKEN=$AZURE_AUDIENCE")] // own parents, one of them included
    [InlineData("build", "VAULT_ID_TOKEN=https://vault.example.com")] // default's
    [InlineData("build 2/3", "VAULT_ID_TOKEN=https://vault.example.com")]
    [InlineData("test: [eu, https://gitlab.example.com]", "SHARED_TOKEN=$AZURE_AUDIENCE")]
    [InlineData("referring", "SHARED_TOKEN=$AZURE_AUDIENCE")]
    [InlineData("deploy from matrix", "AZURE_ID_TOKEN=$TENANT_AUDIENCE")]
    [InlineData("pages", "VAULT_ID_TOKEN=https://vault.example.com")]
    [InlineData("nightly", "VAULT_ID_TOKEN=https://vault.example.com")] // of the file that the included one includes
    public async Task Reads_the_ID_tokens_of_a_job(string name, string tokens)
    {
        var (job, error) = await ReadAsync(name);
        Assert.Null(error);
        Assert.Equal(tokens, string.Join(' ', job!.IdTokens.Select(t => $"{t.Name}={string.Join(',', t.Audiences)}")));
        Assert.Equal("https://gitlab.example.com", job.Variables.Last(v => v.Key == "AZURE_AUDIENCE").Value); // the including file wins
    }

    [Theory]
    [InlineData("broken", "jobs:broken:id_tokens:t aud should be an array of strings or a string (line")]
    [InlineData("orphan", "orphan: unknown keys in `extends` (.from-template) (line")]
    [InlineData("orphan", "template: Jobs/SAST.gitlab-ci.yml")]
    [InlineData("lint", "there is no job 'lint'; the file has nightly, build, test, deploy production")]
    [InlineData("lint", "project: platform/pipelines")]
    [InlineData("build 7/9", "there is no job 'build 7/9'; parallel makes build 1/3, build 2/3, build 3/3")]
    [InlineData(".setup", "there is no job '.setup'")]
    [InlineData("workflow", "there is no job 'workflow'")]
    public async Task Says_why_a_job_cannot_be_read_and_which_files_it_has_not_seen(string name, string text)
    {
        var (job, error) = await ReadAsync(name);
        Assert.Null(job);
        Assert.Contains(text, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a: [", "(<unknown>): ")]
    [InlineData("- a", "Invalid configuration format")]
    [InlineData("a: { script: x }", "has no id_tokens")]
    [InlineData("a: { script: x, id_tokens: !reference [b, id_tokens] }", "!reference [\"b\", \"id_tokens\"] could not be found")]
    [InlineData("a: { script: x, id_tokens: !reference [a, id_tokens] }", "!reference [\"a\", \"id_tokens\"] is part of a circular chain")] // of itself
    [InlineData("a: { script: x, id_tokens: [] }", "jobs:a:id_tokens config should be a hash")]
    [InlineData("default: { id_tokens: !reference [b] }\na: { script: x }", "!reference [\"b\"] could not be found")]
    [InlineData("a: { extends: a, script: x }", "circular")]
    [InlineData(null, "there is no such file")]
    public async Task Refuses_a_file_without_the_job(string? text, string reason) =>
        Assert.Contains(reason, (await JobOutline.ReadAsync("a.yml", "a", FileOf(text))).Error, StringComparison.Ordinal);

    private static CollectedFiles FileOf(string? text) =>
        new(text is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["a.yml"] = text });

    private static Task<JobOutline> ReadAsync(string name) =>
        JobOutline.ReadAsync(Document.DefaultPath, name, LargeCiFile.Files);
}
