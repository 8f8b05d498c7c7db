using System.Net;
using Sallyport.Server.Instance;

namespace Sallyport.Server.Tests.Http;

/// <summary>Starts that cannot be: one sentence with the way out, and nothing half-written.</summary>
public sealed class StartRefusalTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("sallyport-start-").FullName;

    public void Dispose()
    {
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_port_in_use_is_named_and_the_same_folder_starts_on_another()
    {
        await using var first = await RunningServer.StartAsync();
        var refused = await Assert.ThrowsAsync<StartupException>(
            () => RunningServer.StartAsync(o => o with { Port = first.Server.Port }, folder));
        Assert.Contains($"Port {first.Server.Port} is in use", refused.Message, StringComparison.Ordinal);
        Assert.Contains("--port", refused.Message, StringComparison.Ordinal);
        await using var second = await RunningServer.StartAsync(folder: folder);
        await second.OwnerTokenAsync("https://graph.microsoft.com");
    }

    [Theory]
    [InlineData("a;Mode=Memory")]
    [InlineData("it's \"here\"")]
    [InlineData("=ü ")]
    public async Task A_data_directory_may_have_any_name(string name)
    {
        await using var server = await RunningServer.StartAsync(folder: Path.Combine(folder, name));
        await server.OwnerTokenAsync("https://graph.microsoft.com");
        Assert.NotEqual(0, new FileInfo(Path.Combine(folder, name, "gitlab.db")).Length);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_named()
    {
        var file = Path.Combine(folder, "file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        var below = Path.Combine(file, "below"); // root may write anywhere, but not below a file
        var refused = await Assert.ThrowsAsync<StartupException>(() => RunningServer.StartAsync(folder: below));
        Assert.Contains(below, refused.Message, StringComparison.Ordinal);
        Assert.Contains("--data-dir", refused.Message, StringComparison.Ordinal);
        await using var beside = await RunningServer.StartAsync(folder: Path.Combine(folder, "beside"));
        await beside.OwnerTokenAsync("https://graph.microsoft.com");
    }

    [Fact]
    public async Task A_start_that_got_no_further_than_its_secrets_is_finished_with_them()
    {
        string[] secrets = ["owner-secret", "admin-password", "gitlab-token", "administrator-token"];
        InstanceFacts facts;
        await using (var first = await RunningServer.StartAsync(folder: folder))
            facts = first.Facts;
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos().Where(e => !secrets.Contains(e.Name)).ToList())
            if (entry is DirectoryInfo inner)
                inner.Delete(recursive: true);
            else
                entry.Delete();
        await using var next = await RunningServer.StartAsync(folder: folder);
        Assert.Equal(
            (facts.OwnerClientSecret, facts.AdministratorPassword, facts.GitLabToken, facts.AdministratorToken),
            (next.Facts.OwnerClientSecret, next.Facts.AdministratorPassword, next.Facts.GitLabToken, next.Facts.AdministratorToken));
        await next.OwnerTokenAsync("https://graph.microsoft.com");
        using var gitLab = next.For("gitlab.example.com");
        gitLab.DefaultRequestHeaders.Add("PRIVATE-TOKEN", facts.GitLabToken);
        using var user = await gitLab.GetAsync("/api/v4/user", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, user.StatusCode);
    }
}
