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
}
