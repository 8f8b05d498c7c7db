using System.Net;
using System.Text.Json.Nodes;

namespace Sallyport.Server.Tests.Arm;

/// <summary>Every rule of role assignments, and that nobody gets more by them than he may give.</summary>
public sealed class RoleAssignmentTests(ArmServer server) : IClassFixture<ArmServer>
{
    private const string Type = "/providers/Microsoft.Authorization/roleAssignments";
    private const string Definitions = "/providers/Microsoft.Authorization/roleDefinitions";
    private const string Owner = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
    private const string UserAccessAdministrator = "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9";

    [Fact]
    public async Task The_answer_to_a_create_leaves_the_creator_out_and_later_ones_name_him()
    {
        var (objectId, _, _) = await server.AddPrincipalAsync();
        var name = Guid.CreateVersion7().ToString();
        var made = (await server.AssignAsync(server.Owner, server.Subscription, ArmServer.Reader, objectId, name)).Ok(HttpStatusCode.Created).Body!;
        Assert.Equal($"{server.Subscription}{Type}/{name}", (string?)made["id"]);
        Assert.Equal(("Microsoft.Authorization/roleAssignments", name), ((string?)made["type"], (string?)made["name"]));
        var properties = made["properties"]!;
        Assert.Equal($"{server.Subscription}{Definitions}/{ArmServer.Reader}", (string?)properties["roleDefinitionId"]);
        Assert.Equal((objectId, "ServicePrincipal", server.Subscription),
            ((string?)properties["principalId"], (string?)properties["principalType"], (string?)properties["scope"]));
        Assert.Null(properties["createdBy"]);
        Assert.NotNull(properties["updatedBy"]);
        Assert.Matches("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}\\.[0-9]{7}Z$", (string?)properties["createdOn"]);
        Assert.Equal(
            ["roleDefinitionId", "principalId", "principalType", "scope", "condition", "conditionVersion", "createdOn", "updatedOn", "createdBy",
                "updatedBy", "delegatedManagedIdentityResourceId", "description"],
            properties.AsObject().Select(m => m.Key));

        var read = (await server.Owner.GetAsync($"{(string)made["id"]!}?{ArmServer.RoleVersion}")).Ok().Body!["properties"]!;
        Assert.Equal((string?)read["updatedBy"], (string?)read["createdBy"]);
    }

    [Theory]
    [InlineData("2020-04-01-preview")]
    [InlineData("2022-04-01")]
    public async Task An_identical_PUT_succeeds_with_the_one_status_that_every_client_takes(string version)
    {
        var (objectId, _, _) = await server.AddPrincipalAsync();
        var path = $"{server.Subscription}{Type}/{Guid.CreateVersion7()}?api-version={version}";
        for (var i = 0; i < 2; i++)
            (await server.Owner.PutAsync(path, Body(ArmServer.Reader, objectId))).Ok(HttpStatusCode.Created);
        (await server.Owner.PutAsync(path.ToUpperInvariant().Replace("API-VERSION", "api-version", StringComparison.Ordinal), Body(ArmServer.Reader, objectId)))
            .Ok(HttpStatusCode.Created);
        Assert.Single(await OfAsync(objectId));
    }

    [Fact]
    public async Task R4_principal_role_and_scope_of_a_name_never_change()
    {
        var ((first, _, _), (second, _, _)) = (await server.AddPrincipalAsync(), await server.AddPrincipalAsync());
        var (group, name) = (await server.AddGroupAsync(), Guid.CreateVersion7().ToString());
        (await server.AssignAsync(server.Owner, server.Subscription, ArmServer.Reader, first, name)).Ok(HttpStatusCode.Created);
        foreach (var (scope, role, principal) in ((string, string, string)[])
            [(server.Subscription, ArmServer.Contributor, first), (server.Subscription, ArmServer.Reader, second), (group, ArmServer.Reader, first)])
            (await server.AssignAsync(server.Owner, scope, role, principal, name)).Refused(
                400, "RoleAssignmentUpdateNotPermitted", "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.");
        var left = Assert.Single(await OfAsync(first))!["properties"]!;
        Assert.Equal((server.Subscription, true),
            ((string?)left["scope"], ((string)left["roleDefinitionId"]!).EndsWith(ArmServer.Reader, StringComparison.Ordinal)));
        Assert.Empty(await OfAsync(second));
    }

