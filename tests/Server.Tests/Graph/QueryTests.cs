using System.Text.Json;

namespace Sallyport.Server.Tests.Graph;

public sealed class QueryTests(GraphServer server) : IClassFixture<GraphServer>
{
    [Fact]
    public async Task Finds_an_application_as_az_looks_it_up()
    {
        var name = GraphServer.Unique("o'brien %_");
        var (id, appId) = await server.AddApplicationAsync(name);
        var quoted = Uri.EscapeDataString(name.Replace("'", "''", StringComparison.Ordinal));
        Assert.Equal((string[])[id], await IdsAsync($"applications?$filter=appId%20eq%20%27{appId}%27"));
        Assert.Equal((string[])[id], await IdsAsync($"applications?$filter=appId eq '{appId.ToUpperInvariant()}'"));
        Assert.Equal((string[])[id], await IdsAsync($"applications?$filter='{appId}' eq appId"));
        Assert.Equal((string[])[], await IdsAsync($"applications?$filter=appId eq '{id}'"));
        Assert.Equal((string[])[id], await IdsAsync($"applications?$filter=startswith%28displayName%2C%27{quoted}%27%29"));
        Assert.Equal((string[])[id], await IdsAsync($"applications?$filter=displayName eq '{quoted}'"));
        Assert.Equal((string[])[id], await IdsAsync($"applications?$filter=displayName eq '{quoted}' and appId eq '{appId}'"));
        Assert.Equal((string[])[id], await IdsAsync($"applications?$filter=id eq '{id}' and not (appId eq '{id}')"));
        Assert.Equal((string[])[], await IdsAsync("applications?$filter=identifierUris/any(s:s eq 'api://nobody')"));
        Assert.Equal((string[])[id], await IdsAsync($"applications?filter=appId eq '{appId}'"));
    }

    [Fact]
    [Trait("Passes", "R5")]
    public async Task R5_compares_names_ignoring_case_and_takes_wildcards_literally()
    {
        var name = GraphServer.Unique("Äpfel%");
        var (id, _) = await server.AddApplicationAsync(name);
        Assert.Equal((string[])[id], await IdsAsync($"applications?$filter=displayName eq '{Uri.EscapeDataString(name.ToLowerInvariant())}'"));
        Assert.Equal((string[])[id], await IdsAsync($"applications?$filter=startswith(displayName,'{Uri.EscapeDataString(name.ToUpperInvariant()[..^4])}')"));
        Assert.Equal((string[])[], await IdsAsync("applications?$filter=startswith(displayName,'%25')"));
        Assert.Equal((string[])[], await IdsAsync("applications?$filter=startswith(displayName,'_pfel')"));
    }

    [Fact]
    public async Task Finds_a_service_principal_by_its_names()
    {
        var owner = server.Running.Facts.OwnerClientId;
        Assert.Single(await IdsAsync($"servicePrincipals?$filter=servicePrincipalNames%2Fany%28c%3Ac%20eq%20%27{owner}%27%29"));
        Assert.Single(await IdsAsync("servicePrincipals?$filter=servicePrincipalNames/any(x:x eq 'https://graph.microsoft.com')"));
        Assert.Single(await IdsAsync("servicePrincipals?$filter=displayName eq 'Microsoft Graph'"));
        Assert.Single(await IdsAsync("servicePrincipals?$filter=appId eq '797f4846-ba00-4fd7-ba43-dac1f8f63013'"));
        Assert.Empty(await IdsAsync("servicePrincipals?$filter=servicePrincipalNames/any(c:c eq 'https://graph.microsoft')"));
    }

