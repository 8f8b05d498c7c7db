using System.Text.Json.Nodes;

namespace Sallyport.Conformance;

/// <summary>The tutorial's commands one by one with the real az, each in a fresh profile: what az printed, good and bad.</summary>
public sealed class TutorialTests
{
    private const string Issuer = "https://gitlab.example.com";
    private const string Lead = "project_path:mygroup/myproject:ref_type:";

    private const string Job = """
        auth:
          id_tokens:
            GITLAB_OIDC_TOKEN: { aud: "https://gitlab.example.com" }
          script:
            - az login --service-principal -u APP -t TENANT --federated-token $GITLAB_OIDC_TOKEN
            - az group list
        """;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_whole_way_works_with_az(bool debian12)
    {
        await using var instance = await Instance.StartAsync();
        var az = await Az.OwnerAsync(instance, debian12);
        var (appId, objectId) = await AddApplicationAsync(az);
        await AddCredentialAsync(az, instance, objectId, Exact("branch:ref:main"));
        await GiveReaderAsync(az, instance, appId, debian12);
        var run = (await RunAsync(instance, az, appId)).Passes();
        Assert.Contains("\"type\": \"servicePrincipal\"", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_flexible_credential_decides_about_branches_and_tags()
    {
        await using var instance = await Instance.StartAsync();
        var az = await Az.OwnerAsync(instance);
        foreach (var (trusted, refused) in ((string, string)[])[("branch", "tag"), ("tag", "branch")])
        {
            var (appId, objectId) = await AddApplicationAsync(az);
            await GiveReaderAsync(az, instance, appId, debian12: false);
            await AddCredentialAsync(az, instance, objectId, new JsonObject
            {
                ["name"] = "flexible", ["issuer"] = Issuer, ["subject"] = null, ["audiences"] = new JsonArray(Issuer),
                ["claimsMatchingExpression"] = new JsonObject { ["value"] = $"claims['sub'] matches '{Lead}{trusted}:ref:*'", ["languageVersion"] = 1 },
            });
            string[] On(string type) => type == "tag" ? ["--tag", "v1"] : ["--ref", "feature/x"];
            (await RunAsync(instance, az, appId, On(trusted))).Passes();
            (await RunAsync(instance, az, appId, On(refused))).Fails("ERROR: AADSTS70021: No matching federated identity record found for presented assertion.", 1);
        }
    }

    [Fact]
    public async Task A_star_in_a_plain_subject_matches_nothing()
    {
        await using var instance = await Instance.StartAsync();
        var az = await Az.OwnerAsync(instance);
        var (appId, objectId) = await AddApplicationAsync(az);
        await GiveReaderAsync(az, instance, appId, debian12: false);
        await AddCredentialAsync(az, instance, objectId, Exact("branch:ref:*"));
        (await RunAsync(instance, az, appId)).Fails("which is an ordinary character there", 1);
        await AddCredentialAsync(az, instance, objectId, Exact("branch:ref:main", "second"));
        (await RunAsync(instance, az, appId)).Passes(); // at once: az replays no stored refusal
    }

    [Fact]
    public async Task Roles_decide_what_the_job_may_do()
    {
        await using var instance = await Instance.StartAsync();
        var az = await Az.OwnerAsync(instance);
        var (appId, objectId) = await AddApplicationAsync(az);
        await AddCredentialAsync(az, instance, objectId, Exact("branch:ref:main"));
        (await RunAsync(instance, az, appId)).Fails($"No subscriptions found for {appId}", 1);
        await GiveReaderAsync(az, instance, appId, debian12: false);
        var refused = (await RunAsync(instance, az, appId, job: Job.Replace("az group list", "az group create -n nope -l westeurope", StringComparison.Ordinal)))
            .Fails("(AuthorizationFailed)", 1);
        var principal = await az.TextAsync("ad", "sp", "show", "--id", appId, "--query", "id", "-otsv");
        Assert.Contains($"with object id '{principal}' does not have authorization to perform action 'Microsoft.Resources/subscriptions/resource", refused.All, StringComparison.Ordinal);
        Assert.Contains($"over scope '/subscriptions/{instance.SubscriptionId}/resource", refused.All, StringComparison.Ordinal);
        Assert.Equal("false", await az.TextAsync("group", "exists", "-n", "nope"));
        (await az.RunAsync("group", "create", "-n", "made", "-l", "westeurope")).Passes();
        Assert.Equal("true", await az.TextAsync("group", "exists", "-n", "made"));
    }

    [Fact]
    public async Task The_same_profile_goes_on_after_the_instance_was_killed()
    {
        await using var instance = await Instance.StartAsync();
        var az = await Az.OwnerAsync(instance);
        var (appId, objectId) = await AddApplicationAsync(az);
        await AddCredentialAsync(az, instance, objectId, Exact("branch:ref:main"));
        await GiveReaderAsync(az, instance, appId, debian12: false);
        var port = new Uri((string)instance.Data["proxy"]!).Port;
        (await Command.RunAsync("kill", ["-9", $"{instance.Pid}"])).Passes();
        await instance.UpAsync("--port", $"{port}");
        Assert.Equal("[]", await az.TextAsync("group", "list"));
        Assert.NotEmpty(await az.TextAsync("account", "get-access-token", "--resource", "https://graph.microsoft.com", "--query", "accessToken", "-otsv"));
        Assert.Equal(objectId, await az.TextAsync("ad", "app", "show", "--id", appId, "--query", "id", "-otsv"));
        (await RunAsync(instance, az, appId)).Passes();
    }

    [Fact]
    public async Task Todays_rules_refuse_the_tutorials_expression_and_take_one_with_the_projects_id()
    {
        await using var instance = await Instance.StartAsync("--rules", "entra-2026");
        var az = await Az.OwnerAsync(instance);
        var (appId, objectId) = await AddApplicationAsync(az);
        await GiveReaderAsync(az, instance, appId, debian12: false);
        JsonObject Body(string expression) => new()
        {
            ["name"] = "flexible", ["issuer"] = Issuer, ["subject"] = null, ["audiences"] = new JsonArray(Issuer),
            ["claimsMatchingExpression"] = new JsonObject { ["value"] = expression, ["languageVersion"] = 1 },
        };
        (await PostCredentialAsync(az, objectId, Body($"claims['sub'] matches '{Lead}branch:ref:*'"))).Fails("InvalidFederatedIdentityCredentialValue");
        (await PostCredentialAsync(az, objectId, Body($"claims['sub'] matches '{Lead}branch:ref:*' and claims['project_id'] eq '4711'"))).Passes();
        (await RunAsync(instance, az, appId, ["--project-id", "4711"])).Passes();
        (await RunAsync(instance, az, appId, ["--project-id", "4711", "--tag", "v1"])).Fails("ERROR: AADSTS7002131: ", 1);
    }

    private static JsonObject Exact(string end, string name = "exact") => new()
    {
        ["name"] = name, ["issuer"] = Issuer, ["subject"] = Lead + end, ["audiences"] = new JsonArray(Issuer),
    };

    private static async Task<(string AppId, string ObjectId)> AddApplicationAsync(Az az)
    {
        var appId = await az.TextAsync("ad", "app", "create", "--display-name", $"gitlab-{Guid.CreateVersion7():N}", "--query", "appId", "-otsv");
        Assert.Equal(appId, await az.TextAsync("ad", "sp", "create", "--id", appId, "--query", "appId", "-otsv"));
        return (appId, await az.TextAsync("ad", "app", "show", "--id", appId, "--query", "id", "-otsv"));
    }

    private static Task<Outcome> PostCredentialAsync(Az az, string objectId, JsonObject body) => az.RunAsync(
        "rest", "--method", "POST", "--uri", $"https://graph.microsoft.com/beta/applications/{objectId}/federatedIdentityCredentials", "--body", body.ToJsonString());

    private static async Task AddCredentialAsync(Az az, Instance instance, string objectId, JsonObject body)
    {
        Assert.NotNull(instance);
        (await PostCredentialAsync(az, objectId, body)).Passes();
    }

    // Debian 12's az cannot write role assignments itself: its packages do not fit together.
    private static async Task GiveReaderAsync(Az az, Instance instance, string appId, bool debian12)
    {
        var scope = $"/subscriptions/{instance.SubscriptionId}";
        if (!debian12)
        {
            (await az.RunAsync("role", "assignment", "create", "--assignee", appId, "--role", "Reader", "--scope", scope)).Passes();
            return;
        }
        var principal = await az.TextAsync("ad", "sp", "show", "--id", appId, "--query", "id", "-otsv");
        var body = new JsonObject
        {
            ["properties"] = new JsonObject
            {
                ["roleDefinitionId"] = $"{scope}/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7", ["principalId"] = principal,
            },
        };
        (await az.RunAsync("rest", "--method", "PUT", "--url",
            $"{scope}/providers/Microsoft.Authorization/roleAssignments/{Guid.CreateVersion7()}?api-version=2022-04-01", "--body", body.ToJsonString())).Passes();
    }

    // The job's az is the one of this profile's version.
    private static async Task<Outcome> RunAsync(Instance instance, Az az, string appId, string[]? options = null, string job = Job)
    {
        var config = job.Replace("APP", appId, StringComparison.Ordinal).Replace("TENANT", instance.TenantId, StringComparison.Ordinal);
        var project = await GitProject.NewAsync(instance.Folder, config);
        await project.GitAsync("branch", "feature/x");
        await project.GitAsync("tag", "v1");
        return await instance.RunAsync(["run", .. options ?? []], project.Folder, new Dictionary<string, string> { ["PATH"] = az.Environment["PATH"] });
    }
}
