using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Sallyport.Server.Portal;

namespace Sallyport.Server.Tests.Http;

/// <summary>
/// The databases are made to hold what an empty secret hashes to. Nobody gets in with an empty secret all the same.
/// </summary>
public sealed class EmptySecretTests : IAsyncLifetime
{
    private const string HashOfNothing = "x'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'";

    private readonly string folder = Directory.CreateTempSubdirectory("sallyport-empty-").FullName;
    private RunningServer running = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await StartedOnce.CopyToAsync(folder);
        running = await RunningServer.StartAsync(folder: folder);
    }

    public async ValueTask DisposeAsync()
    {
        await running.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task An_empty_personal_access_token_is_nobodys_and_the_right_one_is_the_administrators()
    {
        Assert.Equal(HttpStatusCode.OK, await UserAsync(running.Facts.GitLabToken));
        DataFile.Execute(folder, "gitlab.db", $"UPDATE GitLabUsers SET TokenHash = {HashOfNothing}");
        Assert.Equal(HttpStatusCode.Unauthorized, await UserAsync(""));
    }

    [Fact]
    public async Task An_empty_runner_token_is_nobodys_and_the_right_one_is_the_runners()
    {
        var token = await RunnerTokenAsync();
        Assert.Equal(HttpStatusCode.OK, await VerifyAsync(token));
        DataFile.Execute(folder, "gitlab.db", $"UPDATE GitLabRunners SET TokenHash = {HashOfNothing}");
        Assert.Equal(HttpStatusCode.Forbidden, await VerifyAsync(""));
    }

    [Fact]
    public async Task An_empty_job_token_is_nobodys_and_the_right_one_is_the_jobs()
    {
        using var gitLab = running.For("gitlab.example.com");
        using var claimed = await gitLab.PostAsJsonAsync(
            "/api/v4/jobs/request", new { token = await RunnerTokenAsync() }, Cancel);
        var job = JsonNode.Parse(await claimed.Content.ReadAsStringAsync(Cancel))!;
        var (id, token) = ((long)job["id"]!, (string)job["token"]!);
        Assert.Equal(HttpStatusCode.OK, await ReportAsync(id, token));
        DataFile.Execute(folder, "gitlab.db", $"UPDATE GitLabJobs SET TokenHash = {HashOfNothing}");
        Assert.Equal(HttpStatusCode.Forbidden, await ReportAsync(id, ""));
    }

    [Fact]
    public async Task An_empty_client_secret_signs_nobody_in_and_the_right_one_the_owner()
    {
        await running.OwnerTokenAsync("https://graph.microsoft.com");
        DataFile.Execute(folder, "sallyport.db", $"UPDATE password_credentials SET SecretHash = {HashOfNothing}");
        using var refused = await running.PostTokenAsync(
            ("grant_type", "client_credentials"), ("client_id", running.Facts.OwnerClientId.ToString()),
            ("client_secret", ""), ("scope", "https://graph.microsoft.com/.default"));
        Assert.True((int)refused.StatusCode is 400 or 401, $"{refused.StatusCode}");
    }

    [Theory]
    [InlineData(null, "")]
    [InlineData("", "")]
    [InlineData("", "token")]
    [InlineData("token", "")]
    [InlineData("other", "token")]
    public void An_empty_token_is_never_the_administrators_and_the_same_one_is(string? presented, string token)
    {
        Assert.False(PortalAuthentication.IsAdministrators(presented, token));
        Assert.True(PortalAuthentication.IsAdministrators("token", "token"));
    }

    private async Task<HttpStatusCode> UserAsync(string token)
    {
        using var gitLab = running.For("gitlab.example.com");
        gitLab.DefaultRequestHeaders.TryAddWithoutValidation("PRIVATE-TOKEN", token);
        using var answer = await gitLab.GetAsync("/api/v4/user", Cancel);
        return answer.StatusCode;
    }

    private async Task<HttpStatusCode> VerifyAsync(string token)
    {
        using var gitLab = running.For("gitlab.example.com");
        using var answer = await gitLab.PostAsJsonAsync("/api/v4/runners/verify", new { token }, Cancel);
        return answer.StatusCode;
    }

    private async Task<HttpStatusCode> ReportAsync(long job, string token)
    {
        using var gitLab = running.For("gitlab.example.com");
        using var answer = await gitLab.PutAsJsonAsync($"/api/v4/jobs/{job}", new { token, state = "running" }, Cancel);
        return answer.StatusCode;
    }

    // The token of a runner with one job to do.
    private async Task<string> RunnerTokenAsync()
    {
        const string project = "/api/v4/projects/mygroup%2Fmyproject/sallyport";
        var body = new { @ref = "main", sha = new string('a', 40), config = "job:\n  script: [echo]\n" };
        using var gitLab = running.For("gitlab.example.com");
        gitLab.DefaultRequestHeaders.Add("PRIVATE-TOKEN", running.Facts.GitLabToken);
        using var ensured = await gitLab.PutAsJsonAsync(project, new { project_id = 1234 }, Cancel);
        using var created = await gitLab.PostAsJsonAsync(project + "/pipeline", body, Cancel);
        var pipeline = JsonNode.Parse(await created.Content.ReadAsStringAsync(Cancel))!;
        return (string)pipeline["runner"]!["token"]!;
    }
}
