using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Sallyport.Core.Entra.Directory;
using Sallyport.Server.Tests.Arm;
using Sallyport.Server.Tests.GitLab;
using Sallyport.Server.Tests.Graph;
using Sallyport.Server.Tests.Portal;

namespace Sallyport.Server.Tests.Http;

/// <summary>
/// Whoever holds the body of a request back keeps no right that is taken away meanwhile, and writes nothing. <see cref="EveryEndpointTests"/> asks
/// every route.
/// </summary>
public sealed class HeldBodyTests : IAsyncLifetime
{
    private const string Arm = "management.azure.com";
    private const string Graph = "graph.microsoft.com";
    private const string GitLab = "gitlab.example.com";
    private const string Mine = "projects/team%2Fmine";
    private const string Owner = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
    private const string Form = "application/x-www-form-urlencoded";
    private const string Zeros = "0000000000000000000000000000000000000000";

    // A pack without objects: its head and the SHA-1 of that.
    private const string EmptyPack = "5041434b0000000200000000029d08823bd8a8eab510ad6ac75c823cfd3ed31e";

    private readonly ShiftedTime clock = new();
    private RunningServer server = null!;
    private GraphServer graph = null!;
    private GitLabClient root = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        server = await RunningServer.StartAsync(o => o with { Time = clock });
        graph = await GraphServer.OfAsync(server);
        root = new GitLabClient(server);
    }

    public async ValueTask DisposeAsync()
    {
        root.Dispose();
        await graph.DisposeAsync();
    }

    [Theory]
    [InlineData("nothing", 200)]
    [InlineData("disabled", 401)]
    [InlineData("signed out", 401)]
    [InlineData("demoted", 403)]
    [InlineData("deleted", 401)]
    public async Task A_secret_is_given_to_an_administrator_who_still_is_one(string change, int status)
    {
        var (id, _) = await graph.AddApplicationAsync();
        using var person = await graph.PersonAsync(GraphPeople.ApplicationAdministrator);
        var caller = await CallerAsync(person, "https://graph.microsoft.com");
        await using var held = await HeldRequest.SendAsync(server, new(Graph, "POST", $"/v1.0/applications/{id}/addPassword", caller), "{ }");
        await ChangeAsync(person.Id, change, GraphPeople.ApplicationAdministrator);
        Assert.Equal(status, (await held.FinishAsync()).Status);
        var secrets = (await graph.Owner.GetAsync($"/v1.0/applications/{id}?$select=passwordCredentials")).Body.GetProperty("passwordCredentials");
        Assert.Equal(status == 200 ? 1 : 0, secrets.GetArrayLength());
    }

    [Theory]
    [InlineData("nothing", 204)]
    [InlineData("demoted", 403)]
    [InlineData("deleted", 401)]
    public async Task A_role_is_given_by_an_administrator_who_still_is_one(string change, int status)
    {
        using var person = await graph.PersonAsync(GraphPeople.GlobalAdministrator);
        using var friend = await graph.PersonAsync();
        var path = $"/v1.0/directoryRoles(roleTemplateId='{GraphPeople.GlobalAdministrator}')/members/$ref";
        var caller = await CallerAsync(person, "https://graph.microsoft.com");
        await using var held = await HeldRequest.SendAsync(server, new(Graph, "POST", path, caller), GraphPeople.Reference(friend.Id).ToJsonString());
        await ChangeAsync(person.Id, change, GraphPeople.GlobalAdministrator);
        Assert.Equal(status, (await held.FinishAsync()).Status);
        Assert.Equal(status == 204, await IsAdministratorAsync(friend.Id));
    }

    [Theory]
    [InlineData("nothing", 201)]
    [InlineData("no owner", 403)]
    [InlineData("deleted", 401)]
    public async Task A_role_on_the_subscription_is_given_by_an_owner_who_still_is_one(string change, int status)
    {
        using var owner = new ArmClient(server.For(Arm, await server.OwnerTokenAsync(ArmServer.Audience)));
        using var person = await graph.PersonAsync();
        using var friend = await graph.PersonAsync();
        var own = (await owner.PutAsync(Assignment(), Assigned(person.Id))).Ok(HttpStatusCode.Created);
        var path = Assignment();
        var caller = await CallerAsync(person, ArmServer.Audience);
        await using var held = await HeldRequest.SendAsync(server, new(Arm, "PUT", path, caller), Assigned(friend.Id).ToJsonString());
        if (change == "no owner")
            (await owner.DeleteAsync($"{own.Body!["id"]}?{ArmServer.RoleVersion}")).Ok();
        else
            await ChangeAsync(person.Id, change, "");
        Assert.Equal(status, (await held.FinishAsync()).Status);
        Assert.Equal(status == 201 ? HttpStatusCode.OK : HttpStatusCode.NotFound, (await owner.GetAsync(path)).Status);
    }

    [Theory]
    [InlineData("nothing", true)]
    [InlineData("demoted", false)]
    [InlineData("deleted", false)]
    [InlineData("signed out", false)]
    public async Task A_form_of_the_portal_is_taken_from_an_administrator_who_still_is_one(string change, bool isTaken)
    {
        var (browser, person) = await server.NewPersonAsync(WellKnown.GlobalAdministrator);
        using var friend = await graph.PersonAsync();
        var path = $"/users/{friend.Id}/roles";
        await browser.OpenAsync(path);
        var forgery = browser.Page.QuerySelector("form[action$='/roles'] input[name=forgery_token]")!.GetAttribute("value")!;
        var cookies = $"Cookie: {server.CookieOf(person)}; {CookieOf(browser)}";
        browser.Dispose();
        var form = $"forgery_token={Uri.EscapeDataString(forgery)}&role={GraphPeople.GlobalAdministrator}";
        await using var held = await HeldRequest.SendAsync(server, new(PortalBrowsers.Host, "POST", path, cookies, Form), form);
        if (change == "signed out")
            await SignOutAsync(cookies, forgery);
        else
            await ChangeAsync($"{person.Id}", change, GraphPeople.GlobalAdministrator);
        var (status, head) = await held.FinishAsync();
        Assert.Equal(change == "demoted" ? 403 : 302, status);
        Assert.Equal(change is "deleted" or "signed out", head.Contains("Location: /signin", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(isTaken, await IsAdministratorAsync(friend.Id));
    }

    [Theory]
    [InlineData("nothing", 201)]
    [InlineData("revoked", 401)]
    [InlineData("no member", 404)]
    public async Task A_variable_is_made_by_a_maintainer_who_still_is_one(string change, int status)
    {
        var token = await AliceAsync(40);
        var head = new HeldHead(GitLab, "POST", $"/api/v4/{Mine}/variables", $"PRIVATE-TOKEN: {token}");
        await using var held = await HeldRequest.SendAsync(server, head, """{"key":"LATE","value":"x"}""");
        await TakeFromAliceAsync(change, token);
        Assert.Equal(status, (await held.FinishAsync()).Status);
        Assert.Equal(status == 201 ? 1 : 0, (await root.TakeAsync(HttpMethod.Get, $"{Mine}/variables")).AsArray().Count);
    }

    [Theory]
    [InlineData("nothing", "?done=added")]
    [InlineData("revoked", "/users/sign_in")]
    [InlineData("signed out", "/users/sign_in")]
    public async Task A_form_of_GitLab_is_taken_from_somebody_whose_token_is_still_good(string change, string location)
    {
        var token = await AliceAsync(40);
        using var browser = new PageBrowser(server);
        await browser.OpenAsync("/users/sign_in");
        var cookies = CookieOf(browser);
        await browser.PostAsync("form.stack", ("token", token));
        cookies += "; " + CookieOf(browser);
        await browser.OpenAsync("/team/mine/-/settings/ci_cd");
        var forgery = browser.Page.QuerySelector("input[name=forgery_token]")!.GetAttribute("value")!;
        var form = $"forgery_token={Uri.EscapeDataString(forgery)}&key=LATE&value=x";
        await using var held = await HeldRequest.SendAsync(server, new(GitLab, "POST", "/team/mine/-/variables", $"Cookie: {cookies}", Form), form);
        if (change == "signed out")
            await browser.PostAsync("form[action$=sign_out]");
        else
            await TakeFromAliceAsync(change, token);
        var (status, head) = await held.FinishAsync();
        Assert.Equal(302, status);
        Assert.Contains(location, head, StringComparison.Ordinal);
        Assert.Equal(change == "nothing" ? 1 : 0, (await root.TakeAsync(HttpMethod.Get, $"{Mine}/variables")).AsArray().Count);
    }

    [Theory]
    [InlineData("nothing", 200)]
    [InlineData("revoked", 401)]
    [InlineData("no member", 404)]
    [InlineData("protected", 403)]
    public async Task A_push_is_taken_from_a_developer_who_still_is_one(string change, int status)
    {
        var token = await AliceAsync(30);
        await root.TakeAsync(HttpMethod.Post, $"{Mine}/repository/files/a", new { branch = "main", content = "x", commit_message = "m" });
        var tip = (string)(await root.TakeAsync(HttpMethod.Get, $"{Mine}/repository/branches/main"))["commit"]!["id"]!;
        var line = $"{Zeros} {tip} refs/heads/late\0report-status\n";
        var push = $"{line.Length + 4:x4}{line}0000" + Encoding.Latin1.GetString(Convert.FromHexString(EmptyPack));
        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"alice:{token}"));
        var head = new HeldHead(
            GitLab, "POST", "/team/mine.git/git-receive-pack", $"Authorization: Basic {basic}", "application/x-git-receive-pack-request");
        await using var held = await HeldRequest.SendAsync(server, head, push, push.Length - 1); // all but the end of the pack
        await TakeFromAliceAsync(change, token);
        Assert.Equal(status, (await held.FinishAsync()).Status);
        var branch = (await root.SendAsync(HttpMethod.Get, $"{Mine}/repository/branches/late")).Status;
        Assert.Equal(status == 200 ? HttpStatusCode.OK : HttpStatusCode.NotFound, branch);
    }

    [Theory]
    [InlineData(false, 201)]
    [InlineData(true, 403)]
    public async Task An_artifact_is_taken_from_a_job_that_still_runs(bool isCanceled, int status)
    {
        await root.TakeAsync(HttpMethod.Put, $"{Mine}/sallyport", "{}");
        var created = await root.CreatePipelineAsync("team/mine", "a:\n  script: [echo]\n");
        var job = (await root.ClaimAsync(created))!;
        var head = new HeldHead(
            GitLab, "POST", $"/api/v4/jobs/{job["id"]}/artifacts?artifact_type=archive&artifact_format=zip", $"JOB-TOKEN: {job["token"]}",
            "multipart/form-data; boundary=b");
        const string body = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\nx\r\n--b--\r\n";
        await using var held = await HeldRequest.SendAsync(server, head, body);
        if (isCanceled)
            await root.TakeAsync(HttpMethod.Post, $"{Mine}/jobs/{job["id"]}/cancel", "{}");
        Assert.Equal(status, (await held.FinishAsync()).Status);
        using var client = server.For(GitLab, server.Facts.GitLabToken);
        using var kept = await client.GetAsync($"/api/v4/{Mine}/jobs/{job["id"]}/artifacts", Cancel);
        Assert.Equal(isCanceled ? HttpStatusCode.NotFound : HttpStatusCode.OK, kept.StatusCode);
    }

    private async Task SignOutAsync(string cookies, string forgery)
    {
        var head = new HeldHead(PortalBrowsers.Host, "POST", "/signout", cookies, Form);
        await using var request = await HeldRequest.SendAsync(server, head, $"forgery_token={Uri.EscapeDataString(forgery)}");
        Assert.Equal(302, (await request.FinishAsync()).Status);
    }

    private async Task<string> CallerAsync(GraphPerson person, string resource)
    {
        using var answer = await server.PostTokenAsync(
            ("grant_type", "password"), ("client_id", "04b07795-8ddb-461a-bbee-02f9e1bf7b46"), ("username", person.Name),
            ("password", GraphPeople.Password), ("scope", resource + "/.default"));
        return $"Authorization: Bearer {(string)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!["access_token"]!}";
    }

    private async Task ChangeAsync(string id, string change, string role)
    {
        var user = $"/v1.0/users/{id}";
        clock.Advance(TimeSpan.FromMilliseconds(1)); // a token of the same millisecond is taken
        var answer = change switch
        {
            "disabled" => await graph.Owner.PatchAsync(user, new JsonObject { ["accountEnabled"] = false }),
            "signed out" => await graph.Owner.PostAsync($"{user}/revokeSignInSessions", []),
            "demoted" => await graph.Owner.DeleteAsync($"/v1.0/directoryRoles(roleTemplateId='{role}')/members/{id}/$ref"),
            "deleted" => await graph.Owner.DeleteAsync(user),
            _ => await graph.Owner.GetAsync(user),
        };
        Assert.True((int)answer.Status < 300, $"{answer.Status} {answer.Body}");
    }

    private async Task<bool> IsAdministratorAsync(string id) =>
        (await server.StoredAsync(new Guid(id)))!.DirectoryRoles.Contains(WellKnown.GlobalAdministrator);

    private string Assignment() =>
        $"/subscriptions/{server.Facts.SubscriptionId}/providers/Microsoft.Authorization/roleAssignments/{Guid.CreateVersion7()}?{ArmServer.RoleVersion}";

    private JsonObject Assigned(string person) => new()
    {
        ["properties"] = new JsonObject
        {
            ["roleDefinitionId"] = $"/subscriptions/{server.Facts.SubscriptionId}/providers/Microsoft.Authorization/roleDefinitions/{Owner}",
            ["principalId"] = person,
        },
    };

    // A member of the project of this level, and a token of hers.
    private async Task<string> AliceAsync(int level)
    {
        await root.TakeAsync(HttpMethod.Put, $"{Mine}/sallyport", "{}");
        await root.TakeAsync(HttpMethod.Post, "users", """{"username":"alice","name":"Alice","email":"alice@example.com"}""");
        await root.TakeAsync(HttpMethod.Post, $"{Mine}/members", new { user_id = 2, access_level = level });
        var made = await root.TakeAsync(HttpMethod.Post, "users/2/personal_access_tokens", new { name = "t", scopes = new[] { "api" } });
        return (string)made["token"]!;
    }

    private async Task TakeFromAliceAsync(string change, string token)
    {
        using var alice = new GitLabClient(server, token: token);
        if (change == "revoked")
            await alice.TakeAsync(HttpMethod.Delete, "personal_access_tokens/self");
        else if (change == "no member")
            await root.TakeAsync(HttpMethod.Delete, $"{Mine}/members/2");
        else if (change == "protected")
            await root.TakeAsync(HttpMethod.Post, $"{Mine}/protected_branches", new { name = "late", push_access_level = 40 });
    }

    private static string CookieOf(PageBrowser browser) =>
        string.Join("; ", browser.Answer.Headers.GetValues("Set-Cookie").Select(c => c.Split(';')[0]));
}
