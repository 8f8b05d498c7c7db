using System.Net;
using Sallyport.Core.Wire;

namespace Sallyport.Server.Tests.Arm;

/// <summary>How paths and versions are read, what is said to those that are unknown, and that no spelling of a path reaches further.</summary>
public sealed class RoutingTests(ArmServer server) : IClassFixture<ArmServer>
{
    private const string Resources = "api-version=2021-04-01";

    [Fact]
    [Trait("Passes", "R4")]
    public async Task Paths_ignore_case_and_doubled_and_trailing_slashes()
    {
        var group = await server.AddGroupAsync();
        foreach (var path in (string[])
            [group, group.ToUpperInvariant(), "/" + group, group + "/", group.Replace("/resourceGroups/", "//resourcegroups///", StringComparison.Ordinal)])
            Assert.Equal(group, (string?)(await server.Owner.GetAsync($"{path}?{Resources}")).Ok().Body!["id"]);
        var roles = "/providers/microsoft.AUTHORIZATION/roledefinitions?api-version=2022-04-01";
        Assert.NotEmpty((await server.Owner.GetAsync("/" + server.Subscription.ToUpperInvariant() + "/" + roles)).Ok().Values);
    }

    [Fact]
    public async Task A_path_is_decoded_once()
    {
        var name = $"r{Guid.CreateVersion7():N}";
        var path = await server.AddGroupAsync(name);
        var groups = $"{server.Subscription}/resourceGroups";
        (await server.Owner.GetAsync($"{groups}/%72{name[1..]}?{Resources}")).Ok();
        Assert.Equal(HttpStatusCode.BadRequest, (await server.Owner.GetAsync($"{groups}/%2572{name[1..]}?{Resources}")).Status);
        Assert.InRange((int)(await server.Owner.GetAsync($"{path}%2500?{Resources}")).Status, 400, 404);
    }