    [Fact]
    [Trait("Passes", "R4")]
    public async Task Description_and_condition_change_in_place()
    {
        var (objectId, _, _) = await server.AddPrincipalAsync();
        var path = $"{server.Subscription}{Type}/{Guid.CreateVersion7()}?{ArmServer.RoleVersion}";
        var body = Body(ArmServer.Reader, objectId);
        (await server.Owner.PutAsync(path, body)).Ok(HttpStatusCode.Created);
        (body["properties"]!["description"], body["properties"]!["condition"], body["properties"]!["conditionVersion"]) = ("why", "true", "2.0");
        (await server.Owner.PutAsync(path, body)).Ok(HttpStatusCode.Created);
        var read = (await server.Owner.GetAsync(path)).Ok().Body!["properties"]!;
        Assert.Equal(("why", "true", "2.0"), ((string?)read["description"], (string?)read["condition"], (string?)read["conditionVersion"]));
        (await server.Owner.PutAsync(path, Body(ArmServer.Reader, objectId))).Ok(HttpStatusCode.Created);
        Assert.Null((await server.Owner.GetAsync(path)).Body!["properties"]!["condition"]);
    }

    [Fact]
    public async Task A_condition_that_is_not_evaluated_grants_nothing_and_the_refusal_names_it()
    {
        var (caller, objectId, _) = await server.AddCallerAsync(null);
        var path = $"{server.Subscription}{Type}/{Guid.CreateVersion7()}?{ArmServer.RoleVersion}";
        var body = Body(ArmServer.Reader, objectId);
        (body["properties"]!["condition"], body["properties"]!["conditionVersion"]) = ("((!(ActionMatches{'x'})))", "2.0");
        (await server.Owner.PutAsync(path, body)).Ok(HttpStatusCode.Created);
        (await caller.GetAsync($"{server.Subscription}?api-version=2022-12-01")).Refused(
            403, "AuthorizationFailed", "does not have authorization or an ABAC condition not fulfilled to perform action 'Microsoft.Resources/subscriptions/read'");
        (await server.Owner.PutAsync(path, Body(ArmServer.Reader, objectId))).Ok(HttpStatusCode.Created);
        (await caller.GetAsync($"{server.Subscription}?api-version=2022-12-01")).Ok();
    }

    [Theory]
    [InlineData("""{}""", "InvalidRequestContent")]
    [InlineData("""{"properties":[]}""", "InvalidRequestContent")]
    [InlineData("""{"properties":{"roleDefinitionId":"{role}"}}""", "InvalidPrincipalId")]
    [InlineData("""{"properties":{"roleDefinitionId":"{role}","principalId":"me"}}""", "InvalidPrincipalId")]
    [InlineData("""{"properties":{"roleDefinitionId":"{role}","principalId":7}}""", "InvalidRequestContent")]
    [InlineData("""{"properties":{"principalId":"{oid}"}}""", "InvalidRoleDefinitionId")]
    [InlineData("""{"properties":{"roleDefinitionId":"acdd72a7-3385-48ef-bd42-f606fba81ae7","principalId":"{oid}"}}""", "InvalidRoleDefinitionId")]
    [InlineData("""{"properties":{"roleDefinitionId":"{role}/x","principalId":"{oid}"}}""", "InvalidRoleDefinitionId")]
    [InlineData("""{"properties":{"roleDefinitionId":"/x{role}","principalId":"{oid}"}}""", "InvalidRoleDefinitionId")]
    [InlineData("""{"properties":{"roleDefinitionId":"{role}","principalId":"{oid}","principalType":"Robot"}}""", "InvalidPrincipalType")]
    [InlineData("""{"properties":{"roleDefinitionId":"{role}","principalId":"{oid}","condition":"true"}}""", "InvalidRequestContent")]
    [InlineData("""{"properties":{"roleDefinitionId":"{role}","principalId":"{oid}","condition":"true","conditionVersion":"1.0"}}""", "InvalidRequestContent")]
    [InlineData("""{"properties":{"roleDefinitionId":"{role}","principalId":"{oid}","description":{}}}""", "InvalidRequestContent")]
    public async Task Refuses_a_body_that_is_not_in_order(string body, string code)
    {
        var (objectId, _, _) = await server.AddPrincipalAsync();
        var text = body.Replace("{role}", $"{server.Subscription}{Definitions}/{ArmServer.Reader}", StringComparison.Ordinal)
            .Replace("{oid}", objectId, StringComparison.Ordinal);
        (await server.Owner.PutAsync($"{server.Subscription}{Type}/{Guid.CreateVersion7()}?{ArmServer.RoleVersion}", JsonNode.Parse(text))).Refused(400, code);
        Assert.Empty(await OfAsync(objectId));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("ServicePrincipal", true)]
    [InlineData("serviceprincipal", true)]
    [InlineData("User", false)]
    [InlineData("Group", false)]
    public async Task The_stated_type_of_a_known_principal_must_be_its_own(string? type, bool isTaken)
    {
        var (objectId, _, _) = await server.AddPrincipalAsync();
        var body = Body(ArmServer.Reader, objectId);
        body["properties"]!["principalType"] = type;
        var answer = await server.Owner.PutAsync($"{server.Subscription}{Type}/{Guid.CreateVersion7()}?{ArmServer.RoleVersion}", body);
        if (isTaken)
            Assert.Equal("ServicePrincipal", (string?)answer.Ok(HttpStatusCode.Created).Body!["properties"]!["principalType"]);
        else
            answer.Refused(400, "UnmatchedPrincipalType",
                $"The PrincipalId '{objectId.Replace("-", "", StringComparison.Ordinal)}' has type 'ServicePrincipal' , which is different from specified PrinciaplType '{type}'.");
    }

