using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sallyport.Core.Wire;

namespace Sallyport.Server.Tests.Graph;

public sealed class ApplicationTests(GraphServer server) : IClassFixture<GraphServer>
{
    [Fact]
    public async Task Optional_claims_are_kept_as_they_were_given_and_a_claim_is_asked_for_once()
    {
        const string claim =
            """{"name":"idtyp","source":null,"essential":true,"additionalProperties":["include_user_token"]}""";
        var body = new JsonObject { ["displayName"] = "claims" };
        var made = (await server.Owner.PostAsync("/v1.0/applications", body)).Ok(HttpStatusCode.Created);
        var item = "/v1.0/applications/" + made.Text("id");
        Assert.Equal("null", await ShownAsync());
        (await AskAsync($$"""{"accessToken":[{{claim}}]}""")).Ok(HttpStatusCode.NoContent);
        Assert.Equal($$"""{"idToken":[],"accessToken":[{{claim}}],"saml2Token":[]}""", await ShownAsync());
        foreach (var (wrong, what) in ((string, string)[])[
            ($$"""{"accessToken":[{{claim}},{{claim}}]}""", "twice"),
            ("""{"accessToken":[{"essential":true}]}""", "name"),
            ($$"""{"other":[{{claim}}]}""", "optionalClaims/other")])
            (await AskAsync(wrong)).Refused(400, "Request_BadRequest", what);
        Assert.Equal($$"""{"idToken":[],"accessToken":[{{claim}}],"saml2Token":[]}""", await ShownAsync());
        (await AskAsync("null")).Ok(HttpStatusCode.NoContent);
        Assert.Equal("null", await ShownAsync());

        Task<GraphAnswer> AskAsync(string claims) =>
            server.Owner.PatchAsync(item, new JsonObject { ["optionalClaims"] = JsonNode.Parse(claims) });
        async Task<string> ShownAsync() =>
            (await server.Owner.GetAsync(item)).Ok().Body.GetProperty("optionalClaims").GetRawText();
    }

    [Fact]
    public async Task Creates_an_application_as_az_asks_for_it()
    {
        var answer = await server.Owner.PostRawAsync("/v1.0/applications", """{"displayName": "gitlab-oidc", "keyCredentials": []}""");
        answer.Ok(HttpStatusCode.Created);
        Assert.Equal(
            ["@odata.context", "id", "deletedDateTime", "appId", "applicationTemplateId", "disabledByMicrosoftStatus", "createdDateTime",
                "displayName", "description", "groupMembershipClaims", "identifierUris", "isDeviceOnlyAuthSupported", "isFallbackPublicClient",
                "notes", "publisherDomain", "serviceManagementReference", "signInAudience", "tags", "tokenEncryptionKeyId", "uniqueName",
                "defaultRedirectUri", "certification", "optionalClaims", "addIns", "api", "appRoles", "info", "keyCredentials",
                "parentalControlSettings", "passwordCredentials", "publicClient", "requiredResourceAccess", "verifiedPublisher", "web", "spa"],
            answer.Names);
        Assert.Equal("https://graph.microsoft.com/v1.0/$metadata#applications/$entity", answer.Text("@odata.context"));
        Assert.Equal(
            $"https://graph.microsoft.com/v2/{server.Running.Facts.TenantId}/directoryObjects/{answer.Text("id")}/Microsoft.DirectoryServices.Application",
            answer.Headers["Location"]);
        Assert.EndsWith("Z", answer.Text("createdDateTime"), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, answer.Body.GetProperty("web").GetProperty("homePageUrl").ValueKind);

        var read = (await server.Owner.GetAsync($"/v1.0/applications/{answer.Text("id")}")).Ok();
        Assert.Equal(answer.Body.ToString(), read.Body.ToString());
        var byAppId = (await server.Owner.GetAsync($"/beta/applications(appId='{answer.Text("appId")}')")).Ok();
        Assert.Equal(answer.Text("id"), byAppId.Text("id"));
    }

