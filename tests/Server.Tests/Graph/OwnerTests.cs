using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Sallyport.Server.Tests.Graph;

/// <summary>Who owns an application may change it, and whoever registers one owns it.</summary>
public sealed class OwnerTests(GraphServer server) : IClassFixture<GraphServer>
{
    private static async Task<string[]> OwnersAsync(GraphClient client, string path) =>
        [.. (await client.GetAsync(path + "/owners")).Ok().Values.Select(o => o.GetProperty("id").GetString()!)];

    [Theory]
    [InlineData(null)]
    [InlineData(GraphPeople.ApplicationDeveloper)]
    public async Task A_member_registers_an_application_with_its_principal_and_changes_it_as_its_owner(string? role)
    {
        using var person = await server.PersonAsync(role is null ? [] : [role]);
        var made = (await person.Client.PostAsync("/v1.0/applications", new JsonObject { ["displayName"] = "mine" }))
            .Ok(HttpStatusCode.Created);
        var path = $"/v1.0/applications/{made.Text("id")}";
        Assert.Equal([person.Id], await OwnersAsync(person.Client, path));
        var name = GraphServer.Unique("c");
        (await person.Client.PatchAsync(path, new JsonObject { ["displayName"] = "ours" })).Ok(HttpStatusCode.NoContent);
        (await person.Client.PostAsync(path + "/addPassword", [])).Ok();
        (await person.Client.PostAsync(path + "/federatedIdentityCredentials", GraphServer.Credential(name))).Ok(HttpStatusCode.Created);
        (await person.Client.DeleteAsync($"{path}/federatedIdentityCredentials/{name}")).Ok(HttpStatusCode.NoContent);

        var principal = (await person.Client.PostAsync(
            "/v1.0/servicePrincipals", new JsonObject { ["appId"] = made.Text("appId") })).Ok(HttpStatusCode.Created).Text("id");
        Assert.Equal([person.Id], await OwnersAsync(person.Client, $"/v1.0/servicePrincipals/{principal}"));
        Assert.Equal(
            [made.Text("id"), principal],
            (await person.Client.GetAsync("/v1.0/me/ownedObjects")).Ok().Values.Select(o => o.GetProperty("id").GetString()!));
        (await person.Client.PatchAsync(
            $"/v1.0/servicePrincipals/{principal}", new JsonObject { ["accountEnabled"] = false })).Ok(HttpStatusCode.NoContent);
        (await person.Client.DeleteAsync($"/v1.0/servicePrincipals/{principal}")).Ok(HttpStatusCode.NoContent);
        (await person.Client.DeleteAsync(path)).Ok(HttpStatusCode.NoContent);
    }

    [Fact]
    [Trait("Passes", "R3")]
    public async Task R3_a_member_changes_no_application_of_others_and_makes_no_principal_for_it()
    {
        using var person = await server.PersonAsync();
        var (id, appId) = await server.AddApplicationAsync();
        var path = $"/v1.0/applications/{id}";
        (await person.Client.PostAsync("/v1.0/servicePrincipals", new JsonObject { ["appId"] = appId })).Forbidden();
        (await person.Client.PostAsync(path + "/addPassword", [])).Forbidden();
        (await person.Client.PostAsync(path + "/owners/$ref", GraphPeople.Reference(person.Id))).Forbidden();
        (await person.Client.DeleteAsync(path)).Forbidden();
        (await server.Owner.PostAsync(path + "/owners/$ref", GraphPeople.Reference(person.Id))).Ok(HttpStatusCode.NoContent);
        (await person.Client.PostAsync("/v1.0/servicePrincipals", new JsonObject { ["appId"] = appId })).Ok(HttpStatusCode.Created);
        (await person.Client.PostAsync(path + "/addPassword", [])).Ok();
    }

    [Fact]
    [Trait("Passes", "R3")]
    public async Task R3_the_word_that_creates_what_is_missing_opens_no_application_of_others()
    {
        using var person = await server.PersonAsync();
        var name = GraphServer.Unique("u");
        var path = $"/v1.0/applications(uniqueName='{name}')";
        Assert.Equal(HttpStatusCode.Created, (await SendAsync(server.Owner, HttpMethod.Patch, path)).Status);
        (await SendAsync(person.Client, HttpMethod.Patch, path)).Forbidden();
        (await SendAsync(person.Client, HttpMethod.Post, path + "/addPassword")).Forbidden();
        (await SendAsync(person.Client, HttpMethod.Delete, path)).Forbidden();
        (await SendAsync(person.Client, HttpMethod.Patch, path + "/federatedIdentityCredentials(name='x')")).Forbidden();
        var own = $"/v1.0/applications(uniqueName='{GraphServer.Unique("u")}')";
        Assert.Equal(HttpStatusCode.Created, (await SendAsync(person.Client, HttpMethod.Patch, own)).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(person.Client, HttpMethod.Patch, own)).Status);
        Assert.Equal([person.Id], await OwnersAsync(person.Client, own));

        static Task<GraphAnswer> SendAsync(GraphClient client, HttpMethod method, string path) =>
            client.SendAsync(method, path, JsonContent.Create(new { displayName = "x" }), ("Prefer", "create-if-missing"));
    }

    [Fact]
    public async Task Owners_are_added_listed_and_removed()
    {
        var (id, appId) = await server.AddApplicationAsync();
        var path = $"/v1.0/applications/{id}";
        Assert.Empty(await OwnersAsync(server.Owner, path)); // an application that registers another does not own it
        using var person = await server.PersonAsync();
        var principal = (await server.Owner.PostAsync("/v1.0/servicePrincipals", new JsonObject { ["appId"] = appId })).Text("id");
        foreach (var owner in (string[])[person.Id, principal])
            (await server.Owner.PostAsync(path + "/owners/$ref", GraphPeople.Reference(owner))).Ok(HttpStatusCode.NoContent);
        var listed = (await server.Owner.GetAsync($"/v1.0/applications(appId='{appId}')/owners")).Ok().Values;
        Assert.Equal(
            ["#microsoft.graph.user", "#microsoft.graph.servicePrincipal"],
            listed.Select(o => o.GetProperty("@odata.type").GetString()));
        (await server.Owner.PostAsync(path + "/owners/$ref", GraphPeople.Reference(person.Id))).Refused(
            400, "Request_BadRequest", "already exist for the following modified properties: 'owners'.");
        var unknown = Guid.CreateVersion7().ToString();
        (await server.Owner.PostAsync(path + "/owners/$ref", GraphPeople.Reference(unknown))).Refused(404, "Request_ResourceNotFound", unknown);
        (await server.Owner.PostAsync(path + "/owners/$ref", [])).Refused(400, "Request_BadRequest", "@odata.id");
        (await person.Client.DeleteAsync($"{path}/owners/{principal}/$ref")).Ok(HttpStatusCode.NoContent);
        (await person.Client.DeleteAsync($"{path}/owners/{person.Id}/$ref")).Ok(HttpStatusCode.NoContent);
        (await person.Client.DeleteAsync($"{path}/owners/{person.Id}/$ref")).Forbidden();
        (await server.Owner.DeleteAsync($"{path}/owners/{person.Id}/$ref")).Refused(404, "Request_ResourceNotFound", person.Id);
    }
}
