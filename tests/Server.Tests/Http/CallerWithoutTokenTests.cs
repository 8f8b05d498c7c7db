using System.Net;
using System.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Sallyport.Server.GitLab;
using Sallyport.Server.Http;

namespace Sallyport.Server.Tests.Http;

/// <summary>Calls every route that is not for anyone: without a token, with one of another kind, and with the right one.</summary>
public sealed class CallerWithoutTokenTests : IAsyncLifetime
{
    private RunningServer server = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => server = await RunningServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Theory]
    [InlineData(null)]
    [InlineData("{}")]
    [InlineData("{")]
    public async Task Every_route_refuses_a_caller_without_a_token_whatever_the_body(string? body)
    {
        var wrong = new List<string>();
        foreach (var (route, method) in Routes())
        {
            if (body == "{" && IsByBodyToken(route))
                continue; // the token may stand in the body, which is read first
            var status = await CallAsync(route, method, body, null);
            if (status != Expected(route))
                wrong.Add($"{method} {route.RoutePattern.RawText}: {status}");
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public async Task Every_route_refuses_a_token_that_nobody_gave()
    {
        var wrong = new List<string>();
        foreach (var (route, method) in Routes())
        {
            var status = await CallAsync(route, method, "{}", "nobody-gave-this");
            if (status != Expected(route))
                wrong.Add($"{method} {route.RoutePattern.RawText}: {status}");
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public async Task No_route_refuses_the_owner_of_the_instance()
    {
        var tokens = new Dictionary<string, string>
        {
            ["graph.microsoft.com"] = await server.OwnerTokenAsync("https://graph.microsoft.com"),
            ["management.azure.com"] = await server.OwnerTokenAsync("https://management.azure.com"),
            ["portal.azure.com"] = server.Facts.AdministratorToken,
            ["gitlab.example.com"] = server.Facts.GitLabToken,
        };
        var wrong = new List<string>();
        foreach (var (route, method) in Routes().Where(r => !IsByBodyToken(r.Route)))
        {
            var status = await CallAsync(route, method, "{}", tokens[Host(route)]);
            if (status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden || (int)status >= 500)
                wrong.Add($"{method} {route.RoutePattern.RawText}: {status}");
        }
        Assert.Empty(wrong);
    }

    private List<(RouteEndpoint Route, string Method)> Routes()
    {
        var routes = server.Server.Endpoints.OfType<RouteEndpoint>()
            .Where(r => r.Metadata.GetMetadata<IAllowAnonymous>() is null)
            .SelectMany(r => (r.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Select(m => (r, m)))
            .ToList();
        Assert.True(routes.Count > 50, $"{routes.Count} routes");
        return routes;
    }

    private async Task<HttpStatusCode> CallAsync(RouteEndpoint route, string method, string? body, string? token)
    {
        using var client = token is null ? server.For(Host(route)) : server.For(Host(route), token);
        using var request = new HttpRequestMessage(new HttpMethod(method), PathOf(route));
        if (body is not null && method is not ("GET" or "HEAD"))
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await client.SendAsync(request, Cancel);
        return response.StatusCode;
    }

    // GitLab answers runners and jobs 403, everybody else 401.
    private static HttpStatusCode Expected(RouteEndpoint route) =>
        IsByBodyToken(route) ? HttpStatusCode.Forbidden : HttpStatusCode.Unauthorized;

    private static bool IsByBodyToken(RouteEndpoint route) =>
        route.Metadata.GetMetadata<GitLabAccess>() is { Kind: not GitLabTokenKind.PersonalAccess };

    private static string Host(RouteEndpoint route) => route.Metadata.GetMetadata<Surface>()!.Hosts[0];

    private string PathOf(RouteEndpoint route)
    {
        var host = Host(route);
        var path = "/" + string.Join('/', route.RoutePattern.PathSegments.Select(s => string.Concat(s.Parts.Select(p => Text(p, host)))));
        if (host != "management.azure.com")
            return path;
        // Roles and their assignments hang below a scope; the owner's is the subscription.
        var scope = path.StartsWith("/providers/", StringComparison.Ordinal) ? $"/subscriptions/{server.Facts.SubscriptionId}" : "";
        return scope + path + "?api-version=2022-12-01";
    }

    private string Text(RoutePatternPart part, string host) => part switch
    {
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternSeparatorPart separator => separator.Content,
        RoutePatternParameterPart { Name: "subscriptionId" } => server.Facts.SubscriptionId.ToString(),
        RoutePatternParameterPart when host == "gitlab.example.com" => "1",
        RoutePatternParameterPart => "5a11f047-0000-4000-8000-00000000ffff",
        _ => throw new ArgumentException("A part of another kind."),
    };
}