    [Theory]
    [InlineData("{app}/../{app2}")]
    [InlineData("{app}/..%2f{app2}")]
    [InlineData("{app}%2f..%2f{app2}")]
    [InlineData("{app}/%2e%2e/{app2}")]
    [InlineData("{app}//..//{app2}")]
    [InlineData("{app}/.")]
    [InlineData("{app2}")]
    [InlineData("{app}2")]
    [InlineData("{app}%00")]
    [InlineData("{app}/providers/Microsoft.Authorization/roleAssignments/../../../../{app2}")]
    public async Task R4_no_spelling_of_a_path_reaches_another_group(string spelling)
    {
        var (app, app2) = ($"r{Guid.CreateVersion7():N}", $"s{Guid.CreateVersion7():N}");
        var path = await server.AddGroupAsync(app);
        await server.AddGroupAsync(app2);
        await server.AddGroupAsync(app + "2");
        var (contributor, _, _) = await server.AddCallerAsync(ArmServer.Contributor, path);
        (await contributor.GetAsync($"{path}?{Resources}")).Ok();
        var hostile = $"{server.Subscription}/resourceGroups/"
            + spelling.Replace("{app}", app, StringComparison.Ordinal).Replace("{app2}", app2, StringComparison.Ordinal);
        foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Delete])
        {
            var answer = await contributor.SendAsync(method, $"{hostile}?{Resources}");
            var isOwn = spelling == "{app}/." && (string?)answer.Body?["name"] == app; // a dot names nothing
            Assert.True(isOwn || method == HttpMethod.Delete || (int)answer.Status is 400 or 403 or 404, $"{(int)answer.Status} {answer.Body}");
        }
        foreach (var other in (string[])[app2, app + "2"])
            Assert.Equal("Succeeded", (string?)(await server.Owner.GetAsync($"{server.Subscription}/resourceGroups/{other}?{Resources}"))
                .Ok().Body!["properties"]!["provisioningState"]);
    }

    [Theory]
    [InlineData("/subscriptions", "InvalidApiVersionParameter", "The api-version '2021-13-01' is invalid. The supported versions are '2022-12-01,2022-09-01,")]
    [InlineData("{sub}/resourcegroups", "InvalidApiVersionParameter", "The api-version '2021-13-01' is invalid. The supported versions are '2025-04-01,")]
    [InlineData("{sub}/providers/Microsoft.Authorization/roleAssignments", "NoRegisteredProviderFound",
        "No registered resource provider found for location 'global' and API version '2021-13-01' for type 'roleAssignments'. The supported api-versions are '2022-04-01, ")]
    public async Task Refuses_a_version_that_is_not_published(string path, string code, string text) =>
        (await server.Owner.GetAsync($"{Full(path)}?api-version=2021-13-01")).Refused(400, code, text);

    [Theory]
    [InlineData("/subscriptions")]
    [InlineData("{sub}")]
    [InlineData("{sub}/resourcegroups/x")]
    [InlineData("{sub}/providers/Microsoft.Authorization/roleAssignments")]
    [InlineData("{sub}/providers/Microsoft.Nothing/things")]
    public async Task Refuses_a_request_without_a_version(string path) => (await server.Owner.GetAsync(Full(path))).Refused(
        400, "MissingApiVersionParameter", "The api-version query parameter (?api-version=) is required for all requests.");

    [Theory]
    [InlineData("2019-11-01")]
    [InlineData("2022-12-01")]
    public async Task Takes_the_versions_that_az_asks_for_subscriptions(string version) =>
        Assert.Equal("Total", (string?)(await server.Owner.GetAsync($"/subscriptions?api-version={version}")).Ok().Body!["count"]!["type"]);

    [Theory]
    [InlineData("{sub}/providers/Microsoft.Storage/storageAccounts", 404, "InvalidResourceNamespace", "The resource namespace 'Microsoft.Storage' is invalid.")]
    [InlineData("{sub}/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v", 404, "InvalidResourceNamespace", "'Microsoft.KeyVault'")]
    [InlineData("{sub}/providers/Microsoft.Authorization/locks", 404, "InvalidResourceType",
        "The resource type 'locks' could not be found in the namespace 'Microsoft.Authorization' for api version '2021-04-01'. The supported api-versions are '2022-05-01-preview,")]
    [InlineData("{sub}/providers/Microsoft.Resources/deployments/d", 404, "InvalidResourceType", "'deployments'")]
    [InlineData("{sub}/nonsense", 404, "NotFound", "")]
    [InlineData("/nonsense", 404, "MissingSubscription", "The request did not have a subscription or a valid tenant level resource provider.")]
    [InlineData("/rg/providers/Microsoft.Authorization/roleDefinitions", 404, "MissingSubscription", "")]
    [InlineData("/subscriptions//resourceGroups", 400, "InvalidSubscriptionId", "The provided subscription identifier 'resourceGroups' is malformed or invalid.")]
    [InlineData("{sub}/resourceGroups/a%20b", 400, "InvalidResourceGroup", "has these invalid characters: ' '")]
    public async Task Says_what_is_unknown(string path, int status, string code, string text) =>
        (await server.Owner.GetAsync($"{Full(path)}?{Resources}")).Refused(status, code, text);

    [Fact]
    public async Task Refuses_a_method_that_a_known_path_does_not_have()
    {
        (await server.Owner.SendAsync(HttpMethod.Post, $"{server.Subscription}/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01", new { }))
            .Refused(405, "MethodNotAllowed");
        (await server.Owner.SendAsync(HttpMethod.Delete, $"{server.Subscription}?api-version=2022-12-01")).Refused(404, "NotFound");
    }

    [Fact]
    public async Task A_stranger_learns_nothing_of_what_is_unknown()
    {
        using var anonymous = server.Anonymous();
        foreach (var path in (string[])["/nonsense", $"{server.Subscription}/nonsense", $"{server.Subscription}/providers/Microsoft.Nothing/x"])
            (await anonymous.GetAsync($"{path}?{Resources}")).Refused(401, "AuthenticationFailed");
    }

    [Fact]
    public async Task A_caller_without_rights_is_told_so_before_what_exists()
    {
        var group = await server.AddGroupAsync();
        var (nobody, objectId, appId) = await server.AddCallerAsync(null);
        foreach (var path in (string[])[group, group + "-not"])
        {
            var answer = await nobody.GetAsync($"{path}?{Resources}");
            answer.Refused(403, "AuthorizationFailed");
            Assert.Equal(
                $"The client '{appId}' with object id '{objectId}' does not have authorization to perform action "
                + $"'Microsoft.Resources/subscriptions/resourcegroups/read' over scope '{path}' or the scope is invalid. "
                + "If access was recently granted, please refresh your credentials.",
                answer.Text);
            Assert.Equal(HttpStatusCode.Forbidden, (await nobody.SendAsync(HttpMethod.Head, $"{path}?{Resources}")).Status);
            (await nobody.GetAsync($"{path}/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01"))
                .Refused(403, "AuthorizationFailed", $"over scope '{path}' or");
            (await nobody.GetAsync($"{path}/providers/Microsoft.Authorization/nonsense?api-version=2022-04-01")).Refused(404, "InvalidResourceType");
            (await nobody.PutAsync($"{path}?{Resources}", "not even an object")).Refused(403, "AuthorizationFailed");
        }
        (await server.Owner.GetAsync($"{group}-not?{Resources}")).Refused(404, "ResourceGroupNotFound");
        (await server.Owner.GetAsync($"{group}-not/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01"))
            .Refused(404, "ResourceGroupNotFound");
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/providers/Microsoft.Management/managementGroups/all/")]
    public async Task The_owner_of_a_subscription_rules_nothing_above_it(string scope)
    {
        (await server.Owner.GetAsync($"{scope}providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01"))
            .Refused(403, "AuthorizationFailed", $"over scope '{(scope == "/" ? "/" : scope.TrimEnd('/'))}' or");
        var (objectId, _, _) = await server.AddPrincipalAsync();
        (await server.AssignAsync(server.Owner, scope.TrimEnd('/'), ArmServer.Reader, objectId))
            .Refused(403, "AuthorizationFailed", "Microsoft.Authorization/roleAssignments/write");
        (await server.AssignAsync(server.Owner, server.Subscription, ArmServer.Reader, objectId)).Ok(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Answers_carry_the_headers_of_the_real_service()
    {
        var (correlation, client) = (Guid.CreateVersion7().ToString(), Guid.CreateVersion7().ToString());
        var answer = await server.Owner.SendAsync(
            HttpMethod.Get, "/subscriptions?api-version=2022-12-01", null,
            ("x-ms-correlation-request-id", correlation), ("x-ms-client-request-id", client), ("x-ms-return-client-request-id", "true"));
        string Header(string name) => Assert.Single(answer.Message.Headers.GetValues(name));
        Assert.Equal(correlation, Header("x-ms-correlation-request-id"));
        Assert.Equal(client, Header("x-ms-client-request-id"));
        Assert.True(StrictGuid.TryRead(Header("x-ms-request-id"), out _));
        Assert.Matches("^LOCAL:[0-9]{8}T[0-9]{6}Z:[0-9a-f-]{36}$", Header("x-ms-routing-request-id"));
        Assert.Equal("nosniff", Header("X-Content-Type-Options"));
        Assert.Equal("no-cache", Header("Cache-Control"));
        Assert.Equal("application/json; charset=utf-8", answer.Message.Content.Headers.ContentType?.ToString());

        var refused = await server.Owner.SendAsync(
            HttpMethod.Get, "/subscriptions", null, ("x-ms-correlation-request-id", "not a guid"), ("x-ms-client-request-id", client));
        Assert.Equal("gateway", Assert.Single(refused.Message.Headers.GetValues("x-ms-failure-cause")));
        Assert.True(StrictGuid.TryRead(Assert.Single(refused.Message.Headers.GetValues("x-ms-correlation-request-id")), out _));
        Assert.False(refused.Message.Headers.Contains("x-ms-client-request-id"));
    }

    [Fact]
    public async Task Lists_locations_providers_and_the_callers_permissions()
    {
        var locations = (await server.Owner.GetAsync($"{server.Subscription}/locations?api-version=2022-12-01")).Ok().Values;
        var west = locations.Single(l => (string?)l!["name"] == "westeurope")!;
        Assert.Equal(
            ("West Europe", "(Europe) West Europe", $"{server.Subscription}/locations/northeurope"),
            ((string?)west["displayName"], (string?)west["regionalDisplayName"], (string?)west["metadata"]!["pairedRegion"]![0]!["id"]));

        var providers = (await server.Owner.GetAsync($"{server.Subscription}/providers?{Resources}")).Ok().Values;
        Assert.Equal(["Microsoft.Authorization", "Microsoft.Resources"], providers.Select(p => (string?)p!["namespace"]).Order(StringComparer.Ordinal));
        var one = (await server.Owner.GetAsync($"{server.Subscription}/providers/microsoft.authorization?{Resources}")).Ok().Body!;
        Assert.Equal("Registered", (string?)one["registrationState"]);
        (await server.Owner.GetAsync($"{server.Subscription}/providers/Microsoft.Storage?{Resources}")).Refused(404, "InvalidResourceNamespace");

        var group = await server.AddGroupAsync();
        var (reader, _, _) = await server.AddCallerAsync(ArmServer.Reader, group);
        var permissions = (await reader.GetAsync($"{group}/providers/Microsoft.Authorization/permissions?api-version=2022-04-01")).Ok().Values;
        Assert.Equal("*/read", (string?)Assert.Single(permissions)!["actions"]![0]);
        (await reader.GetAsync($"{server.Subscription}/providers/Microsoft.Authorization/permissions?api-version=2022-04-01"))
            .Refused(403, "AuthorizationFailed", "Microsoft.Authorization/permissions/read");
    }

    private string Full(string path) => path.Replace("{sub}", server.Subscription, StringComparison.Ordinal);

    [Theory]
    [InlineData("0x00")]
    [InlineData("+000")]
    [InlineData("0X00")]
    public async Task Refuses_a_subscription_id_that_only_a_lenient_reader_takes(string second)
    {
        var subscription = server.Running.Facts.SubscriptionId.ToString();
        var lenient = string.Join('-', subscription.Split('-').Select((group, i) => i == 1 ? second : group));
        Assert.Equal(subscription, $"{subscription[..9]}0000{subscription[13..]}");
        (await server.Owner.GetAsync($"/subscriptions/{lenient}?api-version=2022-12-01")).Refused(400, "InvalidSubscriptionId");
        (await server.Owner.GetAsync($"/subscriptions/{subscription.ToUpperInvariant()}?api-version=2022-12-01")).Ok();
    }
}
