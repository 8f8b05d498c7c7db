using System.Net;

namespace Sallyport.Server.Tests.Arm;

/// <summary>Resource management through the whole server: who may do what where, and the words in which it is refused.</summary>
public sealed class ArmTests(ArmServer server) : IClassFixture<ArmServer>
{
    private string Groups => $"{server.Subscription}/resourcegroups";

    [Fact]
    public async Task Lists_the_tenant_and_the_subscription()
    {
        var tenants = await server.Owner.GetAsync("/tenants?api-version=2022-12-01");
        Assert.Equal(server.Running.Facts.TenantId.ToString(), (string?)tenants.Body!["value"]![0]!["tenantId"]);
        var subscriptions = await server.Owner.GetAsync("/subscriptions?api-version=2019-11-01");
        Assert.Equal(server.Running.Facts.SubscriptionId.ToString(), (string?)Assert.Single(subscriptions.Body!["value"]!.AsArray())!["subscriptionId"]);
    }

    [Fact]
    public async Task Lists_no_subscription_to_a_caller_without_a_role_and_one_to_a_reader()
    {
        var (stranger, objectId, _) = await server.AddCallerAsync(null);
        Assert.Empty((await stranger.GetAsync("/subscriptions?api-version=2022-12-01")).Body!["value"]!.AsArray());
        await server.AssignAsync(server.Owner, server.Subscription, ArmServer.Reader, objectId);
        Assert.Single((await stranger.GetAsync("/subscriptions?api-version=2022-12-01")).Body!["value"]!.AsArray());
    }

    [Fact]
    public async Task A_reader_lists_groups_and_creates_none()
    {
        var (reader, objectId, appId) = await server.AddCallerAsync(ArmServer.Reader);
        Assert.Equal(HttpStatusCode.OK, (await reader.GetAsync($"{Groups}?{ArmServer.GroupVersion}")).Status);
        var refused = await reader.SendAsync(HttpMethod.Put, $"{Groups}/nope?{ArmServer.GroupVersion}", new { location = "westeurope" });
        refused.Refused(403, "AuthorizationFailed", $"The client '{appId}' with object id '{objectId}' does not have authorization to perform action");
        Assert.Contains("/resourceGroups/write'", refused.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains($"over scope '{Groups}/nope'", refused.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Owner.GetAsync($"{Groups}/nope?{ArmServer.GroupVersion}")).Status);
    }

    [Fact]
    public async Task A_contributor_creates_groups_and_gives_no_roles()
    {
        var (contributor, objectId, _) = await server.AddCallerAsync(ArmServer.Contributor);
        Assert.Equal(HttpStatusCode.Created,
            (await contributor.SendAsync(HttpMethod.Put, $"{Groups}/made?{ArmServer.GroupVersion}", new { location = "westeurope" })).Status);
        (await server.AssignAsync(contributor, server.Subscription, ArmServer.Reader, objectId)).Refused(403, "AuthorizationFailed");
    }

    [Fact]
    public async Task R4_a_role_on_one_group_reaches_no_other_group()
    {
        foreach (var name in (string[])["app", "app2"])
            await server.Owner.SendAsync(HttpMethod.Put, $"{Groups}/{name}?{ArmServer.GroupVersion}", new { location = "westeurope" });
        var (reader, _, _) = await server.AddCallerAsync(ArmServer.Reader, $"{server.Subscription}/resourceGroups/APP");
        Assert.Equal(HttpStatusCode.OK, (await reader.GetAsync($"{Groups}/app?{ArmServer.GroupVersion}")).Status);
        (await reader.GetAsync($"{Groups}/app2?{ArmServer.GroupVersion}")).Refused(403, "AuthorizationFailed");
        (await reader.GetAsync($"{server.Subscription}?api-version=2022-12-01")).Refused(403, "AuthorizationFailed");
    }

    [Fact]
    public async Task A_group_lives_from_PUT_to_DELETE()
    {
        var path = $"{server.Subscription}/resourceGroups/Life?{ArmServer.GroupVersion}";
        Assert.Equal(HttpStatusCode.NotFound, (await server.Owner.SendAsync(HttpMethod.Head, path)).Status);
        Assert.Equal(HttpStatusCode.Created, (await server.Owner.SendAsync(HttpMethod.Put, path, new { location = "westeurope", tags = new { a = "b" } })).Status);
        Assert.Equal(HttpStatusCode.OK, (await server.Owner.SendAsync(HttpMethod.Put, path, new { location = "westeurope" })).Status);
        (await server.Owner.SendAsync(HttpMethod.Put, path, new { location = "northeurope" })).Refused(409, "InvalidResourceGroupLocation");
        Assert.Equal(HttpStatusCode.NoContent, (await server.Owner.SendAsync(HttpMethod.Head, path.ToLowerInvariant())).Status);
        Assert.Equal($"{server.Subscription}/resourceGroups/Life", (string?)(await server.Owner.GetAsync(path.ToLowerInvariant())).Body!["id"]);
        var deleted = await server.Owner.SendAsync(HttpMethod.Delete, path);
        Assert.Equal(HttpStatusCode.Accepted, deleted.Status);
        for (var i = 0; i < 50 && (await server.Owner.GetAsync(path)).Status != HttpStatusCode.NotFound; i++)
            await Task.Delay(100, TestContext.Current.CancellationToken);
        (await server.Owner.GetAsync(path)).Refused(404, "ResourceGroupNotFound", "Resource group 'Life' could not be found.");
        Assert.Contains((await server.Owner.GetAsync(deleted.Message.Headers.Location!.PathAndQuery)).Status, (HttpStatusCode[])[HttpStatusCode.OK, HttpStatusCode.NoContent]);
    }

