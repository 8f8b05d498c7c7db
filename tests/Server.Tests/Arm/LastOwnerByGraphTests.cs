using System.Net;
using Sallyport.Server.Tests.Graph;

namespace Sallyport.Server.Tests.Arm;

/// <summary>A subscription keeps an Owner, also when its principal would go by way of Graph.</summary>
public sealed class LastOwnerByGraphTests
{
    private const string OwnerRole = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
    private static readonly (string, string) Confirmed = ("x-sallyport-confirm", "last-way-in");

    [Theory]
    [InlineData("DELETE", "/v1.0/servicePrincipals/{1}", null)]
    [InlineData("DELETE", "/beta/servicePrincipals(appId='{0}')", null)]
    [InlineData("DELETE", "/v1.0/applications(appId='{0}')", null)]
    [InlineData("PATCH", "/v1.0/servicePrincipals/{1}", """{"accountEnabled":false}""")]
    public async Task The_last_Owner_is_neither_deleted_nor_disabled_unless_the_request_says_so(
        string method, string path, string? body)
    {
        await using var server = new ArmServer();
        await server.InitializeAsync();
        using var graph = new GraphClient(server.Running.For(
            "graph.microsoft.com", await server.Running.OwnerTokenAsync("https://graph.microsoft.com")));
        var first = await AddOwnerAsync(server);
        var last = await AddOwnerAsync(server);
        await LeaveAsync(server);
        Task<GraphAnswer> SendAsync((string AppId, string ObjectId) whom, params (string, string)[] headers) =>
            graph.SendAsync(
                new HttpMethod(method),
                path.Replace("{0}", whom.AppId, StringComparison.Ordinal)
                    .Replace("{1}", whom.ObjectId, StringComparison.Ordinal),
                body is null ? null : GraphClient.Json(body),
                headers);

        (await SendAsync(first)).Ok(HttpStatusCode.NoContent);
        (await SendAsync(last)).Refused(400, "Request_BadRequest", "the last Owner of a subscription");
        (await SendAsync(last, Confirmed)).Ok(HttpStatusCode.NoContent);
    }

    [Theory]
    [InlineData("DELETE", null)]
    [InlineData("PATCH", """{"accountEnabled":false}""")]
    public async Task The_person_who_is_the_last_Owner_is_neither_deleted_nor_disabled_unless_the_request_says_so(string method, string? body)
    {
        await using var server = new ArmServer();
        await server.InitializeAsync();
        using var graph = new GraphClient(server.Running.For(
            "graph.microsoft.com", await server.Running.OwnerTokenAsync("https://graph.microsoft.com")));
        var first = await AddPersonAsync(server);
        var last = await AddPersonAsync(server);
        await LeaveAsync(server);
        Task<GraphAnswer> SendAsync(string whom, params (string, string)[] headers) => graph.SendAsync(
            new HttpMethod(method), $"/v1.0/users/{whom}", body is null ? null : GraphClient.Json(body), headers);

        (await SendAsync(first)).Ok(HttpStatusCode.NoContent);
        (await SendAsync(last)).Refused(400, "Request_BadRequest", "the last Owner of a subscription");
        (await SendAsync(last, Confirmed)).Ok(HttpStatusCode.NoContent);
    }

    private static async Task<string> AddPersonAsync(ArmServer server)
    {
        var (id, _) = await server.AddPersonAsync();
        (await server.AssignAsync(server.Owner, server.Subscription, OwnerRole, id, type: "User")).Ok(HttpStatusCode.Created);
        return id;
    }

    private static async Task<(string AppId, string ObjectId)> AddOwnerAsync(ArmServer server)
    {
        var (id, appId, _) = await server.AddPrincipalAsync();
        (await server.AssignAsync(server.Owner, server.Subscription, OwnerRole, id)).Ok(HttpStatusCode.Created);
        return (appId, id);
    }

    // The first person and the instance's own client give up their roles, which they may while there are others.
    private static async Task LeaveAsync(ArmServer server)
    {
        var facts = server.Running.Facts;
        using var graph = new GraphClient(server.Running.For(
            "graph.microsoft.com", await server.Running.OwnerTokenAsync("https://graph.microsoft.com")));
        var person = (await graph.GetAsync($"/v1.0/users/{facts.AdministratorName}")).Text("id");
        var client = (await graph.GetAsync($"/v1.0/servicePrincipals(appId='{facts.OwnerClientId}')")).Text("id");
        var list = (await server.Owner.GetAsync(
            $"{server.Subscription}/providers/Microsoft.Authorization/roleAssignments?{ArmServer.RoleVersion}")).Ok();
        foreach (var id in (string[])[person, client])
        {
            var own = list.Values.Single(a => (string)a!["properties"]!["principalId"]! == id)!;
            (await server.Owner.DeleteAsync($"{(string)own["id"]!}?{ArmServer.RoleVersion}")).Ok();
        }
    }
}
