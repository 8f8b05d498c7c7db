using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;

namespace Sallyport.Server.Tests.Graph;

/// <summary>What is refused before the directory is asked: bodies, routes, bearer tokens.</summary>
public sealed class RequestTests(GraphServer server) : IClassFixture<GraphServer>
{
    [Theory]
    [InlineData("", "application/json", "Empty Payload. JSON content expected.")]
    [InlineData("{", "application/json", "Unable to read JSON request payload.")]
    [InlineData("[]", "application/json", "Unable to read JSON request payload.")]
    [InlineData("null", "application/json", "Unable to read JSON request payload.")]
    [InlineData("""{"displayName":"a","displayName":"b"}""", "application/json", "Unable to read JSON request payload.")]
    [InlineData("""{"displayName":"a","api":{"x":1,"x":2}}""", "application/json", "Unable to read JSON request payload.")]
    [InlineData("""{"displayName":"a",}""", "application/json", "Unable to read JSON request payload.")]
    [InlineData("""{"displayName":"a"} {}""", "application/json", "Unable to read JSON request payload.")]
    [InlineData("""{"displayName":7}""", "application/json", "a string is expected")]
    [InlineData("""{"displayName":"\ud800"}""", "application/json", "a string is expected")]
    [InlineData("""{"\ud800":"x"}""", "application/json", "Unable to read JSON request payload.")]
    [InlineData("""{"displayName":"a"}""", "text/plain", "Entity only allows writes with a JSON Content-Type header.")]
    [InlineData("""{"displayName":"a"}""", "nonsense", "Entity only allows writes with a JSON Content-Type header.")]
    [InlineData("""{"displayName":"a"}""", null, "Write requests (excluding DELETE) must contain the Content-Type header declaration.")]
    public async Task Refuses_a_body_that_it_cannot_read(string body, string? mediaType, string message) =>
        (await server.Owner.PostRawAsync("/v1.0/applications", body, mediaType)).Refused(400, "BadRequest", message);

    [Fact]
    public async Task R7_refuses_a_body_of_excessive_depth_or_length()
    {
        var deep = "{\"displayName\":" + new string('[', 65) + new string(']', 65) + "}";
        (await server.Owner.PostRawAsync("/v1.0/applications", deep)).Refused(400, "BadRequest", "Unable to read JSON");
        var filler = new string(' ', 256 * 1024);
        (await server.Owner.PostRawAsync("/v1.0/applications", """{"displayName":"a"}""" + filler)).Refused(413, "RequestEntityTooLarge", "262144");
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("Application/JSON;odata.metadata=minimal")]
    [Trait("Passes", "R7")]
    public async Task Takes_a_body_under_every_spelling_of_JSON(string mediaType) =>
        (await server.Owner.PostRawAsync("/v1.0/applications", """{"@odata.type":"#microsoft.graph.application","displayName":"a"}""", mediaType))
            .Ok(HttpStatusCode.Created);

    [Theory]
    [InlineData("/v1.0/frobnicate", 400, "BadRequest", "Resource not found for the segment 'frobnicate'.")]
    [InlineData("/v1.0/applications/5a11f047-0000-4000-8000-000000000009/frobnicate", 400, "BadRequest", "Resource not found for the segment 'frobnicate'.")]
    [InlineData("/v2.0/applications", 400, "BadRequest", "Invalid version: v2.0")]
    [InlineData("/", 400, "BadRequest", "Invalid version")]
    [InlineData("/v1.0/applications/not-an-id", 400, "Request_BadRequest", "Invalid object identifier 'not-an-id'.")]
    [InlineData("/v1.0/applications(appId='not-an-id')", 400, "Request_BadRequest", "Invalid object identifier 'not-an-id'.")]
    public async Task Refuses_a_path_that_leads_nowhere(string path, int status, string code, string message) =>
        (await server.Owner.GetAsync(path)).Refused(status, code, message);

    [Theory]
    [InlineData("GET", "/v1.0/directoryObjects/getByIds")]
    [InlineData("PUT", "/v1.0/applications")]
    [InlineData("DELETE", "/beta/servicePrincipals")]
    public async Task Refuses_a_method_that_a_path_does_not_know(string method, string path) =>
        (await server.Owner.SendAsync(new HttpMethod(method), path, null))
            .Refused(405, "Request_BadRequest", "Specified HTTP method is not allowed for the request target.");

    [Fact]
    public async Task Puts_an_error_into_the_envelope_of_Graph()
    {
        var id = Guid.CreateVersion7().ToString();
        var answer = await server.Owner.SendAsync(HttpMethod.Get, "/v1.0/nothing", null, ("client-request-id", id));
        Assert.Equal(["error"], answer.Names);
        var error = answer.Body.GetProperty("error");
        Assert.Equal(["code", "message", "innerError"], error.EnumerateObject().Select(m => m.Name));
        var inner = error.GetProperty("innerError");
        Assert.Equal(["date", "request-id", "client-request-id"], inner.EnumerateObject().Select(m => m.Name));
        Assert.Equal(id, inner.GetProperty("client-request-id").GetString());
        Assert.Equal(answer.Headers["request-id"], inner.GetProperty("request-id").GetString());
        Assert.Equal(19, inner.GetProperty("date").GetString()!.Length);
    }