    [Fact]
    public async Task A_role_assignment_is_written_once()
    {
        var (objectId, _, _) = await server.AddPrincipalAsync();
        var name = Guid.CreateVersion7().ToString();
        Assert.Equal(HttpStatusCode.Created, (await server.AssignAsync(server.Owner, server.Subscription, ArmServer.Reader, objectId, name)).Status);
        Assert.True((int)(await server.AssignAsync(server.Owner, server.Subscription, ArmServer.Reader, objectId, name)).Status is 200 or 201);
        (await server.AssignAsync(server.Owner, server.Subscription, ArmServer.Reader, objectId))
            .Refused(409, "RoleAssignmentExists", "The role assignment already exists.");
        (await server.AssignAsync(server.Owner, server.Subscription, ArmServer.Contributor, objectId, name)).Refused(400, "RoleAssignmentUpdateNotPermitted");
    }

    [Fact]
    public async Task Of_many_assignments_of_one_role_at_once_one_is_made()
    {
        var (objectId, _, _) = await server.AddPrincipalAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => server.AssignAsync(server.Owner, server.Subscription, ArmServer.Reader, objectId)));
        Assert.Equal(1, answers.Count(a => a.Status == HttpStatusCode.Created));
        Assert.Equal(9, answers.Count(a => a.Code == "RoleAssignmentExists"));
    }

    [Fact]
    public async Task Refuses_an_assignment_to_nobody_or_of_no_role()
    {
        var (objectId, _, _) = await server.AddPrincipalAsync();
        var nobody = Guid.CreateVersion7().ToString();
        var scope = $"{server.Subscription}/providers/Microsoft.Authorization/roleAssignments/{Guid.CreateVersion7()}?{ArmServer.RoleVersion}";
        var role = $"{server.Subscription}/providers/Microsoft.Authorization/roleDefinitions/{ArmServer.Reader}";
        (await server.Owner.SendAsync(HttpMethod.Put, scope, new { properties = new { roleDefinitionId = role, principalId = nobody } }))
            .Refused(400, "PrincipalNotFound", nobody.Replace("-", "", StringComparison.Ordinal));
        (await server.AssignAsync(server.Owner, server.Subscription, nobody, objectId)).Refused(404, "RoleDefinitionDoesNotExist");
        (await server.AssignAsync(server.Owner, server.Subscription, ArmServer.Reader, objectId, "no-guid")).Refused(400, "InvalidRoleAssignmentId");
    }

    [Fact]
    public async Task Finds_a_role_by_its_name_and_joins_assignments_to_it_by_id()
    {
        var found = await server.Owner.GetAsync(
            $"{server.Subscription}/providers/Microsoft.Authorization/roleDefinitions?$filter=roleName%20eq%20%27Reader%27&api-version=2018-01-01-preview");
        var role = Assert.Single(found.Body!["value"]!.AsArray())!;
        Assert.Equal(ArmServer.Reader, (string?)role["name"]);
        var (_, objectId, _) = await server.AddCallerAsync(ArmServer.Reader);
        var listed = await server.Owner.GetAsync(
            $"{server.Subscription}/providers/Microsoft.Authorization/roleAssignments?$filter=principalId eq '{objectId}'&api-version=2020-04-01-preview");
        Assert.Equal((string?)role["id"], (string?)Assert.Single(listed.Body!["value"]!.AsArray())!["properties"]!["roleDefinitionId"]);
    }

    [Fact]
    public async Task O8_refuses_what_is_no_token_for_it()
    {
        using var anonymous = server.Anonymous();
        var refused = await anonymous.GetAsync($"{server.Subscription}?api-version=2016-06-01");
        refused.Refused(401, "AuthenticationFailed", "The 'Authorization' header is missing.");
        Assert.Contains($"https://login.windows.net/{server.Running.Facts.TenantId}\"", refused.Message.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        using var graph = server.As(await server.Running.OwnerTokenAsync("https://graph.microsoft.com"));
        (await graph.GetAsync("/subscriptions?api-version=2022-12-01")).Refused(401, "InvalidAuthenticationTokenAudience", "'https://graph.microsoft.com'");
        using var garbage = server.As("eyJhbGciOiJSUzI1NiJ9.e30.AAAA");
        (await garbage.GetAsync("/subscriptions?api-version=2022-12-01")).Refused(401, "InvalidAuthenticationToken");
    }

    [Theory]
    [InlineData("/subscriptions", 400, "MissingApiVersionParameter")]
    [InlineData("/subscriptions?api-version=1999-01-01", 400, "InvalidApiVersionParameter")]
    [InlineData("/subscriptions/nonsense?api-version=2022-12-01", 400, "InvalidSubscriptionId")]
    [InlineData("/subscriptions/aaaaaaaa-0000-4000-8000-000000000009?api-version=2022-12-01", 404, "SubscriptionNotFound")]
    public async Task Refuses_a_request_that_it_cannot_place(string path, int status, string code) =>
        (await server.Owner.GetAsync(path)).Refused(status, code);

    [Fact]
    public async Task Refuses_a_body_that_it_cannot_read()
    {
        using var client = server.Running.For("management.azure.com", await server.Running.OwnerTokenAsync(ArmServer.Audience));
        foreach (var body in (string[])["{", "[]", """{"location":"westeurope","location":"northeurope"}""", """{"location":7}""", ""])
        {
            using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
            using var response = await client.PutAsync($"{Groups}/bad?{ArmServer.GroupVersion}", content, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        }
    }
}
