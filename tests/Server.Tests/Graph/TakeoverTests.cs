using System.Net;
using System.Text.Json.Nodes;

namespace Sallyport.Server.Tests.Graph;

/// <summary>
/// Whoever adds a credential to an application is that application from then on: only those who may write it can.
/// </summary>
public sealed class TakeoverTests(GraphServer server) : IClassFixture<GraphServer>
{
    private const string ReadAll = "9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30";
    private const string WriteAll = "1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9";
    private const string GrantAll = "06b708a9-e830-4db3-a914-8e69da51d44f";

    [Theory]
    [InlineData(null, false)]
    [InlineData(ReadAll, false)]
    [InlineData(GrantAll, false)]
    [InlineData(WriteAll, true)]
    [Trait("Passes", "R3")]
    public async Task R3_a_credential_is_written_by_nobody_without_the_right_not_even_by_the_application_itself(
        string? role, bool mayWrite)
    {
        var (id, appId, caller) = await CallerAsync(role);
        using var client = caller;
        var (victim, _) = await server.AddApplicationAsync();
        foreach (var target in (string[])[victim, id, $"(appId='{appId}')"])
        {
            var path = target[0] == '(' ? $"/v1.0/applications{target}" : $"/v1.0/applications/{target}";
            var name = GraphServer.Unique("c");
            var body = GraphServer.Credential(name, subject: name);
            Check(await client.PostAsync($"{path}/federatedIdentityCredentials", body), HttpStatusCode.Created);
            Check(await client.PostAsync($"{path}/addPassword", []), HttpStatusCode.OK);
            Check(await client.PatchAsync(path, new JsonObject { ["keyCredentials"] = new JsonArray() }),
                HttpStatusCode.NoContent);
            var kept = GraphServer.Unique("kept");
            (await server.Owner.PostAsync(
                $"{path}/federatedIdentityCredentials", GraphServer.Credential(kept, subject: kept)))
                .Ok(HttpStatusCode.Created);
            var credential = $"{path}/federatedIdentityCredentials/{kept}";
            Check(await client.PatchAsync(credential, new JsonObject { ["subject"] = GraphServer.Unique("s") }),
                HttpStatusCode.NoContent);
            Check(await client.DeleteAsync(credential), HttpStatusCode.NoContent);
        }

        void Check(GraphAnswer answer, HttpStatusCode taken)
        {
            if (mayWrite)
                answer.Ok(taken);
            else
                answer.Refused(403, "Authorization_RequestDenied", "Insufficient privileges");
        }
    }

    [Fact]
    [Trait("Passes", "R3")]
    public async Task R3_an_application_that_writes_applications_gives_the_owner_of_the_instance_no_credential()
    {
        var (_, _, caller) = await CallerAsync(WriteAll);
        using var client = caller;
        var owner = $"/v1.0/applications(appId='{server.Running.Facts.OwnerClientId}')";
        var name = GraphServer.Unique("c");
        foreach (var answer in (GraphAnswer[])
        [
            await client.PostAsync($"{owner}/addPassword", []),
            await client.PostAsync($"{owner}/federatedIdentityCredentials", GraphServer.Credential(name, subject: name)),
            await client.PatchAsync(owner, new JsonObject { ["keyCredentials"] = new JsonArray() }),
        ])
            answer.Refused(403, "Authorization_RequestDenied", "Insufficient privileges");
        (await server.Owner.PostAsync($"{owner}/federatedIdentityCredentials", GraphServer.Credential(name, subject: name))).Ok(HttpStatusCode.Created);
    }

    private async Task<(string Id, string AppId, GraphClient Client)> CallerAsync(string? role)
    {
        var (id, appId) = await server.AddApplicationAsync();
        var principal = (await server.Owner.PostAsync(
            "/v1.0/servicePrincipals", new JsonObject { ["appId"] = appId })).Text("id");
        var secret = (await server.Owner.PostAsync($"/v1.0/applications/{id}/addPassword", [])).Text("secretText");
        if (role is not null)
        {
            var graph = await server.Owner.GetAsync(
                "/v1.0/servicePrincipals(appId='00000003-0000-0000-c000-000000000000')");
            var body = new JsonObject
            {
                ["principalId"] = principal, ["resourceId"] = graph.Text("id"), ["appRoleId"] = role,
            };
            (await server.Owner.PostAsync($"/v1.0/servicePrincipals/{principal}/appRoleAssignments", body))
                .Ok(HttpStatusCode.Created);
        }
        var token = await server.Running.TokenAsync(appId, secret, "https://graph.microsoft.com");
        return (id, appId, server.As(token));
    }
}
