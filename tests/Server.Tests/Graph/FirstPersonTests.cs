using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Sallyport.Server.Tests.Graph;

/// <summary>The account that the first start makes, and that a tenant keeps a Global Administrator.</summary>
public sealed class FirstPersonTests
{
    private const string Admin = "/v1.0/users/admin@sallyport.onmicrosoft.com";
    private const string Members = $"/v1.0/directoryRoles(roleTemplateId='{GraphPeople.GlobalAdministrator}')/members";
    private static readonly (string, string) Confirmed = ("x-sallyport-confirm", "last-way-in");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_start_makes_a_global_administrator_who_owns_the_subscription()
    {
        await using var running = await RunningServer.StartAsync();
        var server = await GraphServer.OfAsync(running);
        var facts = running.Facts;
        var file = Path.Combine(running.Folder, "admin-password");
        Assert.Equal(facts.AdministratorPassword, (await File.ReadAllTextAsync(file, Cancel)).Trim());
        Assert.Equal(24, facts.AdministratorPassword.Length);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        using var admin = server.As((await server.SignInAsync(facts.AdministratorName, facts.AdministratorPassword))!);
        var me = (await admin.GetAsync("/v1.0/me")).Ok();
        Assert.Equal(("Administrator", facts.AdministratorName), (me.Text("displayName"), me.Text("userPrincipalName")));
        Assert.Equal(
            "Global Administrator",
            Assert.Single((await admin.GetAsync("/v1.0/me/memberOf")).Ok().Values).GetProperty("displayName").GetString());

        using var arm = running.For("management.azure.com", await running.OwnerTokenAsync("https://management.azure.com"));
        var assignments = await arm.GetFromJsonAsync<JsonObject>(
            $"/subscriptions/{facts.SubscriptionId}/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01", Cancel);
        var own = assignments!["value"]!.AsArray().Single(a => (string)a!["properties"]!["principalId"]! == me.Text("id"));
        Assert.Equal("User", (string)own!["properties"]!["principalType"]!);
        server.Owner.Dispose();
    }

    [Theory]
    [InlineData("DELETE", Admin, null)]
    [InlineData("PATCH", Admin, """{"accountEnabled":false}""")]
    [InlineData("DELETE", Members + "/{0}/$ref", null)]
    public async Task The_last_global_administrator_goes_only_when_the_request_says_so(string method, string path, string? body)
    {
        await using var running = await RunningServer.StartAsync();
        var server = await GraphServer.OfAsync(running);
        var id = (await server.Owner.GetAsync(Admin)).Ok().Text("id");
        Task<GraphAnswer> SendAsync(string id, params (string, string)[] headers) => server.Owner.SendAsync(
            new HttpMethod(method), path.Replace("{0}", id, StringComparison.Ordinal).Replace("admin@sallyport.onmicrosoft.com", id, StringComparison.Ordinal),
            body is null ? null : GraphClient.Json(body), headers);

        (await SendAsync(id)).Refused(400, "Request_BadRequest", "x-sallyport-confirm: last-way-in");
        using (var disabled = await server.PersonAsync(GraphPeople.GlobalAdministrator))
        {
            (await server.Owner.PatchAsync($"/v1.0/users/{disabled.Id}", new JsonObject { ["accountEnabled"] = false })).Ok(HttpStatusCode.NoContent);
            (await SendAsync(id)).Refused(400, "Request_BadRequest", "without a Global Administrator");
        }
        using var second = await server.PersonAsync(GraphPeople.GlobalAdministrator);
        (await SendAsync(id)).Ok(HttpStatusCode.NoContent);
        (await SendAsync(second.Id)).Refused(400, "Request_BadRequest", "without a Global Administrator");
        (await SendAsync(second.Id, Confirmed)).Ok(HttpStatusCode.NoContent);
        server.Owner.Dispose();
    }

    [Fact]
    public async Task Of_two_global_administrators_who_leave_at_once_one_stays()
    {
        await using var running = await RunningServer.StartAsync();
        var server = await GraphServer.OfAsync(running);
        using var second = await server.PersonAsync(GraphPeople.GlobalAdministrator);
        var answers = await Task.WhenAll(
            server.Owner.DeleteAsync(Admin), server.Owner.DeleteAsync($"/v1.0/users/{second.Id}"));
        Assert.Single(answers, a => a.Status == HttpStatusCode.NoContent);
        Assert.Single(answers, a => a.Status == HttpStatusCode.BadRequest);
        server.Owner.Dispose();
    }

    [Fact]
    public async Task A_later_start_leaves_the_first_person_alone_and_one_that_restores_the_owner_brings_it_back()
    {
        var folder = Directory.CreateTempSubdirectory("sallyport-test-").FullName;
        await using (var first = await RunningServer.StartAsync(folder: folder))
        {
            var server = await GraphServer.OfAsync(first);
            Assert.Equal(HttpStatusCode.NoContent, (await server.Owner.SendAsync(HttpMethod.Delete, Admin, null, Confirmed)).Status);
            server.Owner.Dispose();
        }
        await using (var next = await RunningServer.StartAsync(folder: folder))
        {
            var server = await GraphServer.OfAsync(next);
            (await server.Owner.GetAsync(Admin)).Refused(404, "Request_ResourceNotFound", "admin@");
            server.Owner.Dispose();
        }
        await using (var restored = await RunningServer.StartAsync(o => o with { RestoreOwner = true }, folder))
        {
            var server = await GraphServer.OfAsync(restored);
            Assert.NotNull(await server.SignInAsync(restored.Facts.AdministratorName, restored.Facts.AdministratorPassword));
            server.Owner.Dispose();
        }
        Directory.Delete(folder, recursive: true);
    }
}
