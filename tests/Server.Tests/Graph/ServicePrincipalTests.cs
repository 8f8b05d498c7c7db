using System.Net;
using System.Text.Json.Nodes;

namespace Sallyport.Server.Tests.Graph;

public sealed class ServicePrincipalTests(GraphServer server) : IClassFixture<GraphServer>
{
    private static readonly Guid Stranger = new("00000000-1111-4222-8333-444444444444");

    [Fact]
    public async Task Creates_a_service_principal_as_az_asks_for_it()
    {
        var (_, appId) = await server.AddApplicationAsync("gitlab-oidc");
        var answer = await server.Owner.PostAsync("/v1.0/servicePrincipals", new JsonObject { ["appId"] = appId, ["accountEnabled"] = true });
        answer.Ok(HttpStatusCode.Created);
        Assert.Equal(
            ["@odata.context", "id", "deletedDateTime", "accountEnabled", "alternativeNames", "appDisplayName", "appDescription", "appId",
                "applicationTemplateId", "appOwnerOrganizationId", "appRoleAssignmentRequired", "createdDateTime", "description",
                "disabledByMicrosoftStatus", "displayName", "homepage", "loginUrl", "logoutUrl", "notes", "notificationEmailAddresses",
                "preferredSingleSignOnMode", "preferredTokenSigningKeyThumbprint", "replyUrls", "servicePrincipalNames",
                "servicePrincipalType", "signInAudience", "tags", "tokenEncryptionKeyId", "samlSingleSignOnSettings", "verifiedPublisher",
                "addIns", "appRoles", "info", "keyCredentials", "oauth2PermissionScopes", "passwordCredentials",
                "resourceSpecificApplicationPermissions"],
            answer.Names);
        Assert.Equal(appId, answer.Text("appId"));
        Assert.Equal("gitlab-oidc", answer.Text("displayName"));
        Assert.Equal(server.Running.Facts.TenantId.ToString(), answer.Text("appOwnerOrganizationId"));
        Assert.EndsWith("/Microsoft.DirectoryServices.ServicePrincipal", answer.Headers["Location"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_a_second_one_and_one_without_an_application()
    {
        var (_, appId) = await server.AddApplicationAsync();
        (await server.Owner.PostAsync("/v1.0/servicePrincipals", new JsonObject { ["appId"] = appId })).Ok(HttpStatusCode.Created);
        (await server.Owner.PostAsync("/v1.0/servicePrincipals", new JsonObject { ["appId"] = appId })).Refused(
            409, "Request_MultipleObjectsWithSameKeyValue", "The service principal cannot be created, updated, or restored because the "
            + $"service principal name {appId} is already in use.");

        var unbacked = await server.Owner.PostAsync("/v1.0/servicePrincipals", new JsonObject { ["appId"] = Stranger.ToString() });
        unbacked.Refused(400, "Request_BadRequest",
            $"The appId '{Stranger}' of the service principal does not reference a valid application object.");
        var detail = unbacked.Body.GetProperty("error").GetProperty("details").EnumerateArray().Single();
        Assert.Equal("NoBackingApplicationObject", detail.GetProperty("code").GetString());
        Assert.Equal("appId", detail.GetProperty("target").GetString());
        (await server.Owner.PostAsync("/v1.0/servicePrincipals", [])).Refused(400, "Request_BadRequest", "'appId'");
    }

    [Fact]
    public async Task Lets_one_of_many_simultaneous_creations_win()
    {
        var (_, appId) = await server.AddApplicationAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ =>
            server.Owner.PostAsync("/v1.0/servicePrincipals", new JsonObject { ["appId"] = appId })));
        Assert.Single(answers, a => a.Status == HttpStatusCode.Created);
        Assert.Equal(11, answers.Count(a => a.Status == HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task Disables_and_deletes_a_service_principal()
    {
        var (id, appId) = await server.AddApplicationAsync();
        var made = await server.Owner.PostAsync("/v1.0/servicePrincipals", new JsonObject { ["appId"] = appId });
        var path = $"/v1.0/servicePrincipals/{made.Text("id")}";
        (await server.Owner.PatchAsync(path, new JsonObject { ["accountEnabled"] = false })).Ok(HttpStatusCode.NoContent);
        Assert.False((await server.Owner.GetAsync($"/v1.0/servicePrincipals(appId='{appId}')")).Body.GetProperty("accountEnabled").GetBoolean());
        (await server.Owner.PatchAsync(path, new JsonObject { ["displayName"] = "other" })).Refused(400, "Request_BadRequest", "displayName");
        (await server.Owner.PatchAsync(path, new JsonObject { ["accountEnabled"] = null })).Refused(400, "BadRequest", "true or false");
        (await server.Owner.DeleteAsync(path)).Ok(HttpStatusCode.NoContent);
        (await server.Owner.GetAsync(path)).Refused(404, "Request_ResourceNotFound", made.Text("id"));
        (await server.Owner.GetAsync($"/v1.0/applications/{id}")).Ok();
    }

    [Fact]
    public async Task Deletes_the_service_principal_with_its_application()
    {
        var (id, appId) = await server.AddApplicationAsync();
        var made = await server.Owner.PostAsync("/v1.0/servicePrincipals", new JsonObject { ["appId"] = appId });
        (await server.Owner.DeleteAsync($"/v1.0/applications/{id}")).Ok(HttpStatusCode.NoContent);
        (await server.Owner.GetAsync($"/v1.0/servicePrincipals/{made.Text("id")}")).Refused(404, "Request_ResourceNotFound", made.Text("id"));
    }

    [Fact]
    public async Task Gets_objects_by_their_ids_and_leaves_out_the_unknown()
    {
        var (id, appId) = await server.AddApplicationAsync();
        var principal = (await server.Owner.PostAsync("/v1.0/servicePrincipals", new JsonObject { ["appId"] = appId })).Text("id");
        var body = new JsonObject
        {
            ["ids"] = new JsonArray(id, principal, Stranger.ToString()),
            ["types"] = new JsonArray("user", "group", "servicePrincipal", "directoryObjectPartnerReference"),
        };
        var found = (await server.Owner.PostAsync("/v1.0/directoryObjects/getByIds", body)).Ok();
        Assert.Equal("https://graph.microsoft.com/v1.0/$metadata#directoryObjects", found.Text("@odata.context"));
        var only = Assert.Single(found.Values);
        Assert.Equal("#microsoft.graph.servicePrincipal", only.GetProperty("@odata.type").GetString());
        Assert.Equal(principal, only.GetProperty("id").GetString());

        body.Remove("types");
        Assert.Equal(2, (await server.Owner.PostAsync("/v1.0/directoryObjects/getByIds", body)).Values.Length);
        (await server.Owner.PostAsync("/v1.0/directoryObjects/getByIds", new JsonObject { ["ids"] = new JsonArray("me") }))
            .Refused(400, "Request_BadRequest", "Invalid object identifier 'me'.");
    }

    [Fact]
    public async Task Shows_the_tenant_and_what_the_first_start_granted_the_owner()
    {
        var tenant = Assert.Single((await server.Owner.GetAsync("/v1.0/organization")).Ok().Values);
        Assert.Equal(server.Running.Facts.TenantId.ToString(), tenant.GetProperty("id").GetString());
        Assert.Equal("sallyport.onmicrosoft.com", tenant.GetProperty("verifiedDomains")[0].GetProperty("name").GetString());

        var owner = await server.Owner.GetAsync($"/v1.0/servicePrincipals(appId='{server.Running.Facts.OwnerClientId}')");
        var grants = (await server.Owner.GetAsync($"/v1.0/servicePrincipals/{owner.Text("id")}/appRoleAssignments")).Ok().Values;
        Assert.Equal(6, grants.Length);
        Assert.All(grants, g => Assert.Equal("Microsoft Graph", g.GetProperty("resourceDisplayName").GetString()));
        Assert.Contains(grants, g => g.GetProperty("appRoleId").GetString() == "1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9");
    }
}
