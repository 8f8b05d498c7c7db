using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Core;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Federation;
using Sallyport.Server.Http;
using Sallyport.Server.Tests.Arm;

namespace Sallyport.Server.Tests.Http;

/// <summary>
/// A token of one tenant and the objects of another, on every route that names an object: the routes are read from the
/// running server, so that no alias is forgotten.
/// </summary>
public sealed class TenantTests(ArmServer server) : IClassFixture<ArmServer>
{
    private const string Graph = "graph.microsoft.com";
    private const string GraphUri = "https://graph.microsoft.com";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Passes", "R1 R2")]
    public async Task R1_R2_objects_of_another_tenant_do_not_exist_on_any_route_of_Graph()
    {
        using var graph = server.Running.For(Graph, await server.Running.OwnerTokenAsync(GraphUri));
        var own = await ObjectsAsync(server.Running.Facts.TenantId);
        var foreign = await ObjectsAsync(await AddTenantAsync());
        var unknown = foreign.ToDictionary(o => o.Key, _ => Guid.CreateVersion7().ToString());
        var wrong = new List<string>();
        var passed = 0;
        foreach (var (route, method) in Routes(Graph))
        {
            var (taken, _) = await CallAsync(graph, method, Path(route, own));
            passed += method == "GET" && taken == HttpStatusCode.OK ? 1 : 0;
            var other = await CallAsync(graph, method, Path(route, foreign));
            var absent = await CallAsync(graph, method, Path(route, unknown));
            if ((int)other.Status < 400 || other.Status != absent.Status
                || Plain(other.Text, foreign) != Plain(absent.Text, unknown))
                wrong.Add($"{method} {route.RoutePattern.RawText}: {other} {absent}");
            if (method == "DELETE" && taken == HttpStatusCode.NoContent)
                own = await ObjectsAsync(server.Running.Facts.TenantId);
        }
        Assert.Empty(wrong);
        Assert.True(passed > 15, $"{passed} routes showed an object of the own tenant");
    }

    [Fact]
    [Trait("Passes", "R1 R2")]
    public async Task R1_R2_lists_of_Graph_hold_the_own_tenant_alone()
    {
        using var graph = server.Running.For(Graph, await server.Running.OwnerTokenAsync(GraphUri));
        var own = await ObjectsAsync(server.Running.Facts.TenantId);
        var foreign = await ObjectsAsync(await AddTenantAsync());
        foreach (var set in (string[])["applications", "servicePrincipals"])
        {
            var (_, text) = await CallAsync(graph, "GET", $"/v1.0/{set}?$top=999");
            Assert.Contains(own["appId"], text, StringComparison.Ordinal);
            Assert.DoesNotContain(foreign["appId"], text, StringComparison.Ordinal);
            var (_, found) = await CallAsync(graph, "GET", $"/v1.0/{set}?$filter=appId eq '{foreign["appId"]}'");
            Assert.Empty(JsonNode.Parse(found)!["value"]!.AsArray());
        }
    }

    [Fact]
    [Trait("Passes", "R1 R2")]
    public async Task R1_R2_a_subscription_of_another_tenant_is_refused_on_every_route_of_ARM()
    {
        var foreign = await server.AddForeignSubscriptionAsync();
        var token = await server.Running.OwnerTokenAsync(ArmServer.Audience);
        using var arm = server.Running.For("management.azure.com", token);
        var wrong = new List<string>();
        var passed = 0;
        foreach (var (route, method) in Routes("management.azure.com"))
        {
            var type = route.Metadata.GetMetadata<Server.Arm.ArmResourceType>();
            string At(Guid id) => Path(route, new() { ["subscriptionId"] = $"{id}" }) is var path
                && path.StartsWith("/providers/", StringComparison.Ordinal) ? $"/subscriptions/{id}{path}" : path;
            var query = $"?api-version={type?.ApiVersions[0] ?? "2022-12-01"}";
            var (own, _) = await CallAsync(arm, method, At(server.Running.Facts.SubscriptionId) + query);
            passed += method == "GET" && own == HttpStatusCode.OK ? 1 : 0;
            var (status, text) = await CallAsync(arm, method, At(foreign.Id) + query);
            if (status != HttpStatusCode.Unauthorized)
                wrong.Add($"{method} {route.RoutePattern.RawText}: {status} {text}");
        }
        Assert.Empty(wrong);
        Assert.True(passed > 5, $"{passed} routes answered for the own subscription");
    }

    [Fact]
    [Trait("Passes", "R9")]
    public async Task R9_a_token_in_the_URL_is_no_token()
    {
        (string Host, string Path, string Token, string Name)[] calls =
        [
            (Graph, "/v1.0/applications?", await server.Running.OwnerTokenAsync(GraphUri), "access_token"),
            ("management.azure.com", "/subscriptions?api-version=2022-12-01&",
                await server.Running.OwnerTokenAsync(ArmServer.Audience), "access_token"),
            ("gitlab.example.com", "/api/v4/user?", server.Running.Facts.GitLabToken, "access_token"),
            ("gitlab.example.com", "/api/v4/user?", server.Running.Facts.GitLabToken, "private_token"),
            ("portal.azure.com", "/sallyport/signIns?", server.Running.Facts.AdministratorToken, "access_token"),
        ];
        foreach (var (host, path, token, name) in calls)
        {
            using var nobody = server.Running.For(host);
            Assert.Equal(HttpStatusCode.Unauthorized, (await CallAsync(nobody, "GET", $"{path}{name}={token}")).Status);
            using var caller = server.Running.For(host, token);
            Assert.Equal(HttpStatusCode.OK, (await CallAsync(caller, "GET", path.TrimEnd('?', '&'))).Status);
        }
    }

