using static Sallyport.Conformance.TutorialApplication;

namespace Sallyport.Conformance;

/// <summary>The tutorial's commands one by one with the real az, each in a fresh profile: what az printed, good and bad.</summary>
public sealed class TutorialTests
{
    private const string NoRecord = "ERROR: AADSTS70021: No matching federated identity record found for presented assertion.";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_whole_way_works_with_az(bool debian12)
    {
        await using var instance = await Instance.StartAsync();
        var az = await Az.OwnerAsync(instance, debian12);
        var application = await CreateAsync(instance, az, debian12);
        var credential = (await application.AddCredentialAsync(Exact("branch:ref:main"))).Passes();
        Assert.Contains($"\"subject\": \"{Lead}branch:ref:main\"", credential.Output, StringComparison.Ordinal);
        await application.GiveReaderAsync();
        var run = (await application.RunJobAsync(command: "az account show")).Passes();
        foreach (var text in (string[])["\"type\": \"servicePrincipal\"", $"\"name\": \"{application.AppId}\"", $"\"id\": \"{instance.SubscriptionId}\"", $"\"tenantId\": \"{instance.TenantId}\""])
            Assert.Contains(text, run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "branch", "tag")]
    [InlineData(false, "tag", "branch")]
    [InlineData(true, "branch", "tag")]
    public async Task The_flexible_credential_decides_about_branches_and_tags(bool debian12, string trusted, string refused)
    {
        await using var instance = await Instance.StartAsync();
        var application = await CreateAsync(instance, await Az.OwnerAsync(instance, debian12), debian12);
        await application.GiveReaderAsync();
        (await application.AddCredentialAsync(Flexible($"claims['sub'] matches '{Lead}{trusted}:ref:*'"))).Passes();
        string[] On(string type) => type == "tag" ? ["--tag", "v1"] : ["--ref", "feature/x"];
        (await application.RunJobAsync(On(trusted))).Passes();
        (await application.RunJobAsync(On(refused))).Fails("ERROR: AADSTS7002131: ", 1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_star_in_a_plain_subject_matches_nothing(bool debian12)
    {
        await using var instance = await Instance.StartAsync();
        var application = await CreateAsync(instance, await Az.OwnerAsync(instance, debian12), debian12);
        await application.GiveReaderAsync();
        (await application.AddCredentialAsync(Exact("branch:ref:*"))).Passes();
        var refused = (await application.RunJobAsync()).Fails(NoRecord, 1);
        Assert.Contains("which is an ordinary character there", refused.Error, StringComparison.Ordinal);
        (await application.AddCredentialAsync(Exact("branch:ref:main", "second"))).Passes();
        (await application.RunJobAsync()).Passes();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Roles_decide_what_the_job_may_do(bool debian12)
    {
        await using var instance = await Instance.StartAsync();
        var az = await Az.OwnerAsync(instance, debian12);
        var application = await CreateAsync(instance, az, debian12);
        (await application.AddCredentialAsync(Exact("branch:ref:main"))).Passes();
        var unassigned = (await application.RunJobAsync()).Fails($"No subscriptions found for {application.AppId}", 1);
        Assert.Contains($"az role assignment create --assignee {application.AppId}", unassigned.Error, StringComparison.Ordinal);
        await application.GiveReaderAsync();
        (await application.RunJobAsync()).Passes();
        var refused = (await application.RunJobAsync(command: "az group create -n nope -l westeurope")).Fails("(AuthorizationFailed)", 1);
        Assert.Contains($"with object id '{await application.PrincipalAsync()}' does not have authorization", refused.Output, StringComparison.Ordinal);
        Assert.Contains("to perform action 'Microsoft.Resources/subscriptions/resourcegroups/write'", refused.Output, StringComparison.OrdinalIgnoreCase);
        Assert.Contains($"over scope '/subscriptions/{instance.SubscriptionId}/resourcegroups/nope'", refused.Output, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("false", await az.TextAsync("group", "exists", "-n", "nope"));
        (await az.RunAsync("group", "create", "-n", "made", "-l", "westeurope")).Passes();
        Assert.Equal("true", await az.TextAsync("group", "exists", "-n", "made"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_same_profile_goes_on_after_the_instance_was_killed(bool debian12)
    {
        await using var instance = await Instance.StartAsync();
        var az = await Az.OwnerAsync(instance, debian12);
        var application = await CreateAsync(instance, az, debian12);
        (await application.AddCredentialAsync(Exact("branch:ref:main"))).Passes();
        await application.GiveReaderAsync();
        (await az.RunAsync("group", "create", "-n", "made", "-l", "westeurope")).Passes();
        var assertion = await application.AssertionAsync();
        var port = new Uri((string)instance.Data["proxy"]!).Port;
        (await Command.RunAsync("kill", ["-9", $"{instance.Pid}"])).Passes();
        await instance.UpAsync("--port", $"{port}");
        Assert.Equal("made", await az.TextAsync("group", "list", "--query", "[].name", "-otsv"));
        var token = await az.TextAsync("account", "get-access-token", "--resource", "https://graph.microsoft.com", "--query", "accessToken", "-otsv");
        Assert.Equal(3, token.Split('.').Length);
        Assert.Equal(application.ObjectId, await az.TextAsync("ad", "app", "show", "--id", application.AppId, "--query", "id", "-otsv"));
        (await application.LoginAsync(await Az.NewAsync(instance, debian12), assertion)).Passes(); // signed before, and its key still verifies
        (await application.RunJobAsync()).Passes();
    }

    [Fact]
    public async Task Todays_rules_refuse_the_tutorials_expression_and_take_one_with_the_projects_id()
    {
        await using var instance = await Instance.StartAsync("--rules", "entra-2026");
        var application = await CreateAsync(instance, await Az.OwnerAsync(instance));
        await application.GiveReaderAsync();
        (await application.AddCredentialAsync(Flexible($"claims['sub'] matches '{Lead}branch:ref:*'"))).Fails("InvalidFederatedIdentityCredentialValue");
        (await application.AddCredentialAsync(Flexible($"claims['sub'] matches '{Lead}branch:ref:*' and claims['project_id'] eq '4711'"))).Passes();
        (await application.RunJobAsync(["--project-id", "4711"])).Passes();
        (await application.RunJobAsync(["--project-id", "4711", "--tag", "v1"])).Fails("ERROR: AADSTS7002131: ", 1);
    }
}