    [Fact]
    public async Task Finds_a_credential_by_name_subject_and_id_with_their_case()
    {
        var (id, _) = await server.AddApplicationAsync();
        var set = $"applications/{id}/federatedIdentityCredentials";
        var made = await server.Owner.PostAsync($"/beta/{set}", GraphServer.Credential("Branch", "it's:*"));
        Assert.Equal((string[])[made.Text("id")], await IdsAsync($"{set}?$filter=name eq 'Branch'"));
        Assert.Equal((string[])[], await IdsAsync($"{set}?$filter=name eq 'branch'"));
        Assert.Equal((string[])[made.Text("id")], await IdsAsync($"{set}?$filter=subject eq 'it''s:*'"));
        Assert.Equal((string[])[made.Text("id")], await IdsAsync($"{set}?$filter=id eq '{made.Text("id")}'"));
        (await server.Owner.GetAsync($"/v1.0/{set}?$filter=startswith(subject,'it')")).Refused(400, "Request_UnsupportedQuery", "startswith");
        (await server.Owner.GetAsync($"/v1.0/{set}?$select=foo")).Refused(400, "BadRequest",
            "Could not find a property named 'foo' on type 'microsoft.graph.federatedIdentityCredential'.");
        (await server.Owner.GetAsync($"/v1.0/{set}?$select=claimsMatchingExpression")).Refused(400, "BadRequest", "Could not find a property named");
        (await server.Owner.GetAsync($"/beta/{set}?$select=claimsMatchingExpression")).Ok();
    }

    [Fact]
    public async Task Shows_what_is_selected_in_the_order_of_the_model()
    {
        var (id, appId) = await server.AddApplicationAsync();
        var one = (await server.Owner.GetAsync($"/v1.0/applications/{id}?$select=displayName,id")).Ok();
        Assert.Equal((string[])["@odata.context", "id", "displayName"], one.Names);
        Assert.Equal("https://graph.microsoft.com/v1.0/$metadata#applications(displayName,id)/$entity", one.Text("@odata.context"));
        var list = (await server.Owner.GetAsync($"/v1.0/applications?$select=appId&$filter=appId eq '{appId}'")).Ok();
        Assert.Equal("https://graph.microsoft.com/v1.0/$metadata#applications(appId)", list.Text("@odata.context"));
        Assert.Equal((string[])["appId"], Assert.Single(list.Values).EnumerateObject().Select(m => m.Name));
    }

    [Fact]
    public async Task Pages_through_a_list_to_its_end()
    {
        var lead = GraphServer.Unique("page");
        var made = new List<string>();
        for (var n = 0; n < 5; n++)
            made.Add((await server.AddApplicationAsync($"{lead}-{n}")).Id);
        var seen = new List<string>();
        string? next = $"/v1.0/applications?$filter=startswith(displayName,'{lead}')&$top=2&$count=true&$select=id";
        for (var pages = 0; next is not null; pages++)
        {
            Assert.True(pages < 3);
            var page = (await server.Owner.GetAsync(next)).Ok();
            Assert.Equal(5, page.Body.GetProperty("@odata.count").GetInt32());
            seen.AddRange(page.Values.Select(v => v.GetProperty("id").GetString()!));
            next = page.Body.TryGetProperty("@odata.nextLink", out var link) ? link.GetString() : null;
            if (next is not null)
                Assert.StartsWith("https://graph.microsoft.com/v1.0/applications?", next, StringComparison.Ordinal);
        }
        Assert.Equal(made.Order(), seen.Order());
    }

