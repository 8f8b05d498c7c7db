using System.Net;
using System.Text.Json.Nodes;

namespace Sallyport.Server.Tests.Graph;

/// <summary>Which application ID URIs an application may have.</summary>
public sealed class IdentifierUriTests(GraphServer server) : IClassFixture<GraphServer>
{
    private const string Tenant = "5a11f047-0000-4000-8000-000000000001";
    private const string Domain = "sallyport.onmicrosoft.com";

    [Theory]
    [InlineData("api://{app}")]
    [InlineData("api://{APP}")]
    [InlineData($"api://{Tenant}/{{app}}")]
    [InlineData($"api://{Tenant}/{{new}}")]
    [InlineData("api://{new}/{app}")]
    [InlineData($"api://orders.{Domain}/{{new}}")]
    [InlineData($"https://{Domain}/{{new}}")]
    [InlineData($"https://{{new}}.{Domain}")]
    [InlineData($"https://{{new}}.{Domain}/orders")]
    [InlineData($"HTTPS://{{new}}.SallyPort.onmicrosoft.com/orders")]
    public async Task One_that_names_the_application_its_tenant_or_its_domain_is_taken(string uri)
    {
        var (id, appId) = await server.AddApplicationAsync();
        await PatchAsync(id, Fill(uri, appId), a => a.Ok(HttpStatusCode.NoContent));
    }

    [Theory]
    [InlineData("api://orders")]
    [InlineData("api://orders/v1")]
    [InlineData($"api://{Tenant}")]
    [InlineData($"api://{Tenant}/")]
    [InlineData("api://{app}/")]
    [InlineData("api://{app}/orders")]
    [InlineData("api:///{app}")]
    [InlineData($"api://{Domain}/orders")]
    [InlineData($"api://orders.{Domain}")]
    [InlineData("https://graph.microsoft.com")]
    [InlineData("https://orders.example.com")]
    [InlineData($"https://evil{Domain}")]
    [InlineData($"https://{Domain}.example.com")]
    [InlineData($"https://{Domain}@example.com/")]
    [InlineData($"https://example.com#.{Domain}")]
    [InlineData($"https://example.com?.{Domain}")]
    [InlineData($"https://{Domain}:8443/orders")]
    [InlineData($"http://{Domain}/orders")]
    [InlineData("urn:orders")]
    public async Task Another_is_refused_as_on_the_service(string uri)
    {
        var (id, appId) = await server.AddApplicationAsync();
        var text = Fill(uri, appId);
        await PatchAsync(id, text, a => a.Refused(400, "HostNameNotOnVerifiedDomain",
            "Values of identifierUris property must use a verified domain of the organization or its subdomain: "
                + $"'{text}'"));
        (await server.Owner.PostAsync(
            "/v1.0/applications", new JsonObject { ["displayName"] = "x", ["identifierUris"] = new JsonArray(text) }))
            .Refused(400, "HostNameNotOnVerifiedDomain", text);
    }

    private static string Fill(string uri, string appId) => uri
        .Replace("{app}", appId, StringComparison.Ordinal)
        .Replace("{APP}", appId.ToUpperInvariant(), StringComparison.Ordinal)
        .Replace("{new}", GraphServer.Unique("n"), StringComparison.Ordinal);

    private async Task PatchAsync(string id, string uri, Action<GraphAnswer> check) => check(
        await server.Owner.PatchAsync(
            $"/v1.0/applications/{id}", new JsonObject { ["identifierUris"] = new JsonArray(uri) }));
}
