using Sallyport.Core.Refusals;
using Sallyport.Server.Git;

namespace Sallyport.Server.Tests.GitLab;

/// <summary>The git that serves repositories.</summary>
public sealed class GitProcessTests
{
    [Fact]
    public async Task A_repository_that_was_deleted_meanwhile_is_not_found_and_one_that_is_there_is_served()
    {
        var folder = Directory.CreateTempSubdirectory("sallyport-git-").FullName;
        using (var git = GitProcess.Start(folder, ["version"]))
        {
            var output = await git.FinishAsync(default, 1_000, TestContext.Current.CancellationToken);
            Assert.StartsWith("git version", output.Text, StringComparison.Ordinal);
        }
        Directory.Delete(folder);
        var refused = Assert.Throws<RefusedException>(() => GitProcess.Start(folder, ["version"]).Dispose());
        Assert.Equal((404, "404 Project Not Found"), (refused.Refusal.Status, refused.Refusal.Message));
    }
}