    [Fact]
    public async Task Links_to_the_host_under_which_it_was_asked()
    {
        await server.AddApplicationAsync();
        await server.AddApplicationAsync();
        using var client = new GraphClient(
            server.Running.For("graph.localhost", await server.Running.OwnerTokenAsync("https://graph.microsoft.com")));
        var page = (await client.GetAsync("/v1.0/applications?$top=1")).Ok();
        Assert.StartsWith("https://graph.localhost/v1.0/applications?", page.Text("@odata.nextLink"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("$filter=displayName eq", "BadRequest")]
    [InlineData("$filter=", "BadRequest")]
    [InlineData("$filter=null", "BadRequest")]
    [InlineData("$filter=not null", "BadRequest")]
    [InlineData("$filter=displayName eq 'x' or null", "BadRequest")]
    [InlineData("$filter=foo eq 'x'", "BadRequest")]
    [InlineData("$filter=displayName eq 3", "BadRequest")]
    [InlineData("$filter=displayName eq 'a'b'", "BadRequest")]
    [InlineData("$filter=appId eq 'x'", "Request_BadRequest")]
    [InlineData("$filter=notes eq 'x'", "Request_UnsupportedQuery")]
    [InlineData("$filter=contains(displayName,'x')", "Request_UnsupportedQuery")]
    [InlineData("$filter=tolower(displayName) eq 'x'", "Request_UnsupportedQuery")]
    [InlineData("$filter=startswith(appId,'x')", "Request_UnsupportedQuery")]
    [InlineData("$filter=startswith('x',displayName)", "Request_UnsupportedQuery")]
    [InlineData("$filter=appId eq displayName", "Request_UnsupportedQuery")]
    [InlineData("$filter=displayName in ('x')", "Request_UnsupportedQuery")]
    [InlineData("$filter=displayName gt 'x'", "Request_UnsupportedQuery")]
    [InlineData("$filter=identifierUris/$count eq 1", "Request_UnsupportedQuery")]
    [InlineData("$filter=identifierUris/all(s:s eq 'x')", "Request_UnsupportedQuery")]
    [InlineData("$filter=identifierUris/any(s:s eq $it/displayName)", "Request_UnsupportedQuery")]
    [InlineData("$filter=web/homePageUrl eq 'x'", "")]
    [InlineData("$filter=web eq null", "")]
    [InlineData("$filter=tags/any(t:t eq 'x')", "Request_UnsupportedQuery")]
    [InlineData("$filter=createdDateTime eq 2026-01-01T00:00:00Z", "Request_UnsupportedQuery")]
    [InlineData("$filter=isFallbackPublicClient eq true", "Request_UnsupportedQuery")]
    [InlineData("$filter=1 add 1 eq 2", "Request_UnsupportedQuery")]
    [InlineData("$filter=1 eq 1", "Request_UnsupportedQuery")]
    [InlineData("$filter=@x eq 'y'", "")]
    [InlineData("$filter=displayName eq 'x'&$filter=displayName eq 'y'", "BadRequest")]
    [InlineData("$filter=displayName eq 'x'&filter=displayName eq 'y'", "BadRequest")]
    [InlineData("$select=foo", "BadRequest")]
    [InlineData("$select=api/foo", "BadRequest")]
    [InlineData("$top=0", "BadRequest")]
    [InlineData("$top=1000", "BadRequest")]
    [InlineData("$top=x", "BadRequest")]
    [InlineData("$count=x", "BadRequest")]
    [InlineData("$skiptoken=x", "BadRequest")]
    [InlineData("$skiptoken=1 OR 1=1", "BadRequest")]
    [InlineData("$filter=displayName eq 'a'; DROP TABLE applications; --'", "BadRequest")]
    [InlineData("$filter=displayName eq 'a' /* b */ or 1 eq 1", "BadRequest")]
    [InlineData("$orderby=displayName", "BadRequest")]
    [InlineData("$expand=owners", "BadRequest")]
    [InlineData("$frobnicate=1", "BadRequest")]
    public async Task R5_refuses_a_query_that_it_cannot_answer(string query, string code)
    {
        var answer = await server.Owner.GetAsync("/v1.0/applications?" + query);
        Assert.True((int)answer.Status == 400, $"{(int)answer.Status} {answer.Body}");
        if (code.Length > 0)
            Assert.Equal(code, answer.Code);
        Assert.DoesNotContain("EnableQuery", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Passes", "R5")]
    public async Task R5_refuses_a_filter_of_very_many_parts()
    {
        var many = string.Join(" or ", Enumerable.Repeat("appId eq '5a11f047-0000-4000-8000-000000000009'", 60));
        (await server.Owner.GetAsync("/v1.0/applications?$filter=" + many)).Refused(400, "Request_UnsupportedQuery", "100");
        var few = string.Join(" or ", Enumerable.Repeat("appId eq '5a11f047-0000-4000-8000-000000000009'", 10));
        (await server.Owner.GetAsync("/v1.0/applications?$filter=" + few)).Ok();
    }

    private async Task<string[]> IdsAsync(string pathAndQuery)
    {
        var answer = (await server.Owner.GetAsync("/v1.0/" + pathAndQuery)).Ok();
        return [.. answer.Values.Select(v => v.GetProperty("id").GetString()!)];
    }
}
