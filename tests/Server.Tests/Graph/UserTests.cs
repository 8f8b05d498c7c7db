using System.Net;
using System.Text.Json.Nodes;

namespace Sallyport.Server.Tests.Graph;

public sealed class UserTests(GraphServer server) : IClassFixture<GraphServer>
{
    private const string Domain = "sallyport.onmicrosoft.com";
    private const string Password = "Correct-horse-7";
    private const string Administrators = "/v1.0/directoryRoles(roleTemplateId='62e90394-69f5-4237-9190-012177145e10')/members";

    private static string NewName() => $"{GraphServer.Unique("ada")}@{Domain}";

    private static JsonObject Body(string name) => new()
    {
        ["accountEnabled"] = true, ["displayName"] = "Ada Lovelace", ["mailNickname"] = "ada", ["userPrincipalName"] = name,
        ["passwordProfile"] = new JsonObject { ["forceChangePasswordNextSignIn"] = false, ["password"] = Password },
    };

    private async Task<string> AddAsync(string name) => (await server.Owner.PostAsync("/v1.0/users", Body(name))).Ok(HttpStatusCode.Created).Text("id");

    private async Task<GraphClient> ApplicationWithAsync(string role)
    {
        var (id, appId) = await server.AddApplicationAsync();
        var principal = (await server.Owner.PostAsync("/v1.0/servicePrincipals", new JsonObject { ["appId"] = appId })).Text("id");
        var graph = (await server.Owner.GetAsync("/v1.0/servicePrincipals(appId='00000003-0000-0000-c000-000000000000')")).Text("id");
        (await server.Owner.PostAsync($"/v1.0/servicePrincipals/{principal}/appRoleAssignments", new JsonObject
        {
            ["principalId"] = principal, ["resourceId"] = graph, ["appRoleId"] = role,
        })).Ok(HttpStatusCode.Created);
        var secret = (await server.Owner.PostAsync($"/v1.0/applications/{id}/addPassword", [])).Text("secretText");
        return server.As(await server.Running.TokenAsync(appId, secret, "https://graph.microsoft.com"));
    }