    [Fact]
    public async Task An_unknown_principal_is_taken_only_with_its_type()
    {
        var body = Body(ArmServer.Reader, Guid.CreateVersion7().ToString());
        body["properties"]!.AsObject().Remove("principalType");
        (await server.Owner.PutAsync($"{server.Subscription}{Type}/{Guid.CreateVersion7()}?{ArmServer.RoleVersion}", body)).Refused(
            400, "PrincipalNotFound", $" does not exist in the directory {server.Running.Facts.TenantId}. Check that you have the correct principal ID.");
        body["properties"]!["principalType"] = "User";
        var taken = (await server.Owner.PutAsync($"{server.Subscription}{Type}/{Guid.CreateVersion7()}?{ArmServer.RoleVersion}", body)).Ok(HttpStatusCode.Created);
        Assert.Equal("User", (string?)taken.Body!["properties"]!["principalType"]);
    }

    [Fact]
    public async Task The_same_triple_under_another_spelling_of_the_scope_exists_already()
    {
        var (objectId, _, _) = await server.AddPrincipalAsync();
        var group = await server.AddGroupAsync();
        (await server.AssignAsync(server.Owner, group, ArmServer.Reader, objectId)).Ok(HttpStatusCode.Created);
        (await server.AssignAsync(server.Owner, group.ToUpperInvariant(), ArmServer.Reader, objectId)).Refused(409, "RoleAssignmentExists");
        (await server.AssignAsync(server.Owner, "/" + group, ArmServer.Reader, objectId)).Refused(409, "RoleAssignmentExists");
        (await server.AssignAsync(server.Owner, server.Subscription, ArmServer.Reader, objectId)).Ok(HttpStatusCode.Created);
        (await server.AssignAsync(server.Owner, group + "/providers/Microsoft.KeyVault/vaults/v", ArmServer.Reader, objectId)).Ok(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Of_two_with_one_name_at_once_one_wins_and_nothing_is_mixed()
    {
        var ((first, _, _), (second, _, _)) = (await server.AddPrincipalAsync(), await server.AddPrincipalAsync());
        var name = Guid.CreateVersion7().ToString();
        var answers = await Task.WhenAll(((string[])[first, second, first, second]).Select(
            p => server.AssignAsync(server.Owner, server.Subscription, ArmServer.Reader, p, name)));
        Assert.Equal(2, answers.Count(a => a.Status == HttpStatusCode.Created)); // the winner and its twin
        Assert.Equal(2, answers.Count(a => a.Code == "RoleAssignmentUpdateNotPermitted"));
        Assert.Equal(1, (await OfAsync(first)).Length + (await OfAsync(second)).Length);
    }

    [Fact]
    [Trait("Passes", "R4")]
    public async Task R4_nobody_gives_a_role_above_or_beside_his_own_scope()
    {
        var (group, other) = (await server.AddGroupAsync(), await server.AddGroupAsync());
        var (administrator, objectId, _) = await server.AddCallerAsync(UserAccessAdministrator, group);
        (await server.AssignAsync(administrator, group, Owner, objectId)).Ok(HttpStatusCode.Created);
        foreach (var scope in (string[])[server.Subscription, other, ""])
            (await server.AssignAsync(administrator, scope, Owner, objectId)).Refused(
                403, "AuthorizationFailed", "'Microsoft.Authorization/roleAssignments/write'");
        (await administrator.PutAsync($"{other}?{ArmServer.GroupVersion}", new { location = "westeurope" })).Refused(403, "AuthorizationFailed");
    }

    [Fact]
    [Trait("Passes", "R4")]
    public async Task R4_a_path_in_ones_own_scope_neither_shows_nor_removes_an_assignment_elsewhere()
    {
        var (group, other) = (await server.AddGroupAsync(), await server.AddGroupAsync());
        var (administrator, _, _) = await server.AddCallerAsync(UserAccessAdministrator, group);
        var (objectId, _, _) = await server.AddPrincipalAsync();
        var name = Guid.CreateVersion7().ToString();
        (await server.AssignAsync(server.Owner, other, ArmServer.Reader, objectId, name)).Ok(HttpStatusCode.Created);
        (await administrator.GetAsync($"{group}{Type}/{name}?{ArmServer.RoleVersion}")).Refused(404, "RoleAssignmentNotFound");
        (await administrator.DeleteAsync($"{group}{Type}/{name}?{ArmServer.RoleVersion}")).Ok(HttpStatusCode.NoContent);
        (await administrator.DeleteAsync($"{other}{Type}/{name}?{ArmServer.RoleVersion}")).Refused(403, "AuthorizationFailed");
        (await server.Owner.GetAsync($"{other}{Type}/{name}?{ArmServer.RoleVersion}")).Ok();
        var deleted = (await server.Owner.DeleteAsync($"{other}{Type}/{name}?{ArmServer.RoleVersion}")).Ok();
        Assert.Equal(name, (string?)deleted.Body!["name"]);
        (await server.Owner.DeleteAsync($"{other}{Type}/{name}?{ArmServer.RoleVersion}")).Ok(HttpStatusCode.NoContent);
        (await server.Owner.GetAsync($"{other}{Type}/{name}?{ArmServer.RoleVersion}")).Refused(404, "RoleAssignmentNotFound", $"The role assignment '{name}' is not found.");
    }

    [Fact]
    public async Task A_role_that_is_taken_away_is_gone_at_once()
    {
        var (caller, objectId, _) = await server.AddCallerAsync(null);
        var name = Guid.CreateVersion7().ToString();
        (await server.AssignAsync(server.Owner, server.Subscription, ArmServer.Reader, objectId, name)).Ok(HttpStatusCode.Created);
        (await caller.GetAsync($"{server.Subscription}?api-version=2022-12-01")).Ok();
        (await server.Owner.DeleteAsync($"{server.Subscription}{Type}/{name}?{ArmServer.RoleVersion}")).Ok();
        (await caller.GetAsync($"{server.Subscription}?api-version=2022-12-01")).Refused(403, "AuthorizationFailed");
        Assert.Empty((await caller.GetAsync("/subscriptions?api-version=2022-12-01")).Ok().Values);
    }

    [Fact]
    public async Task Filters_leave_out_what_lies_below_and_whose_it_is_not()
    {
        var group = await server.AddGroupAsync();
        var (objectId, _, _) = await server.AddPrincipalAsync();
        (await server.AssignAsync(server.Owner, server.Subscription, ArmServer.Reader, objectId)).Ok(HttpStatusCode.Created);
        (await server.AssignAsync(server.Owner, group, ArmServer.Reader, objectId)).Ok(HttpStatusCode.Created);
        async Task<string?[]> ScopesAsync(string scope, string filter) =>
            [.. (await server.Owner.GetAsync($"{scope}{Type}?{ArmServer.RoleVersion}&$filter={Uri.EscapeDataString(filter)}")).Ok().Values
                .Where(a => (string?)a!["properties"]!["principalId"] == objectId).Select(a => (string?)a!["properties"]!["scope"]).Order(StringComparer.Ordinal)];
        string[] both = [server.Subscription, group], above = [server.Subscription];
        Assert.Equal(both, await ScopesAsync(server.Subscription, ""));
        Assert.Equal(both, await ScopesAsync(server.Subscription, $"principalId eq '{objectId}'"));
        Assert.Equal(both, await ScopesAsync(server.Subscription, $"assignedTo('{objectId}')"));
        Assert.Equal(above, await ScopesAsync(server.Subscription, "atScope()"));
        Assert.Equal(above, await ScopesAsync(server.Subscription, $"atScope() and assignedTo('{objectId}')"));
        Assert.Equal(both, await ScopesAsync(group, "atScope()"));
        Assert.Empty(await ScopesAsync(server.Subscription, $"principalId eq '{Guid.CreateVersion7()}'"));
    }

    [Theory]
    [InlineData("atScope() and principalId eq '5a11f047-0000-4000-8000-000000000009'")]
    [InlineData("principalId eq 5a11f047-0000-4000-8000-000000000009")]
    [InlineData("principalId eq 'me'")]
    [InlineData("roleDefinitionId eq 'x'")]
    [InlineData("atScope() or atScope()")]
    [InlineData("atScope()x")]
    [InlineData(" ")]
    public async Task Refuses_a_filter_that_the_service_does_not_know(string filter) =>
        (await server.Owner.GetAsync($"{server.Subscription}{Type}?{ArmServer.RoleVersion}&$filter={Uri.EscapeDataString(filter)}")).Refused(
            400, "UnsupportedQuery",
            $"The filter '{filter}' is not supported. Supported filters are either 'atScope()' or 'principalId eq '{{value}}' or assignedTo('{{value}}')'.");

    [Theory]
    [InlineData("roleName eq 'reader'", 1)]
    [InlineData("roleName eq 'Reader' and type eq 'BuiltInRole'", 1)]
    [InlineData("atScopeAndBelow() and roleName eq 'Reader'", 1)]
    [InlineData("roleName eq 'Read'", 0)]
    [InlineData("roleName eq 'Reader'' or '''", 0)]
    [InlineData("type eq 'CustomRole'", 0)]
    [InlineData("roleName eq 'Reader' and roleName eq 'Owner'", null)]
    [InlineData("roleName eq 'Reader' and ", null)]
    [InlineData("roleName eq 'Reader' or roleName eq 'Owner'", null)]
    [InlineData("contains(roleName,'Reader')", null)]
    public async Task Roles_are_found_by_the_few_filters_that_the_service_knows(string filter, int? hits)
    {
        var answer = await server.Owner.GetAsync($"{server.Subscription}{Definitions}?api-version=2022-04-01&$filter={Uri.EscapeDataString(filter)}");
        if (hits is { } expected)
            Assert.Equal(expected, answer.Ok().Values.Length);
        else
            answer.Refused(400, "InvalidQueryParameterValue");
    }

    [Fact]
    public async Task A_role_is_shown_by_its_guid_at_any_scope_that_the_caller_may_read()
    {
        var role = (await server.Owner.GetAsync($"{server.Subscription}{Definitions}/{ArmServer.Contributor}?api-version=2022-04-01")).Ok().Body!;
        Assert.Equal($"{server.Subscription}{Definitions}/{ArmServer.Contributor}", (string?)role["id"]);
        Assert.Equal(("Contributor", "BuiltInRole", "/"),
            ((string?)role["properties"]!["roleName"], (string?)role["properties"]!["type"], (string?)role["properties"]!["assignableScopes"]![0]));
        Assert.Contains("Microsoft.Authorization/*/Write", role["properties"]!["permissions"]![0]!["notActions"]!.AsArray().Select(a => (string?)a));
        foreach (var unknown in (string[])[Guid.CreateVersion7().ToString(), "Reader"])
            (await server.Owner.GetAsync($"{server.Subscription}{Definitions}/{unknown}?api-version=2022-04-01")).Refused(
                404, "RoleDefinitionDoesNotExist", $"The specified role definition with ID '{unknown}' does not exist.");
        (await server.Owner.GetAsync($"{Definitions}/{ArmServer.Contributor}?api-version=2022-04-01")).Refused(403, "AuthorizationFailed");
    }

    private JsonObject Body(string role, string principal) => new()
    {
        ["properties"] = new JsonObject
        {
            ["roleDefinitionId"] = $"{server.Subscription}{Definitions}/{role}", ["principalId"] = principal, ["principalType"] = "ServicePrincipal",
        },
    };

    private async Task<JsonNode?[]> OfAsync(string principal) =>
        (await server.Owner.GetAsync($"{server.Subscription}{Type}?{ArmServer.RoleVersion}&$filter=principalId%20eq%20%27{principal}%27")).Ok().Values;
}
