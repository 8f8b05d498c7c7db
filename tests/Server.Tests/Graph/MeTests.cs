using System.Net;
using System.Text.Json.Nodes;

namespace Sallyport.Server.Tests.Graph;

/// <summary>People see and change themselves.</summary>
public sealed class MeTests(GraphServer server) : IClassFixture<GraphServer>
{
    [Fact]
    public async Task A_person_reads_its_own_account()
    {
        using var person = await server.PersonAsync();
        var me = (await person.Client.GetAsync("/v1.0/me")).Ok();
        Assert.Equal((person.Id, person.Name), (me.Text("id"), me.Text("userPrincipalName")));
        Assert.Equal("https://graph.microsoft.com/v1.0/$metadata#users/$entity", me.Text("@odata.context"));
        Assert.Equal(["@odata.context", "id"], (await person.Client.GetAsync("/beta/me?$select=id")).Ok().Names);
    }

    [Theory]
    [InlineData("GET", "/me")]
    [InlineData("PATCH", "/me")]
    [InlineData("GET", "/me/memberOf")]
    [InlineData("POST", "/me/changePassword")]
    [InlineData("POST", "/me/revokeSignInSessions")]
    public async Task An_application_is_nobody(string method, string path) =>
        (await server.Owner.SendAsync(new HttpMethod(method), "/v1.0" + path, GraphClient.Json("{}"))).Refused(
            400, "BadRequest", "/me request is only valid with delegated authentication flow.");

    [Fact]
    public async Task A_member_changes_its_phone_number_and_who_writes_users_its_name()
    {
        using var member = await server.PersonAsync();
        using var admin = await server.PersonAsync(GraphPeople.UserAdministrator);
        (await member.Client.PatchAsync("/v1.0/me", new JsonObject { ["mobilePhone"] = "+49 30 1" })).Ok(HttpStatusCode.NoContent);
        Assert.Equal("+49 30 1", (await member.Client.GetAsync("/v1.0/me")).Text("mobilePhone"));
        foreach (var body in (string[])["""{"displayName":"x"}""", """{"accountEnabled":true}""",
            """{"passwordProfile":{"password":"Another-horse-8"}}""", """{"mobilePhone":"1","mail":"x@y.example"}"""])
            (await member.Client.PatchAsync("/v1.0/me", (JsonObject)JsonNode.Parse(body)!)).Forbidden();
        (await admin.Client.PatchAsync("/v1.0/me", new JsonObject { ["displayName"] = "Countess" })).Ok(HttpStatusCode.NoContent);
        Assert.Equal("Countess", (await admin.Client.GetAsync("/v1.0/me")).Text("displayName"));
    }

    [Fact]
    public async Task A_person_chooses_another_password_by_the_one_that_it_has()
    {
        using var person = await server.PersonAsync();
        (await ChangeAsync("Wrong-horse-1", "Another-horse-8")).Refused(400, "Request_BadRequest", "current password");
        foreach (var chosen in (string[])["weak", GraphPeople.Password])
            (await ChangeAsync(GraphPeople.Password, chosen)).Refused(400, "Request_BadRequest", "password complexity");
        (await person.Client.PostAsync("/v1.0/me/changePassword", [])).Refused(400, "BadRequest", "'newPassword'");
        Assert.NotNull(await server.SignInAsync(person.Name));
        (await ChangeAsync(GraphPeople.Password, "Another-horse-8")).Ok(HttpStatusCode.NoContent);
        Assert.Null(await server.SignInAsync(person.Name));
        Assert.NotNull(await server.SignInAsync(person.Name, "Another-horse-8"));

        Task<GraphAnswer> ChangeAsync(string current, string chosen) => person.Client.PostAsync(
            "/v1.0/me/changePassword", new JsonObject { ["currentPassword"] = current, ["newPassword"] = chosen });
    }

