using System.Text.Json.Nodes;

namespace Sallyport.Conformance;

/// <summary>People's accounts, managed with the real az.</summary>
public sealed class UserTests
{
    private const string Name = "ada@sallyport.onmicrosoft.com";
    private const string Password = "Correct-horse-7";

    [Fact]
    public async Task Az_creates_shows_lists_and_deletes_a_user()
    {
        await using var instance = await Instance.StartAsync();
        var az = await Az.OwnerAsync(instance);
        var made = JsonNode.Parse(await az.TextAsync(
            "ad", "user", "create", "--display-name", "Ada", "--user-principal-name", Name, "--password", Password))!;
        Assert.Equal(Name, (string)made["userPrincipalName"]!);
        Assert.Equal((string)made["id"]!, await az.TextAsync("ad", "user", "show", "--id", Name, "--query", "id", "-o", "tsv"));
        Assert.Equal(Name, await az.TextAsync("ad", "user", "list", "--upn", Name, "--query", "[].userPrincipalName", "-o", "tsv"));
        Assert.Equal("", await az.TextAsync("ad", "user", "list", "--display-name", "Bob", "--query", "[].id", "-o", "tsv"));
        (await az.RunAsync("ad", "user", "create", "--display-name", "Ada", "--user-principal-name", Name, "--password", Password))
            .Fails("ERROR: Another object with the same value for property userPrincipalName already exists.", 1);
        (await az.RunAsync("ad", "user", "delete", "--id", Name)).Passes();
        (await az.RunAsync("ad", "user", "show", "--id", Name)).Fails($"Resource '{Name}' does not exist", 3);
    }

    [Fact]
    public async Task Az_signs_a_person_in_with_a_password_and_lists_the_groups_that_its_role_allows()
    {
        await using var instance = await Instance.StartAsync();
        var owner = await Az.OwnerAsync(instance);
        var id = await owner.TextAsync(
            "ad", "user", "create", "--display-name", "Ada", "--user-principal-name", Name, "--password", Password, "--query", "id", "-o", "tsv");
        foreach (var group in (string[])["app", "other"])
            (await owner.RunAsync("group", "create", "-n", group, "-l", "westeurope")).Passes();
        (await owner.RunAsync(
            "role", "assignment", "create", "--assignee-object-id", id, "--assignee-principal-type", "User", "--role", "Reader",
            "--scope", $"/subscriptions/{instance.SubscriptionId}/resourceGroups/app")).Passes();

        var person = await Az.NewAsync(instance);
        (await person.RunAsync("login", "-u", Name, "-p", "wrong")).Fails("AADSTS50126: Error validating credentials due to invalid username or password.", 1);
        var account = JsonNode.Parse((await person.RunAsync("login", "-u", Name, "-p", Password)).Passes().Output)![0]!;
        Assert.Equal((Name, "user"), ((string)account["user"]!["name"]!, (string)account["user"]!["type"]!));
        Assert.Equal("app", await person.TextAsync("group", "list", "--query", "[].name", "-o", "tsv"));
        (await person.RunAsync("group", "delete", "-n", "app", "--yes")).Fails("AuthorizationFailed", 1);
        Assert.Equal(Name, await person.TextAsync("account", "show", "--query", "user.name", "-o", "tsv"));
    }

    [Fact]
    public async Task Az_gives_a_person_a_role_by_name_lists_it_with_the_name_and_takes_it_away()
    {
        await using var instance = await Instance.StartAsync();
        var owner = await Az.OwnerAsync(instance);
        var scope = $"/subscriptions/{instance.SubscriptionId}";
        string[] create = ["role", "assignment", "create", "--role", "Reader", "--scope", scope];
        (await owner.RunAsync([.. create, "--assignee", Name])).Fails("Cannot find user or service principal in graph database for", 1);
        var id = await owner.TextAsync(
            "ad", "user", "create", "--display-name", "Ada", "--user-principal-name", Name, "--password", Password, "--query", "id", "-o", "tsv");
        var made = JsonNode.Parse((await owner.RunAsync([.. create, "--assignee", Name])).Passes().Output)!;
        Assert.Equal((id, "User"), ((string)made["principalId"]!, (string)made["principalType"]!));
        Assert.Equal(
            $"{Name} Reader User",
            await owner.TextAsync(
                "role", "assignment", "list", "--assignee", Name, "--scope", scope, "--query",
                "[].join(' ', [principalName, roleDefinitionName, principalType])", "-o", "tsv"));
        Assert.Contains(Name, (await owner.TextAsync("role", "assignment", "list", "--scope", scope, "--query", "[].principalName", "-o", "tsv")).Split('\n'));
        (await owner.RunAsync([.. create, "--assignee-object-id", Guid.CreateVersion7().ToString()]))
            .Fails("does not exist in the directory", 1);
        (await owner.RunAsync([.. create, "--assignee-object-id", id, "--assignee-principal-type", "ServicePrincipal"])).Fails("UnmatchedPrincipalType", 1);
        (await owner.RunAsync("role", "assignment", "delete", "--assignee", Name, "--role", "Reader", "--scope", scope)).Passes();
        Assert.Equal("", await owner.TextAsync("role", "assignment", "list", "--assignee", Name, "--scope", scope, "--query", "[].id", "-o", "tsv"));
    }

    [Fact]
    public async Task Az_asks_a_person_to_sign_in_again_whose_sessions_were_ended()
    {
        await using var instance = await Instance.StartAsync();
        var owner = await Az.OwnerAsync(instance);
        var id = await owner.TextAsync(
            "ad", "user", "create", "--display-name", "Ada", "--user-principal-name", Name, "--password", Password, "--query", "id", "-o", "tsv");
        (await owner.RunAsync("role", "assignment", "create", "--assignee", Name, "--role", "Reader", "--scope", $"/subscriptions/{instance.SubscriptionId}")).Passes();
        var person = await Az.NewAsync(instance);
        (await person.RunAsync("login", "-u", Name, "-p", Password)).Passes();
        (await person.RunAsync("group", "list")).Passes();
        (await owner.RunAsync("rest", "--method", "POST", "--url", $"https://graph.microsoft.com/v1.0/users/{id}/revokeSignInSessions")).Passes();
        var refused = (await person.RunAsync("group", "list")).Fails("InteractionRequired and code: TokenIssuedBeforeRevocationTimestamp", 1);
        Assert.Contains("Acquiring new access token silently", refused.Error, StringComparison.Ordinal); // it has understood the challenge
        (await person.RunAsync("login", "-u", Name, "-p", Password)).Passes();
        (await person.RunAsync("group", "list")).Passes();
    }
}