    private IEnumerable<(RouteEndpoint Route, string Method)> Routes(string host) => server.Running.Server.Endpoints
        .OfType<RouteEndpoint>()
        .Where(r => r.Metadata.GetMetadata<Surface>()?.Hosts[0] == host)
        .Where(r => host != Graph || r.RoutePattern.Parameters.Count > 0)
        .Where(r => host == Graph || HasScope(r))
        .SelectMany(r => r.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(m => (r, m)));

    private static bool HasScope(RouteEndpoint route) =>
        route.RoutePattern.RawText!.StartsWith("/providers/Microsoft.Authorization", StringComparison.Ordinal)
            || route.RoutePattern.RawText.Contains("{subscriptionId}", StringComparison.Ordinal);

    private static string Path(RouteEndpoint route, Dictionary<string, string> objects)
    {
        var isPrincipal = route.RoutePattern.RawText!.Contains("servicePrincipals", StringComparison.Ordinal);
        string Text(RoutePatternPart part) => part switch
        {
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternSeparatorPart separator => separator.Content,
            RoutePatternParameterPart { Name: "id" } when isPrincipal => objects["principal"],
            RoutePatternParameterPart parameter => objects.GetValueOrDefault(parameter.Name, "x"),
            _ => throw new ArgumentException("A part of another kind."),
        };
        return "/" + string.Join('/', route.RoutePattern.PathSegments.Select(s => string.Concat(s.Parts.Select(Text))));
    }

    private static async Task<(HttpStatusCode Status, string Text)> CallAsync(
        HttpClient client, string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method is not ("GET" or "HEAD"))
            request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        using var response = await client.SendAsync(request, Cancel);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancel));
    }

    // The error without what differs in every answer, and without the ids.
    private static string Plain(string text, Dictionary<string, string> objects)
    {
        var error = JsonNode.Parse(text)?["error"]?.AsObject();
        error?.Remove("innerError");
        return objects.Values.Aggregate(
            error?.ToJsonString() ?? text, (plain, id) => plain.Replace(id, "id", StringComparison.OrdinalIgnoreCase));
    }

    private async Task<Guid> AddTenantAsync()
    {
        await using var stores = DataFile.OpenStores(server.Running.Folder);
        await using var scope = stores.CreateAsyncScope();
        var tenant = new Tenant
        {
            Id = Guid.CreateVersion7(),
            DisplayName = "Other",
            InitialDomain = $"t{Guid.CreateVersion7():N}.onmicrosoft.com",
            CreatedDateTime = DateTimeOffset.UnixEpoch,
        };
        await DoneAsync(scope.ServiceProvider.GetRequiredService<IDirectoryStore>().AddAsync(tenant, Cancel));
        return tenant.Id;
    }

    /// <summary>
    /// An application of a tenant with all that belongs to one: its ids by the names of the parameters.
    /// </summary>
    private async Task<Dictionary<string, string>> ObjectsAsync(Guid tenantId)
    {
        await using var stores = DataFile.OpenStores(server.Running.Folder);
        await using var scope = stores.CreateAsyncScope();
        var store = scope.ServiceProvider.GetRequiredService<IDirectoryStore>();
        var (now, id) = (DateTimeOffset.UnixEpoch, Guid.CreateVersion7());
        var credential = new FederatedIdentityCredential
        {
            Id = Guid.CreateVersion7(), ApplicationId = id, Name = $"c{Guid.CreateVersion7():N}",
            Issuer = "https://gitlab.example.com", Subject = "s", Audience = "a", CreatedDateTime = now,
        };
        var application = new Application
        {
            Id = id, TenantId = tenantId, AppId = Guid.CreateVersion7(), DisplayName = "theirs",
            UniqueName = $"u{Guid.CreateVersion7():N}", CreatedDateTime = now, SignInAudience = "AzureADMyOrg",
            FederatedIdentityCredentials = { credential },
        };
        await DoneAsync(store.AddAsync(application, Cancel));
        var principal = new ServicePrincipal
        {
            Id = Guid.CreateVersion7(), TenantId = tenantId, AppId = application.AppId, DisplayName = "theirs",
            CreatedDateTime = now, ServicePrincipalNames = ServicePrincipals.NamesOf(application),
        };
        await DoneAsync(store.AddAsync(principal, Cancel));
        var grant = new AppRoleAssignment
        {
            Id = Guid.CreateVersion7(), PrincipalId = principal.Id, ResourceId = principal.Id,
            AppRoleId = AppRoleAssignments.DefaultAccess, CreatedDateTime = now,
        };
        await DoneAsync(store.AddAsync(grant, Cancel));
        return new()
        {
            ["id"] = $"{id}", ["appId"] = $"{application.AppId}", ["uniqueName"] = application.UniqueName,
            ["principal"] = $"{principal.Id}", ["grantId"] = $"{grant.Id}", ["key"] = $"{credential.Id}",
            ["name"] = credential.Name,
        };
    }

    private static async Task DoneAsync(Task<StoreOutcome> write) => Assert.Equal(StoreOutcome.Done, await write);
}