    [Fact]
    public async Task Guesses_of_the_present_password_lock_the_account()
    {
        using var person = await server.PersonAsync();
        for (var i = 0; i < 11; i++)
            (await person.Client.PostAsync("/v1.0/me/changePassword", new JsonObject
            {
                ["currentPassword"] = "Wrong-horse-1", ["newPassword"] = "Another-horse-8",
            })).Refused(400, "Request_BadRequest", "locked");
        Assert.Null(await server.SignInAsync(person.Name));
    }

    [Fact]
    public async Task The_roles_of_a_person_stand_in_memberOf_and_in_the_list_of_roles()
    {
        using var person = await server.PersonAsync(GraphPeople.ReportsReader, GraphPeople.UserAdministrator);
        foreach (var path in (string[])["/v1.0/me/memberOf", $"/v1.0/users/{person.Name}/memberOf"])
        {
            var roles = (await person.Client.GetAsync(path)).Ok().Values;
            Assert.Equal(["User Administrator", "Reports Reader"], roles.Select(r => r.GetProperty("displayName").GetString()));
            Assert.All(roles, r => Assert.Equal("#microsoft.graph.directoryRole", r.GetProperty("@odata.type").GetString()));
        }
        var all = (await person.Client.GetAsync("/v1.0/directoryRoles")).Ok().Values;
        Assert.Equal(9, all.Length);
        var role = all.Single(r => r.GetProperty("roleTemplateId").GetString() == GraphPeople.ReportsReader);
        var id = role.GetProperty("id").GetString()!;
        Assert.NotEqual(GraphPeople.ReportsReader, id);
        Assert.Equal("Reports Reader", (await person.Client.GetAsync($"/v1.0/directoryRoles/{id}")).Ok().Text("displayName"));
        Assert.Equal(id, (await person.Client.GetAsync($"/v1.0/directoryRoles(roleTemplateId='{GraphPeople.ReportsReader}')")).Ok().Text("id"));
        var found = (await person.Client.GetAsync($"/v1.0/directoryRoles?$filter=roleTemplateId eq '{GraphPeople.ReportsReader}'")).Ok().Values;
        Assert.Equal(id, Assert.Single(found).GetProperty("id").GetString());
        var members = (await person.Client.GetAsync($"/v1.0/directoryRoles/{id}/members")).Ok().Values;
        Assert.Contains(members, m => m.GetProperty("id").GetString() == person.Id);
        var unknown = Guid.CreateVersion7();
        (await person.Client.GetAsync($"/v1.0/directoryRoles/{unknown}")).Refused(404, "Request_ResourceNotFound", $"{unknown}");
        (await person.Client.GetAsync($"/v1.0/directoryRoles/{GraphPeople.ReportsReader}")).Refused(404, "Request_ResourceNotFound", "");
    }

    [Fact]
    public async Task User_info_names_the_person_as_the_id_token_does()
    {
        using var person = await server.PersonAsync();
        var all = (await person.Client.GetAsync("/oidc/userinfo")).Ok();
        Assert.Equal(["sub", "name", "family_name", "given_name", "picture", "email"], all.Names);
        Assert.Equal(("Ada Lovelace", "ada@contoso.example"), (all.Text("name"), all.Text("email")));
        Assert.NotEqual(person.Id, all.Text("sub"));
        using var other = await server.PersonAsync();
        Assert.NotEqual(all.Text("sub"), (await other.Client.GetAsync("/oidc/userinfo")).Ok().Text("sub"));
        using var openid = await server.WithScopesAsync(person.Id, "openid profile");
        var less = (await openid.GetAsync("/oidc/userinfo")).Ok();
        Assert.Equal(all.Text("sub"), less.Text("sub"));
        Assert.DoesNotContain("email", less.Names);
        using var without = await server.WithScopesAsync(person.Id, "Application.Read.All");
        (await without.GetAsync("/oidc/userinfo")).Forbidden();
    }
}