    [Fact]
    public async Task Refuses_a_caller_without_a_usable_token()
    {
        using var anonymous = new GraphClient(server.Running.For("graph.microsoft.com"));
        var answer = await anonymous.GetAsync("/v1.0/applications");
        answer.Refused(401, "InvalidAuthenticationToken", "Access token is empty.");
        Assert.StartsWith("Bearer ", answer.Headers["WWW-Authenticate"], StringComparison.Ordinal);

        var graph = await server.Running.OwnerTokenAsync("https://graph.microsoft.com");
        var parts = graph.Split('.');
        foreach (var wrong in (string[])["nonsense", parts[0] + "." + parts[1] + ".", $"{parts[0]}.{parts[1]}.{new string('A', parts[2].Length)}"])
            (await As(wrong).GetAsync("/v1.0/applications")).Refused(401, "InvalidAuthenticationToken", "Access token validation failure.");
        var arm = await server.Running.OwnerTokenAsync("https://management.core.windows.net/");
        (await As(arm).GetAsync("/v1.0/applications")).Refused(401, "InvalidAuthenticationToken", "Access token validation failure. Invalid audience.");
        (await As(graph).GetAsync("/v1.0/applications")).Ok();
    }

    [Fact]
    public async Task Refuses_a_token_whose_time_is_over()
    {
        var time = new FakeTimeProvider(DateTimeOffset.Parse("2026-08-07T12:00:00Z", System.Globalization.CultureInfo.InvariantCulture));
        await using var running = await RunningServer.StartAsync(o => o with { Time = time });
        using var owner = new GraphClient(running.For("graph.microsoft.com", await running.OwnerTokenAsync("https://graph.microsoft.com")));
        (await owner.GetAsync("/v1.0/organization")).Ok();
        time.Advance(TimeSpan.FromSeconds(3599));
        (await owner.GetAsync("/v1.0/organization")).Refused(401, "InvalidAuthenticationToken", "Lifetime validation failed, the token is expired.");
    }

    [Fact]
    public async Task Refuses_a_caller_without_the_app_role()
    {
        var (id, appId) = await server.AddApplicationAsync();
        (await server.Owner.PostAsync("/v1.0/servicePrincipals", new JsonObject { ["appId"] = appId })).Ok(HttpStatusCode.Created);
        var secret = (await server.Owner.PostAsync($"/v1.0/applications/{id}/addPassword", [])).Text("secretText");
        using var caller = As(await server.Running.TokenAsync(appId, secret, "https://graph.microsoft.com"));
        const string denied = "Insufficient privileges to complete the operation.";
        (await caller.GetAsync("/v1.0/applications")).Refused(403, "Authorization_RequestDenied", denied);
        (await caller.GetAsync("/v1.0/organization")).Refused(403, "Authorization_RequestDenied", denied);
        (await caller.PostRawAsync($"/v1.0/applications/{id}/addPassword", "{")).Refused(403, "Authorization_RequestDenied", denied);
        (await caller.PostAsync($"/beta/applications/{id}/federatedIdentityCredentials", GraphServer.Credential()))
            .Refused(403, "Authorization_RequestDenied", denied);
        (await caller.DeleteAsync($"/v1.0/applications/{id}")).Refused(403, "Authorization_RequestDenied", denied);
        Assert.Empty((await server.Owner.GetAsync($"/beta/applications/{id}/federatedIdentityCredentials")).Values);
    }

    [Fact]
    public async Task Keeps_the_owner_and_its_secret_over_a_restart()
    {
        var folder = Directory.CreateTempSubdirectory("sallyport-test-").FullName;
        try
        {
            string name = GraphServer.Unique("kept"), secret;
            await using (var first = await RunningServer.StartAsync(folder: folder))
            {
                secret = first.Facts.OwnerClientSecret;
                using var owner = new GraphClient(first.For("graph.microsoft.com", await first.OwnerTokenAsync("https://graph.microsoft.com")));
                (await owner.PostAsync("/v1.0/applications", new JsonObject { ["displayName"] = name })).Ok(HttpStatusCode.Created);
            }
            await using var second = await RunningServer.StartAsync(folder: folder);
            Assert.Equal(secret, second.Facts.OwnerClientSecret);
            using var again = new GraphClient(second.For("graph.microsoft.com", await second.OwnerTokenAsync("https://graph.microsoft.com")));
            Assert.Equal([GraphSeedName, name], (await again.GetAsync("/v1.0/applications")).Values.Select(a => a.GetProperty("displayName").GetString()));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private const string GraphSeedName = "sallyport-owner";

    private GraphClient As(string bearer) => server.As(bearer);
}
