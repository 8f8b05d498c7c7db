using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sallyport.Server.Tests.Graph;

/// <summary>Who may not read users is told of one in a list of objects that it is there, and nothing of it.</summary>
public sealed class LimitedInformationTests(GraphServer server) : IClassFixture<GraphServer>
{
    [Theory]
    [InlineData("Application.Read.All", false)]
    [InlineData("Application.ReadWrite.All", false)]
    [InlineData("Application.Read.All User.Read.All", true)]
    [InlineData("Directory.Read.All", true)]
    public async Task An_application_sees_people_only_with_a_role_that_reads_them(string roles, bool isShown)
    {
        using var client = await server.WithRolesAsync(roles.Split(' '));
        await CheckAsync(client, isShown, "getByIds", "applications", "servicePrincipals");
    }

    [Theory]
    [InlineData("Application.Read.All", false)]
    [InlineData("Application.Read.All User.Read.All", true)]
    [InlineData("Directory.AccessAsUser.All", true)]
    public async Task The_client_of_a_person_sees_people_only_with_a_scope_that_reads_them(string scopes, bool isShown)
    {
        using var person = await server.PersonAsync();
        using var client = await server.WithScopesAsync(person.Id, scopes);
        await CheckAsync(client, isShown, "getByIds", "applications", "servicePrincipals");
    }

    [Theory]
    [InlineData("RoleManagement.ReadWrite.Directory", false)]
    [InlineData("RoleManagement.ReadWrite.Directory User.Read.All", true)]
    [InlineData("Directory.Read.All", true)]
    public async Task The_members_of_a_role_are_shown_to_who_may_read_users(string roles, bool isShown)
    {
        using var client = await server.WithRolesAsync(roles.Split(' '));
        await CheckAsync(client, isShown, "members");
    }

    private async Task CheckAsync(GraphClient client, bool isShown, params string[] lists)
    {
        using var owner = await server.PersonAsync(GraphPeople.ReportsReader);
        var app = (await owner.Client.PostAsync("/v1.0/applications", new JsonObject { ["displayName"] = "mine" })).Ok(HttpStatusCode.Created);
        var principal = (await owner.Client.PostAsync("/v1.0/servicePrincipals", new JsonObject { ["appId"] = app.Text("appId") }))
            .Ok(HttpStatusCode.Created).Text("id");
        foreach (var list in lists)
            foreach (var version in (string[])["v1.0", "beta"])
            {
                var answer = list switch
                {
                    "getByIds" => await client.PostAsync($"/{version}/directoryObjects/getByIds", new JsonObject { ["ids"] = new JsonArray(owner.Id) }),
                    "members" => await client.GetAsync($"/{version}/directoryRoles(roleTemplateId='{GraphPeople.ReportsReader}')/members"),
                    _ => await client.GetAsync($"/{version}/{list}/{(list == "applications" ? app.Text("id") : principal)}/owners"),
                };
                Check(answer.Ok().Values.Single(v => v.GetProperty("id").GetString() == owner.Id), isShown);
            }
    }

    // Members that are not told are null. Source: "Limited information returned for inaccessible member objects".
    private static void Check(JsonElement user, bool isShown)
    {
        Assert.Equal("#microsoft.graph.user", user.GetProperty("@odata.type").GetString());
        Assert.Equal(isShown ? "ada@contoso.example" : null, user.GetProperty("mail").GetString());
        Assert.Equal(isShown ? "Ada Lovelace" : null, user.GetProperty("displayName").GetString());
        if (!isShown)
            Assert.All(
                user.EnumerateObject().Where(m => m.Name is not ("@odata.type" or "id")),
                m => Assert.Equal(JsonValueKind.Null, m.Value.ValueKind));
    }
}
