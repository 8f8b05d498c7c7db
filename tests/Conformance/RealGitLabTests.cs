using System.Text.Json.Nodes;

namespace Sallyport.Conformance;

/// <summary>An instance that plays a GitLab that exists: jobs and shells still reach the real one, the token service reaches ours.</summary>
public sealed class RealGitLabTests
{
    private const string Real = "https://gitlab.com";

    [Fact]
    public async Task A_real_host_is_left_to_itself_in_shells_and_jobs_and_its_tokens_pass()
    {
        await using var instance = await Instance.StartAsync("--gitlab-url", Real);
        var variables = await instance.EnvironmentAsync();
        Assert.Contains("gitlab.com", variables["NO_PROXY"].Split(','));
        Assert.Contains("gitlab.com", variables["no_proxy"].Split(','));

        var owner = await Az.OwnerAsync(instance);
        var application = await TutorialApplication.CreateAsync(instance, owner);
        (await application.AddCredentialAsync(TutorialApplication.Exact("branch:ref:main", issuer: Real))).Passes();
        await application.GiveReaderAsync();
        var run = (await application.RunJobAsync(command: "echo host $CI_SERVER_HOST not by $NO_PROXY")).Passes();
        Assert.Matches("host gitlab.com not by (.*,)?gitlab.com", run.Output);
        Assert.Contains($"iss {Real}\n", run.Error, StringComparison.Ordinal);
        Assert.Contains(instance.SubscriptionId, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_tutorials_host_which_does_not_exist_is_served_in_shells_and_jobs()
    {
        await using var instance = await Instance.StartAsync();
        var variables = await instance.EnvironmentAsync();
        Assert.DoesNotContain("gitlab.example.com", variables["NO_PROXY"], StringComparison.Ordinal);
        var discovery = await Command.SallyportAsync(
            ["exec", "--data-dir", instance.DataDirectory, "--", "curl", "-sS", "https://gitlab.example.com/.well-known/openid-configuration"]);
        Assert.Equal("https://gitlab.example.com", (string?)JsonNode.Parse(discovery.Passes().Output)!["issuer"]);
    }
}
