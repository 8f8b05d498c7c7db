using System.Text.Json.Nodes;

namespace Sallyport.Conformance;

/// <summary>What keeps a client from signing in whatever its credentials say, and the fix that is printed, run as it is.</summary>
public sealed class ExplainClientTests : IAsyncLifetime
{
    private Instance instance = null!;
    private Az owner = null!;
    private string appId = "";
    private string objectId = "";
    private string claims = "";

    public async ValueTask InitializeAsync()
    {
        instance = await Instance.StartAsync();
        owner = await Az.OwnerAsync(instance);
        (appId, objectId) = await CreateAsync("shop");
        await TrustAsync(objectId, "exact", "branch:ref:main");
        claims = Path.Combine(instance.Folder, "claims.json");
        await File.WriteAllTextAsync(claims, new JsonObject
        {
            ["iss"] = TutorialApplication.Issuer, ["aud"] = TutorialApplication.Issuer, ["sub"] = TutorialApplication.Lead + "branch:ref:main",
        }.ToJsonString(), TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => instance.DisposeAsync();

    [Fact]
    public async Task A_missing_service_principal_is_told_and_the_fix_creates_it()
    {
        foreach (var option in (string[])["--client-id", "--app"])
            (await ExplainAsync(option, appId)).Fails("AADSTS7000229 would be the answer", 1);
        (await Command.RunAsync("bash", ["-euc", $"az ad sp create --id {appId}"], null, owner.Environment)).Passes();
        (await ExplainAsync("--client-id", appId)).Passes();
    }

    [Fact]
    public async Task Another_id_in_place_of_the_client_id_is_told_and_the_client_id_is_named()
    {
        (await owner.RunAsync("ad", "sp", "create", "--id", appId)).Passes();
        var principal = await owner.TextAsync("ad", "sp", "show", "--id", appId, "--query", "id", "-otsv");
        foreach (var (given, what) in ((string, string)[])[(objectId, "object id of the application"), (principal, "object id of the service principal"), ("shop", "name of the application")])
        {
            var said = (await ExplainAsync("--client-id", given)).Fails("AADSTS700016 would be the answer", 1).Output;
            Assert.Contains(what, said, StringComparison.Ordinal);
            Assert.Contains($"az login --service-principal -u {appId} -t {instance.TenantId}", said, StringComparison.Ordinal);
        }
        (await ExplainAsync("--client-id", $"{Guid.CreateVersion7()}")).Fails("belongs to another tenant", 1);
        (await ExplainAsync("--client-id", appId)).Passes();
    }

    [Fact]
    public async Task A_job_that_signs_in_as_another_application_is_told_which_one_trusts_it()
    {
        var (other, _) = await CreateAsync("billing");
        foreach (var id in (string[])[appId, other])
            (await owner.RunAsync("ad", "sp", "create", "--id", id)).Passes();
        var said = (await ExplainAsync("--client-id", other)).Fails("one of the application 'shop' does", 1).Output;
        Assert.Contains($"-u {appId} ", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task App_takes_client_id_object_id_or_name_and_refuses_none_and_two()
    {
        (await owner.RunAsync("ad", "sp", "create", "--id", appId)).Passes();
        foreach (var app in (string[])[appId, objectId, "shop"])
            (await ExplainAsync("--app", app)).Passes();
        (await ExplainAsync("--app", "shop's")).FailsInOneLine("has no application", 1);
        var graph = new JsonObject { ["displayName"] = "shop" }.ToJsonString(); // az takes the one that is there
        (await owner.RunAsync("rest", "--method", "POST", "--uri", "https://graph.microsoft.com/v1.0/applications", "--body", graph)).Passes();
        (await ExplainAsync("--app", "shop")).FailsInOneLine($"2 applications are called 'shop'; name one by its client id", 2);
        (await ExplainAsync("--app", appId)).Passes();
    }

    [Fact]
    public async Task From_a_file_an_object_id_and_a_text_that_is_no_id_are_told()
    {
        var list = Path.Combine(instance.Folder, "list.json");
        await File.WriteAllTextAsync(list, await owner.TextAsync("rest", "--method", "GET", "--uri",
            $"https://graph.microsoft.com/beta/applications/{objectId}/federatedIdentityCredentials"), TestContext.Current.CancellationToken);
        Assert.Contains($"az ad app show --id {objectId} --query appId", (await ExplainAsync("--credentials", list, "--client-id", objectId)).Fails("AADSTS700016", 1).Output, StringComparison.Ordinal);
        (await ExplainAsync("--credentials", list, "--client-id", "shop")).Fails("is not a client id", 1);
        (await ExplainAsync("--credentials", list, "--client-id", appId)).Passes();
    }

    [Fact]
    public async Task The_newest_refusal_shows_every_credential_or_why_the_client_could_not_sign_in()
    {
        (await owner.RunAsync("ad", "sp", "create", "--id", appId)).Passes();
        await TrustAsync(objectId, "releases", "tag:ref:v1");
        var app = await TutorialApplication.CreateAsync(instance, owner);
        var assertion = await app.AssertionAsync("https://gitlab.com");
        var az = await Az.NewAsync(instance);
        Task<Outcome> Login(string id) => az.RunAsync("login", "--service-principal", "-u", id, "-t", instance.TenantId, "--federated-token", assertion);
        (await Login(appId)).Fails("AADSTS700212");
        var said = (await instance.RunAsync(["explain", "--last"])).Fails("AADSTS700212 (entra-2026 and entra-2024)", 1).Output;
        Assert.Contains("  fault     the job's\n", said, StringComparison.Ordinal);
        Assert.Contains("nearest credential: exact", said, StringComparison.Ordinal);
        Assert.Contains("credential: releases", said, StringComparison.Ordinal);
        (await Login(objectId)).Fails("AADSTS700016");
        Assert.Contains("object id of the application 'shop'", (await instance.RunAsync(["explain", "--last"])).Fails("AADSTS700016", 1).Output, StringComparison.Ordinal);
    }

    private async Task<(string AppId, string ObjectId)> CreateAsync(string name)
    {
        var made = JsonNode.Parse(await owner.TextAsync("ad", "app", "create", "--display-name", name))!;
        return ((string)made["appId"]!, (string)made["id"]!);
    }

    private async Task TrustAsync(string application, string name, string end) => (await owner.RunAsync("rest", "--method", "POST", "--uri",
        $"https://graph.microsoft.com/beta/applications/{application}/federatedIdentityCredentials", "--body", TutorialApplication.Exact(end, name).ToJsonString())).Passes();

    private Task<Outcome> ExplainAsync(params string[] arguments) => instance.RunAsync(["explain", "--claims", claims, .. arguments]);
}