    [Fact]
    public async Task Of_many_who_make_an_application_by_its_unique_name_one_makes_it_and_the_others_change_it()
    {
        var name = GraphServer.Unique("it's mine");
        var path = $"/v1.0/applications(uniqueName='{Uri.EscapeDataString(name.Replace("'", "''", StringComparison.Ordinal))}')";
        (await server.Owner.PatchAsync(path, new JsonObject { ["displayName"] = "a" })).Refused(404, "Request_ResourceNotFound", name);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => server.Owner.SendAsync(
            HttpMethod.Patch, path, System.Net.Http.Json.JsonContent.Create(new { displayName = $"n{n}" }), ("Prefer", "create-if-missing"))));
        Assert.Equal(1, answers.Count(a => a.Status == HttpStatusCode.Created));
        Assert.Equal(7, answers.Count(a => a.Status == HttpStatusCode.NoContent));
        var read = (await server.Owner.GetAsync(path)).Ok();
        Assert.Equal(name, read.Text("uniqueName"));
        Assert.Equal(answers.Single(a => a.Status == HttpStatusCode.Created).Text("id"), read.Text("id"));
        (await server.Owner.PatchAsync(path, new JsonObject { ["uniqueName"] = "other" })).Refused(400, "Request_BadRequest", "uniqueName");
        (await server.Owner.PatchAsync(path, new JsonObject { ["uniqueName"] = name, ["displayName"] = "b" })).Ok(HttpStatusCode.NoContent);
        (await server.Owner.PostAsync(path.Replace("/v1.0/", "/beta/", StringComparison.Ordinal) + "/federatedIdentityCredentials", new JsonObject
        {
            ["name"] = "main", ["issuer"] = "https://gitlab.com", ["subject"] = "s", ["audiences"] = new JsonArray("api://AzureADTokenExchange"),
        })).Ok(HttpStatusCode.Created);
        Assert.Equal("b", (await server.Owner.GetAsync(path)).Text("displayName"));
        (await server.Owner.DeleteAsync(path)).Ok(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Carries_the_headers_of_the_real_service()
    {
        var id = Guid.CreateVersion7().ToString();
        var answer = await server.Owner.SendAsync(HttpMethod.Get, "/v1.0/organization", null, ("x-ms-client-request-id", id));
        Assert.Equal(
            "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8", answer.Headers["Content-Type"].Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal("4.0", answer.Headers["odata-version"]);
        Assert.Equal(id, answer.Headers["client-request-id"]);
        Assert.True(StrictGuid.TryRead(answer.Headers["request-id"], out _));
        Assert.Equal("no-cache", answer.Headers["Cache-Control"]);
    }

    [Fact]
    public async Task Changes_and_deletes_an_application()
    {
        var (id, _) = await server.AddApplicationAsync();
        var name = GraphServer.Unique("Übung 'eins'");
        (await server.Owner.PatchAsync($"/v1.0/applications/{id}", new JsonObject { ["displayName"] = name, ["id"] = id })).Ok(HttpStatusCode.NoContent);
        Assert.Equal(name, (await server.Owner.GetAsync($"/v1.0/applications/{id}")).Text("displayName"));
        (await server.Owner.DeleteAsync($"/v1.0/applications/{id}")).Ok(HttpStatusCode.NoContent);
        (await server.Owner.GetAsync($"/v1.0/applications/{id}")).Refused(404, "Request_ResourceNotFound",
            $"Resource '{id}' does not exist or one of its queried reference-property objects are not present.");
        (await server.Owner.DeleteAsync($"/v1.0/applications/{id}")).Refused(404, "Request_ResourceNotFound", id);
    }

    [Theory]
    [InlineData("""{}""", "A value is required for property 'displayName'")]
    [InlineData("""{"displayName":""}""", "A value is required for property 'displayName'")]
    [InlineData("""{"displayName":null}""", "A value is required for property 'displayName'")]
    [InlineData("""{"displayName":"x","signInAudience":"Everybody"}""", "signInAudience")]
    [InlineData("""{"displayName":"x","identifierUris":["nothing"]}""", "identifierUris")]
    [InlineData("""{"displayName":"x","web":{"homePageUrl":"ftp://x"}}""", "'web/homePageUrl'")]
    [InlineData("""{"displayName":"x","appId":"5a11f047-0000-4000-8000-000000000009"}""", "Property 'appId' is read-only and cannot be set.")]
    [InlineData("""{"displayName":"x","colour":"red"}""", "Invalid property 'colour'.")]
    public async Task Refuses_members_that_are_not_in_order(string body, string message) =>
        (await server.Owner.PostRawAsync("/v1.0/applications", body)).Refused(400, "Request_BadRequest", message);

    [Fact]
    public async Task Takes_a_display_name_of_256_characters_and_refuses_one_more()
    {
        await server.AddApplicationAsync(new string('n', 256));
        (await server.Owner.PostAsync("/v1.0/applications", new JsonObject { ["displayName"] = new string('n', 257) }))
            .Refused(400, "Request_BadRequest", "256");
    }

    [Fact]
    public async Task Takes_members_that_are_given_as_they_are_shown_anyway()
    {
        var (id, _) = await server.AddApplicationAsync();
        var shown = JsonNode.Parse((await server.Owner.GetAsync($"/v1.0/applications/{id}")).Body.GetRawText())!.AsObject();
        shown["description"] = "changed";
        (await server.Owner.PatchAsync($"/v1.0/applications/{id}", shown)).Ok(HttpStatusCode.NoContent);
        Assert.Equal("changed", (await server.Owner.GetAsync($"/v1.0/applications/{id}")).Text("description"));
    }

    [Fact]
    public async Task Keeps_an_identifier_uri_for_one_application_and_shows_it_among_its_principals_names()
    {
        var uri = "api://5a11f047-0000-4000-8000-000000000001/" + GraphServer.Unique("u");
        var (id, appId) = await server.AddApplicationAsync();
        (await server.Owner.PostAsync("/v1.0/servicePrincipals", new JsonObject { ["appId"] = appId })).Ok(HttpStatusCode.Created);
        (await server.Owner.PatchAsync($"/v1.0/applications/{id}", new JsonObject { ["identifierUris"] = new JsonArray(uri) })).Ok(HttpStatusCode.NoContent);
        var found = await server.Owner.GetAsync($"/v1.0/servicePrincipals?$filter=servicePrincipalNames/any(c:c eq '{uri}')");
        Assert.Equal([appId, uri], Assert.Single(found.Ok().Values).GetProperty("servicePrincipalNames").EnumerateArray().Select(n => n.GetString()));
        Assert.Equal(id, Assert.Single(
            (await server.Owner.GetAsync($"/v1.0/applications?$filter=identifierUris/any(s:s eq '{uri}')")).Values).GetProperty("id").GetString());

        (await server.Owner.PostAsync("/v1.0/applications", new JsonObject { ["displayName"] = "x", ["identifierUris"] = new JsonArray(uri) }))
            .Refused(400, "Request_BadRequest", "identifierUris already exists");
    }

    [Fact]
    public async Task Shows_a_client_secret_once_and_lets_it_sign_in_until_it_is_removed()
    {
        var (id, appId) = await server.AddApplicationAsync();
        (await server.Owner.PostAsync("/v1.0/servicePrincipals", new JsonObject { ["appId"] = appId })).Ok(HttpStatusCode.Created);
        var made = (await server.Owner.PostAsync($"/v1.0/applications/{id}/addPassword",
            new JsonObject { ["passwordCredential"] = new JsonObject { ["displayName"] = "rbac" } })).Ok();
        Assert.Equal(
            ["@odata.context", "customKeyIdentifier", "displayName", "endDateTime", "hint", "keyId", "secretText", "startDateTime"], made.Names);
        var secret = made.Text("secretText");
        Assert.Equal(43, secret.Length);
        Assert.Equal(secret[..3], made.Text("hint"));

        var shown = (await server.Owner.GetAsync($"/v1.0/applications/{id}")).Body.GetProperty("passwordCredentials").EnumerateArray().Single();
        Assert.Equal(JsonValueKind.Null, shown.GetProperty("secretText").ValueKind);
        Assert.Equal("rbac", shown.GetProperty("displayName").GetString());
        await server.Running.TokenAsync(appId, secret, "https://graph.microsoft.com");

        var key = new JsonObject { ["keyId"] = made.Text("keyId") };
        (await server.Owner.PostAsync($"/v1.0/applications/{id}/removePassword", key)).Ok(HttpStatusCode.NoContent);
        (await server.Owner.PostAsync($"/v1.0/applications/{id}/removePassword", key)).Refused(400, "Request_BadRequest", "No password credential found");
        using var refused = await server.Running.PostTokenAsync(("grant_type", "client_credentials"), ("client_id", appId),
            ("client_secret", secret), ("scope", "https://graph.microsoft.com/.default"));
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Theory]
    [InlineData("""{"passwordCredential":{"startDateTime":"2026-01-01T00:00:00Z","endDateTime":"2026-01-01T00:00:00Z"}}""", "Request_BadRequest", "endDateTime")]
    [InlineData("""{"passwordCredential":{"endDateTime":"2026-01-01T00:00:00"}}""", "BadRequest", "offset")]
    [InlineData("""{"passwordCredential":{"endDateTime":7}}""", "BadRequest", "offset")]
    [InlineData("""{"passwordCredential":{"secretText":"mine"}}""", "Request_BadRequest", "Invalid property 'passwordCredential/secretText'.")]
    [InlineData("""{"passwordCredential":[]}""", "BadRequest", "an object is expected")]
    public async Task Refuses_a_client_secret_that_is_not_in_order(string body, string code, string message)
    {
        var (id, _) = await server.AddApplicationAsync();
        (await server.Owner.PostRawAsync($"/v1.0/applications/{id}/addPassword", body)).Refused(400, code, message);
    }

    [Fact]
    public async Task Takes_a_client_secret_with_dates_at_the_end_of_the_calendar()
    {
        var (id, _) = await server.AddApplicationAsync();
        (await server.Owner.PostRawAsync(
            $"/v1.0/applications/{id}/addPassword", """{"passwordCredential":{"startDateTime":"9999-01-01T00:00:00+00:00"}}""")).Ok();
        (await server.Owner.PostRawAsync(
            $"/v1.0/applications/{id}/addPassword", """{"passwordCredential":{"startDateTime":"0001-01-01T00:00:00Z"}}""")).Ok();
    }
}
