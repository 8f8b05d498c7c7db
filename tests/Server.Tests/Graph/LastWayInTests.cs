using System.Net;
using System.Text.Json.Nodes;

namespace Sallyport.Server.Tests.Graph;

/// <summary>
/// What an instance needs to live cannot be removed, and the owner's own access only when the request says so.
/// </summary>
public sealed class LastWayInTests
{
    private const string Graph = "00000003-0000-0000-c000-000000000000";
    private const string Arm = "797f4846-ba00-4fd7-ba43-dac1f8f63013";
    private const string Internal = "Specified App Principal ID is Microsoft Internal.";
    private static readonly (string, string) Confirmed = ("x-sallyport-confirm", "last-way-in");

    [Theory]
    [InlineData(Graph, "v1.0")]
    [InlineData(Arm, "v1.0")]
    [InlineData(Graph, "beta")]
    public async Task The_service_principals_of_Graph_and_ARM_can_be_neither_deleted_nor_disabled(
        string appId, string version)
    {
        await using var server = new GraphServer();
        await server.InitializeAsync();
        var byName = $"/{version}/servicePrincipals(appId='{appId}')";
        var byId = $"/{version}/servicePrincipals/{(await server.Owner.GetAsync(byName)).Text("id")}";
        foreach (var path in (string[])[byName, byId])
        {
            (await server.Owner.DeleteAsync(path)).Refused(400, "Request_BadRequest", Internal);
            (await server.Owner.SendAsync(HttpMethod.Delete, path, null, Confirmed))
                .Refused(400, "Request_BadRequest", Internal);
            (await server.Owner.PatchAsync(path, new JsonObject { ["accountEnabled"] = false }))
                .Refused(400, "Request_BadRequest", "cannot be disabled");
            (await server.Owner.PatchAsync(path, new JsonObject { ["accountEnabled"] = true }))
                .Ok(HttpStatusCode.NoContent);
        }
        await server.Running.OwnerTokenAsync("https://graph.microsoft.com");
        await server.Running.OwnerTokenAsync("https://management.azure.com");
    }

    [Theory]
    [InlineData("DELETE", "/applications(appId='{0}')", null)]
    [InlineData("DELETE", "/applications/{1}", null)]
    [InlineData("DELETE", "/servicePrincipals(appId='{0}')", null)]
    [InlineData("DELETE", "/servicePrincipals/{2}", null)]
    [InlineData("PATCH", "/servicePrincipals/{2}", """{"accountEnabled":false}""")]
    [InlineData("POST", "/applications/{1}/removePassword", """{"keyId":"{3}"}""")]
    [InlineData("DELETE", "/servicePrincipals/{2}/appRoleAssignments/{4}", null)]
    [InlineData("DELETE", $"/servicePrincipals(appId='{Graph}')/appRoleAssignedTo/{{4}}", null)]
    [InlineData("DELETE", "/servicePrincipals/{2}/appRoleAssignments/{5}", null)]
    public async Task The_owner_loses_its_last_way_in_only_when_the_request_says_so(
        string method, string path, string? body)
    {
        await using var server = new GraphServer();
        await server.InitializeAsync();
        var ids = await IdsAsync(server);
        HttpContent? Content() => body is null ? null : GraphClient.Json(Fill(body, ids));
        Task<GraphAnswer> SendAsync(params (string, string)[] headers) =>
            server.Owner.SendAsync(new HttpMethod(method), "/v1.0" + Fill(path, ids), Content(), headers);

        (await SendAsync()).Refused(400, "Request_BadRequest", "x-sallyport-confirm: last-way-in");
        (await SendAsync(("x-sallyport-confirm", "yes"))).Refused(400, "Request_BadRequest", "last-way-in");
        var roles = await RolesAsync(server.Running);
        Assert.Contains("Application.ReadWrite.All", roles, StringComparison.Ordinal);
        Assert.Contains("AppRoleAssignment.ReadWrite.All", roles, StringComparison.Ordinal);
        (await SendAsync(Confirmed)).Ok(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task The_owner_changes_its_secret_and_gives_up_what_it_can_get_back_without_a_word()
    {
        await using var server = new GraphServer();
        await server.InitializeAsync();
        var ids = await IdsAsync(server);
        var reading = await GrantAsync(server, ids[2], "7ab1d382-f21e-4acd-a863-ba3e13f7da61");
        (await server.Owner.DeleteAsync($"/v1.0/servicePrincipals/{ids[2]}/appRoleAssignments/{reading}"))
            .Ok(HttpStatusCode.NoContent);
        (await server.Owner.PostAsync($"/v1.0/applications/{ids[1]}/addPassword", [])).Ok();
        (await server.Owner.PostAsync(
            $"/v1.0/applications/{ids[1]}/removePassword", new JsonObject { ["keyId"] = ids[3] }))
            .Ok(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_secret_that_is_not_valid_yet_is_no_way_in()
    {
        await using var server = new GraphServer();
        await server.InitializeAsync();
        var ids = await IdsAsync(server);
        var later = new JsonObject { ["startDateTime"] = TimeProvider.System.GetUtcNow().AddDays(1).ToString("O") };
        (await server.Owner.PostAsync(
            $"/v1.0/applications/{ids[1]}/addPassword", new JsonObject { ["passwordCredential"] = later })).Ok();
        (await server.Owner.PostAsync(
            $"/v1.0/applications/{ids[1]}/removePassword", new JsonObject { ["keyId"] = ids[3] }))
            .Refused(400, "Request_BadRequest", "last-way-in");
    }

    /// <summary>The owner's client id, object id, principal, secret, and its grants to write and to give.</summary>
    private static async Task<string[]> IdsAsync(GraphServer server)
    {
        var appId = server.Running.Facts.OwnerClientId.ToString();
        var application = await server.Owner.GetAsync($"/v1.0/applications(appId='{appId}')");
        var principal = (await server.Owner.GetAsync($"/v1.0/servicePrincipals(appId='{appId}')")).Text("id");
        var secret = application.Body.GetProperty("passwordCredentials")[0].GetProperty("keyId").GetString()!;
        return
        [
            appId, application.Text("id"), principal, secret,
            await GrantAsync(server, principal, "1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9"),
            await GrantAsync(server, principal, "06b708a9-e830-4db3-a914-8e69da51d44f"),
        ];
    }

    private static async Task<string> GrantAsync(GraphServer server, string principal, string role)
    {
        var grants = (await server.Owner.GetAsync($"/v1.0/servicePrincipals/{principal}/appRoleAssignments")).Values;
        return grants.Single(g => g.GetProperty("appRoleId").GetString() == role).GetProperty("id").GetString()!;
    }

    private static string Fill(string text, string[] ids)
    {
        for (var i = 0; i < ids.Length; i++)
            text = text.Replace($"{{{i}}}", ids[i], StringComparison.Ordinal);
        return text;
    }

    private static async Task<string> RolesAsync(RunningServer running) =>
        TokenText.Payload(await running.OwnerTokenAsync("https://graph.microsoft.com"));
}