    [Fact]
    public async Task Creates_a_user_and_finds_it_by_id_and_by_name_in_any_case()
    {
        var name = NewName();
        var made = (await server.Owner.PostAsync("/v1.0/users", Body(name))).Ok(HttpStatusCode.Created);
        Assert.Equal(
            ["@odata.context", "businessPhones", "displayName", "givenName", "jobTitle", "mail", "mobilePhone", "officeLocation",
                "preferredLanguage", "surname", "userPrincipalName", "id"],
            made.Names);
        Assert.EndsWith($"/{made.Text("id")}/Microsoft.DirectoryServices.User", made.Headers["Location"], StringComparison.Ordinal);
        foreach (var key in (string[])[made.Text("id"), name, name.ToUpperInvariant()])
            Assert.Equal(name, (await server.Owner.GetAsync($"/v1.0/users/{key}")).Ok().Text("userPrincipalName"));
        Assert.True((await server.Owner.GetAsync($"/v1.0/users/{name}?$select=accountEnabled")).Ok().Body.GetProperty("accountEnabled").GetBoolean());
        Assert.Contains("accountEnabled", (await server.Owner.GetAsync($"/beta/users/{name}")).Ok().Names);
        Assert.DoesNotContain(Password, (await server.Owner.GetAsync($"/beta/users/{name}")).Body.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Filters_by_name_and_by_how_names_begin()
    {
        var name = NewName();
        await AddAsync(name);
        foreach (var filter in (string[])[$"userPrincipalName eq '{name.ToUpperInvariant()}'", $"startswith(userPrincipalName,'{name[..^10]}')",
            $"startswith(displayName,'ada love') and userPrincipalName eq '{name}'"])
            Assert.Equal(name, Assert.Single((await server.Owner.GetAsync($"/v1.0/users?$filter={filter}")).Ok().Values).GetProperty("userPrincipalName").GetString());
        Assert.Empty((await server.Owner.GetAsync($"/v1.0/users?$filter=userPrincipalName eq 'x{name}'")).Ok().Values);
    }

    [Fact]
    public async Task Refuses_a_name_that_is_taken_or_of_a_strange_domain_and_a_weak_password()
    {
        var name = NewName();
        var id = await AddAsync(name);
        (await server.Owner.PostAsync("/v1.0/users", Body(name.ToUpperInvariant()))).Refused(
            400, "Request_BadRequest", "Another object with the same value for property userPrincipalName already exists.");
        (await server.Owner.PostAsync("/v1.0/users", Body("ada@contoso.example"))).Refused(400, "Request_BadRequest", "verified domain names");
        (await server.Owner.PostAsync("/v1.0/users", Body("ada"))).Refused(400, "Request_BadRequest", "'userPrincipalName'");
        (await server.Owner.PatchAsync($"/v1.0/users/{id}", new JsonObject { ["userPrincipalName"] = "ada@contoso.example" })).Refused(
            400, "Request_BadRequest", "verified domain names");
        foreach (var weak in (string[])["Sh0rt!", "onlylowercase1", new string('a', 250) + "A1!aaaa"])
        {
            var body = Body(NewName());
            body["passwordProfile"]!["password"] = weak;
            (await server.Owner.PostAsync("/v1.0/users", body)).Refused(400, "Request_BadRequest", "password complexity");
        }
        foreach (var member in (string[])["accountEnabled", "displayName", "mailNickname", "userPrincipalName", "passwordProfile"])
        {
            var body = Body(NewName());
            body.Remove(member);
            (await server.Owner.PostAsync("/v1.0/users", body)).Refused(400, "Request_BadRequest", $"'{member}'");
        }
    }

    [Fact]
    public async Task Changes_and_deletes_a_user()
    {
        var path = $"/v1.0/users/{await AddAsync(NewName())}";
        (await server.Owner.PatchAsync(path, new JsonObject { ["displayName"] = "Countess", ["surname"] = "King", ["accountEnabled"] = false })).Ok(HttpStatusCode.NoContent);
        var changed = (await server.Owner.GetAsync(path + "?$select=displayName,surname,accountEnabled")).Ok();
        Assert.Equal(("Countess", "King"), (changed.Text("displayName"), changed.Text("surname")));
        Assert.False(changed.Body.GetProperty("accountEnabled").GetBoolean());
        var before = (await server.Owner.GetAsync(path + "?$select=signInSessionsValidFromDateTime")).Ok().Body.GetProperty("signInSessionsValidFromDateTime").GetDateTimeOffset();
        Assert.True((await server.Owner.PostAsync(path + "/revokeSignInSessions", [])).Ok().Body.GetProperty("value").GetBoolean());
        var after = (await server.Owner.GetAsync(path + "?$select=signInSessionsValidFromDateTime")).Ok().Body.GetProperty("signInSessionsValidFromDateTime").GetDateTimeOffset();
        Assert.True(after > before);
        (await server.Owner.DeleteAsync(path)).Ok(HttpStatusCode.NoContent);
        (await server.Owner.GetAsync(path)).Refused(404, "Request_ResourceNotFound", path.Split('/')[^1]);
        (await server.Owner.DeleteAsync(path)).Refused(404, "Request_ResourceNotFound", path.Split('/')[^1]);
    }

    [Fact]
    public async Task Users_are_among_the_objects_that_are_got_by_their_ids()
    {
        var id = await AddAsync(NewName());
        var body = new JsonObject { ["ids"] = new JsonArray(id), ["types"] = new JsonArray("user") };
        var found = Assert.Single((await server.Owner.PostAsync("/v1.0/directoryObjects/getByIds", body)).Ok().Values);
        Assert.Equal("#microsoft.graph.user", found.GetProperty("@odata.type").GetString());
        body["types"] = new JsonArray("application");
        Assert.Empty((await server.Owner.PostAsync("/v1.0/directoryObjects/getByIds", body)).Ok().Values);
    }

    [Fact]
    public async Task Who_may_read_users_may_not_write_them()
    {
        var name = NewName();
        await AddAsync(name);
        using var reader = await ApplicationWithAsync("df021288-bdef-4463-88db-98f22de89214");
        (await reader.GetAsync($"/v1.0/users/{name}")).Ok();
        (await reader.DeleteAsync($"/v1.0/users/{name}")).Refused(403, "Authorization_RequestDenied", "Insufficient privileges");
        (await reader.PostAsync("/v1.0/users", Body(NewName()))).Refused(403, "Authorization_RequestDenied", "Insufficient privileges");
    }

    [Fact]
    public async Task Who_may_write_users_cannot_take_over_an_administrator()
    {
        var id = await AddAsync(NewName());
        var path = $"/v1.0/users/{id}";
        var password = new JsonObject { ["passwordProfile"] = new JsonObject { ["password"] = "Another-horse-8" } };
        using var writer = await ApplicationWithAsync("741f803b-c850-494e-b5df-cde7c675a1ca");
        (await writer.PatchAsync(path, password)).Ok(HttpStatusCode.NoContent);
        var reference = new JsonObject { ["@odata.id"] = $"https://graph.microsoft.com/v1.0/directoryObjects/{id}" };
        (await writer.PostAsync(Administrators + "/$ref", reference)).Refused(403, "Authorization_RequestDenied", "Insufficient privileges");
        (await server.Owner.PostAsync(Administrators + "/$ref", reference)).Ok(HttpStatusCode.NoContent);
        (await server.Owner.PostAsync(Administrators + "/$ref", reference)).Refused(400, "Request_BadRequest", "already exist");
        Assert.Contains((await server.Owner.GetAsync(Administrators)).Ok().Values, m => m.GetProperty("id").GetString() == id);
        (await writer.PatchAsync(path, password)).Refused(403, "Authorization_RequestDenied", "Insufficient privileges");
        (await writer.DeleteAsync(path)).Refused(403, "Authorization_RequestDenied", "Insufficient privileges");
        (await writer.PatchAsync(path, new JsonObject { ["displayName"] = "Ada" })).Ok(HttpStatusCode.NoContent);
        (await server.Owner.DeleteAsync($"{Administrators}/{id}/$ref")).Ok(HttpStatusCode.NoContent);
        (await writer.DeleteAsync(path)).Ok(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Lets_one_of_many_who_create_the_same_user_win()
    {
        var name = NewName();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => server.Owner.PostAsync("/v1.0/users", Body(name))));
        Assert.Single(answers, a => a.Status == HttpStatusCode.Created);
        Assert.Equal(7, answers.Count(a => a.Status == HttpStatusCode.BadRequest));
    }
}
