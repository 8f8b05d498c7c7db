using System.Text.Json.Nodes;

namespace Sallyport.Conformance;

/// <summary>The real az, signed in as a person.</summary>
public sealed class PersonTests
{
    private const string Name = "ada@sallyport.onmicrosoft.com";
    private const string Password = "Correct-horse-7";
    private const string Denied = "Insufficient privileges to complete the operation.";

    private static async Task<Az> AsAsync(Instance instance, string name, string password)
    {
        var az = await Az.NewAsync(instance);
        (await az.RunAsync("login", "-u", name, $"-p={password}", "--allow-no-subscriptions")).Passes();
        return az;
    }

    private static Task<Az> AdministratorAsync(Instance instance) => AsAsync(
        instance,
        (string)instance.Data["administrator"]!["userPrincipalName"]!,
        (string)instance.Data["administrator"]!["password"]!);

    [Fact]
    public async Task The_first_person_does_with_az_all_that_a_federated_sign_in_needs()
    {
        await using var instance = await Instance.StartAsync();
        var az = await AdministratorAsync(instance);
        Assert.Equal(
            "admin@sallyport.onmicrosoft.com Administrator",
            await az.TextAsync("ad", "signed-in-user", "show", "--query", "join(' ', [userPrincipalName, displayName])", "-o", "tsv"));
        var made = JsonNode.Parse(await az.TextAsync(
            "ad", "app", "create", "--display-name", "sign-in", "--sign-in-audience", "AzureADMyOrg",
            "--web-redirect-uris", "https://app.example/cb", "http://localhost:8080/cb",
            "--public-client-redirect-uris", "http://localhost", "--is-fallback-public-client", "true",
            "--enable-id-token-issuance", "true"))!;
        Assert.Equal(
            """["https://app.example/cb","http://localhost:8080/cb"] ["http://localhost"] true true""",
            $"{made["web"]!["redirectUris"]!.ToJsonString()} {made["publicClient"]!["redirectUris"]!.ToJsonString()} "
            + $"{made["isFallbackPublicClient"]!.ToJsonString()} {made["web"]!["implicitGrantSettings"]!["enableIdTokenIssuance"]!.ToJsonString()}");
        var appId = (string)made["appId"]!;
        (await az.RunAsync("ad", "app", "update", "--id", appId, "--web-redirect-uris", "https://app.example/new")).Passes();
        Assert.Equal("https://app.example/new", await az.TextAsync("ad", "app", "show", "--id", appId, "--query", "web.redirectUris[0]", "-o", "tsv"));

        var principal = await az.TextAsync("ad", "sp", "create", "--id", appId, "--query", "id", "-o", "tsv");
        (await az.RunAsync(
            "ad", "app", "federated-credential", "create", "--id", appId, "--parameters",
            """{"name":"main","issuer":"https://gitlab.example.com","subject":"project_path:g/p:ref_type:branch:ref:main","audiences":["api://x"]}"""))
            .Passes();
        (await az.RunAsync(
            "role", "assignment", "create", "--assignee-object-id", principal, "--assignee-principal-type", "ServicePrincipal",
            "--role", "Reader", "--scope", $"/subscriptions/{instance.SubscriptionId}")).Passes();
        (await az.RunAsync("ad", "user", "create", "--display-name", "Ada", "--user-principal-name", Name, "--password", Password)).Passes();
        (await az.RunAsync("ad", "app", "delete", "--id", appId)).Passes();
        Assert.Contains("admin@sallyport.onmicrosoft.com", (await instance.RunAsync(["status"])).Passes().All, StringComparison.Ordinal);
        Assert.DoesNotContain((string)instance.Data["administrator"]!["password"]!, (await instance.RunAsync(["status"])).Passes().All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_member_registers_and_owns_applications_with_az_and_is_refused_those_of_others()
    {
        await using var instance = await Instance.StartAsync();
        var owner = await Az.OwnerAsync(instance);
        var id = await owner.TextAsync(
            "ad", "user", "create", "--display-name", "Ada", "--user-principal-name", Name, "--password", Password, "--query", "id", "-o", "tsv");
        var foreign = await owner.TextAsync("ad", "app", "create", "--display-name", "theirs", "--query", "appId", "-o", "tsv");
        var az = await AsAsync(instance, Name, Password);

        Assert.Equal(id, await az.TextAsync("ad", "signed-in-user", "show", "--query", "id", "-o", "tsv"));
        var own = await az.TextAsync("ad", "app", "create", "--display-name", "mine", "--query", "appId", "-o", "tsv");
        Assert.Equal(id, await az.TextAsync("ad", "app", "owner", "list", "--id", own, "--query", "[].id", "-o", "tsv"));
        var principal = await az.TextAsync("ad", "sp", "create", "--id", own, "--query", "id", "-o", "tsv");
        Assert.Equal(id, await az.TextAsync("ad", "sp", "owner", "list", "--id", principal, "--query", "[].id", "-o", "tsv"));
        (await az.RunAsync(
            "ad", "app", "federated-credential", "create", "--id", own, "--parameters",
            """{"name":"main","issuer":"https://gitlab.example.com","subject":"s","audiences":["api://x"]}""")).Passes();
        Assert.Equal("2", await az.TextAsync("ad", "signed-in-user", "list-owned-objects", "--query", "length(@)", "-o", "tsv"));

        (await az.RunAsync("ad", "app", "update", "--id", foreign, "--display-name", "mine")).Fails(Denied, 1);
        (await az.RunAsync("ad", "app", "credential", "reset", "--id", foreign)).Fails(Denied, 1);
        (await az.RunAsync("ad", "app", "credential", "reset", "--id", instance.OwnerClientId)).Fails(Denied, 1);
        (await az.RunAsync("ad", "user", "create", "--display-name", "Bob", "--user-principal-name", "bob@sallyport.onmicrosoft.com", "--password", Password))
            .Fails(Denied, 1);
        (await az.RunAsync(
            "role", "assignment", "create", "--assignee-object-id", principal, "--assignee-principal-type", "ServicePrincipal",
            "--role", "Reader", "--scope", $"/subscriptions/{instance.SubscriptionId}")).Fails("ERROR", 1);

        (await owner.RunAsync("ad", "app", "owner", "add", "--id", foreign, "--owner-object-id", id)).Passes();
        (await az.RunAsync("ad", "app", "update", "--id", foreign, "--display-name", "ours")).Passes();
        (await owner.RunAsync("ad", "app", "owner", "remove", "--id", foreign, "--owner-object-id", id)).Passes();
        (await az.RunAsync("ad", "app", "update", "--id", foreign, "--display-name", "mine")).Fails(Denied, 1);
    }
}
