using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Sallyport.Server.GitLab;
using Sallyport.Server.Tests.Arm;
using Sallyport.Server.Tests.GitLab;
using Sallyport.Server.Tests.Graph;
using Sallyport.Server.Tests.Portal;

namespace Sallyport.Server.Tests.Http;

// Requests whose bodies come late, at every route that writes.
public sealed partial class EveryEndpointTests
{
    [Fact]
    public async Task No_writing_route_takes_the_rest_of_a_body_from_somebody_who_is_gone_by_then()
    {
        var graph = await GraphServer.OfAsync(server);
        using var owner = graph.Owner;
        var (callers, goAsync) = await SoonGoneAsync(graph);
        var held = new List<(string Name, bool IsForPeople, HeldRequest Request)>();
        foreach (var (route, method) in All().Where(r => r.Method is not ("GET" or "HEAD") && !IsAnonymous(r.Route)))
        {
            var isForPeople = IsForPeople(route) || IsOfKind(route, GitLabTokenKind.Session);
            var isOfToken = Host(route) is Graph or Arm || IsOfKind(route, GitLabTokenKind.PersonalAccess);
            if (!isForPeople && !isOfToken)
                continue; // the administrator's token is never taken away, that of a job or a runner stands in the body, and git has a test of its own
            var host = IsForPeople(route) ? PortalBrowsers.Host : Host(route);
            var type = isForPeople ? "application/x-www-form-urlencoded" : "application/json";
            var head = new HeldHead(host, method, PathOf(route), callers[(host, isForPeople)], type);
            var request = await HeldRequest.SendAsync(server, head, isForPeople ? "name=x" : "{ }");
            if (request.IsAwaited)
                held.Add(($"{method} {route.RoutePattern.RawText}", isForPeople, request));
            else
                Assert.Matches("^HTTP/1.1 4", request.First);
        }
        Assert.True(held.Count > 100, $"{held.Count} requests are held");

        await goAsync();
        var wrong = new List<string>();
        foreach (var (name, isForPeople, request) in held)
        {
            await using var _ = request;
            var (status, head) = await request.FinishAsync();
            var isSentToSignIn = head.Contains("Location: /signin", StringComparison.Ordinal) || head.Contains("/users/sign_in", StringComparison.Ordinal);
            // where visitors may be, a form that comes from no page is told so
            if (!(isForPeople ? isSentToSignIn || name.Contains("/users/sign_", StringComparison.Ordinal) : status == 401))
                wrong.Add($"{name}: {status}");
        }
        Assert.Empty(wrong);
    }

    /// <summary>People who may do everything, by host and by whether they use a browser, and what takes that away from them.</summary>
    private async Task<(Dictionary<(string Host, bool IsBrowser), string> Callers, Func<Task> GoAsync)> SoonGoneAsync(GraphServer graph)
    {
        using var person = await graph.PersonAsync(GraphPeople.GlobalAdministrator);
        using var arm = new ArmClient(server.For(Arm, await server.OwnerTokenAsync(ArmServer.Audience)));
        var roles = $"/subscriptions/{server.Facts.SubscriptionId}/providers/Microsoft.Authorization";
        var ofOwner = new { roleDefinitionId = $"{roles}/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635", principalId = person.Id };
        (await arm.PutAsync($"{roles}/roleAssignments/{Guid.CreateVersion7()}?{ArmServer.RoleVersion}", new { properties = ofOwner })).Ok(HttpStatusCode.Created);
        using var root = new GitLabClient(server);
        await root.TakeAsync(HttpMethod.Put, "projects/mygroup%2Fmyproject/sallyport", new { project_id = 1 });
        await root.TakeAsync(HttpMethod.Post, "users", new { username = "alice", name = "Alice", email = "alice@example.com", admin = true });
        var token = (string)(await root.TakeAsync(HttpMethod.Post, "users/2/personal_access_tokens", new { name = "t", scopes = new[] { "api" } }))["token"]!;
        using var browser = new PageBrowser(server);
        await browser.OpenAsync("/users/sign_in");
        await browser.PostAsync("form.stack", ("token", token));
        var session = browser.Answer.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("__Host-sallyport-gitlab=", StringComparison.Ordinal));
        var callers = new Dictionary<(string, bool), string>
        {
            [(Graph, false)] = $"Authorization: Bearer {await graph.SignInAsync(person.Name)}",
            [(Arm, false)] = $"Authorization: Bearer {await TokenForArmAsync(person.Name)}",
            [(PortalBrowsers.Host, true)] = $"Cookie: {server.CookieOf((await server.StoredAsync(new Guid(person.Id)))!)}",
            [(GitLab, false)] = $"PRIVATE-TOKEN: {token}",
            [(GitLab, true)] = $"Cookie: {session.Split(';')[0]}",
        };
        return (callers, async () =>
        {
            (await graph.Owner.DeleteAsync($"/v1.0/users/{person.Id}")).Ok(HttpStatusCode.NoContent);
            using var alice = new GitLabClient(server, token: token);
            await alice.TakeAsync(HttpMethod.Delete, "personal_access_tokens/self");
        });
    }

    private async Task<string> TokenForArmAsync(string name)
    {
        using var answer = await server.PostTokenAsync(
            ("grant_type", "password"), ("client_id", "04b07795-8ddb-461a-bbee-02f9e1bf7b46"), ("username", name), ("password", GraphPeople.Password),
            ("scope", "https://management.azure.com/.default"));
        return (string)(await answer.Content.ReadFromJsonAsync<JsonNode>(Cancel))!["access_token"]!;
    }

    /// <summary>A client without any role.</summary>
}
