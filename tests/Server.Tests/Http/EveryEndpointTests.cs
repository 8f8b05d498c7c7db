using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Sallyport.Server.Arm;
using Sallyport.Server.GitLab;
using Sallyport.Server.Graph;
using Sallyport.Server.Http;
using Sallyport.Server.Portal;
using Sallyport.Server.Tests.GitLab;
using Sallyport.Server.Tests.Login;

namespace Sallyport.Server.Tests.Http;

/// <summary>Calls every endpoint: without a token, with one that nobody gave, with one that lacks the right, and with the right one.</summary>
public sealed partial class EveryEndpointTests : IAsyncLifetime
{
    private const string Graph = "graph.microsoft.com";
    private const string Arm = "management.azure.com";
    private const string Portal = "portal.azure.com";
    private const string GitLab = "gitlab.example.com";

    /// <summary>All that anyone may call.</summary>
    private static readonly string[] Anonymous =
    [
        "GET gitlab.example.com/.well-known/openid-configuration",
        "GET gitlab.example.com/oauth/discovery/keys",
        "GET gitlab.example.com/-/assets/{name}",
        "POST gitlab.example.com/api/v4/projects/{id}/trigger/pipeline",
        "GET login.microsoftonline.com/{tenant}/v2.0/.well-known/openid-configuration",
        "GET login.microsoftonline.com/{tenant}/.well-known/openid-configuration",
        "GET login.microsoftonline.com/common/discovery/instance",
        "GET login.microsoftonline.com/common/userrealm/{user}",
        "GET login.microsoftonline.com/{tenant}/discovery/v2.0/keys",
        "GET login.microsoftonline.com/{tenant}/discovery/keys",
        "GET login.microsoftonline.com/-/assets/{name}",
        "POST login.microsoftonline.com/{tenant}/oauth2/v2.0/devicecode",
        .. CrossOrigin.Select(p => $"OPTIONS login.microsoftonline.com{p}"),
        .. SignInPages.Select(p => $"{p.Method} login.microsoftonline.com{p.Path}"),
        "GET portal.azure.com/-/assets/{name}",
        "GET portal.azure.com/signin",
        "GET portal.azure.com/signin-oidc",
        .. TokenMethods.Select(m => $"{m} login.microsoftonline.com/{{tenant}}/oauth2/v2.0/token"),
        .. TokenMethods.Select(m => $"{m} login.microsoftonline.com/{{tenant}}/oauth2/token"),
    ];

    /// <summary>The pages on which people sign in and out: whoever comes has no session yet.</summary>
    private static (string Method, string Path)[] SignInPages =>
    [
        ("GET", "/{tenant}/oauth2/v2.0/authorize"), ("POST", "/{tenant}/oauth2/v2.0/authorize"), ("POST", "/{tenant}/login"),
        ("GET", "/common/oauth2/deviceauth"), ("POST", "/common/oauth2/deviceauth"),
        ("GET", "/{tenant}/oauth2/v2.0/logout"), ("POST", "/{tenant}/oauth2/v2.0/logout"),
        ("GET", "/{tenant}/oauth2/logout"), ("POST", "/{tenant}/oauth2/logout"), ("POST", "/{tenant}/logoutsession"),
        ("GET", "/sallyport/link"), ("POST", "/sallyport/link"),
        ("GET", "/sallyport/clients"), ("POST", "/sallyport/clients"),
    ];

    /// <summary>What a page of another site may ask of the login surface: a browser asks first whether it may.</summary>
    private static string[] CrossOrigin =>
    [
        "/{tenant}/v2.0/.well-known/openid-configuration", "/{tenant}/.well-known/openid-configuration", "/common/discovery/instance",
        "/{tenant}/discovery/v2.0/keys", "/{tenant}/discovery/keys", "/{tenant}/oauth2/v2.0/token", "/{tenant}/oauth2/token",
    ];

    private RunningServer server = null!;

    private static IEnumerable<string> TokenMethods => ["GET", "POST", "PUT", "DELETE", "PATCH"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => server = await RunningServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public void Every_endpoint_declares_its_access_beside_its_path()
    {
        Assert.All(server.Server.Endpoints, e => Assert.IsType<RouteEndpoint>(e));
        var all = All();
        Assert.True(all.Count > 60, $"{all.Count} routes");
        var silent = all.Where(r => r.Route.Metadata.GetMetadata<AccessRequirement>() is null && !IsAnonymous(r.Route));
        Assert.Empty(silent.Select(r => r.Route.DisplayName));
    }

    [Fact]
    public async Task Only_the_listed_endpoints_are_for_anyone_and_they_answer()
    {
        var found = All().Where(r => IsAnonymous(r.Route)).ToList();
        Assert.Equal(Anonymous.Order(), found.Select(r => $"{r.Method} {Host(r.Route)}/{r.Route.RoutePattern.RawText!.TrimStart('/')}").Order());
        foreach (var (route, method) in found)
            Assert.DoesNotContain(await CallAsync(route, method, null, null), (HttpStatusCode[])[HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("{}")]
    [InlineData("{")]
    public async Task R7_every_route_refuses_a_caller_without_a_token_whatever_the_body(string? body)
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
    public async Task Every_route_refuses_a_good_token_that_lacks_the_right()
    {
        var (app, secret) = await AddClientAsync();
        var graph = await server.TokenAsync(app, secret, "https://graph.microsoft.com");
        var arm = await server.TokenAsync(app, secret, "https://management.azure.com");
        var (runner, job) = await GitLabTokensAsync();
        var wrong = new List<string>();
        foreach (var (route, method) in Routes())
        {
            var (token, expected) = Host(route) switch
            {
                Graph when route.Metadata.GetMetadata<GraphPermission>() is { Right: PersonRight.Self } => (graph, HttpStatusCode.BadRequest),
                Graph => (graph, HttpStatusCode.Forbidden),
                Arm when route.Metadata.GetMetadata<ArmAction>() is not null => (arm, HttpStatusCode.Forbidden),
                Arm => (graph, HttpStatusCode.Unauthorized), // any token for ARM is enough, so it is one for another resource
                Portal => (graph, HttpStatusCode.Unauthorized),
                _ when IsByBodyToken(route) => (IsOfKind(route, GitLabTokenKind.Job) ? runner : job, HttpStatusCode.Forbidden),
                _ => (runner, HttpStatusCode.Unauthorized),
            };
            var status = await CallAsync(route, method, $$"""{"token":"{{token}}"}""", token);
            if (status != expected)
                wrong.Add($"{method} {Host(route)}{route.RoutePattern.RawText}: {status}");
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public async Task No_route_refuses_the_owner_of_the_instance()
    {
        var tokens = new Dictionary<string, string>
        {
            [Graph] = await server.OwnerTokenAsync("https://graph.microsoft.com"),
            [Arm] = await server.OwnerTokenAsync("https://management.azure.com"),
            [Portal] = server.Facts.AdministratorToken,
            [GitLab] = server.Facts.GitLabToken,
        };
        var wrong = new List<string>();
        // git sends its token in another way: GitRightsTests
        foreach (var (route, method) in Routes().Where(r => !IsByBodyToken(r.Route) && !IsOfKind(r.Route, GitLabTokenKind.Repository)))
        {
            var status = await CallAsync(route, method, "{}", tokens[Host(route)]);
            if (status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden || (int)status >= 500)
                wrong.Add($"{method} {route.RoutePattern.RawText}: {status}");
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public async Task No_route_of_a_runner_refuses_its_own_token()
    {
        var (_, job) = await GitLabTokensAsync();
        using var gitlab = server.For(GitLab, server.Facts.GitLabToken);
        foreach (var (route, method) in Routes().Where(r => IsByBodyToken(r.Route) && r.Method != "GET"))
        {
            // One for each route, since some of them end it.
            var runner = await PostAsync(gitlab, "/api/v4/user/runners", new { runner_type = "instance_type" });
            var registration = await PostAsync(gitlab, "/api/v4/runners/reset_registration_token", new { });
            var token = route.Metadata.GetMetadata<GitLabAccess>()!.Kind switch
            {
                GitLabTokenKind.Job => job,
                GitLabTokenKind.Registration => (string)registration["token"]!,
                _ => (string)runner["token"]!,
            };
            var status = await CallAsync(route, method, $$"""{"token":"{{token}}"}""", null);
            Assert.True(status is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden) && (int)status < 500, $"{method} {route.RoutePattern.RawText}: {status}");
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("nobody-gave-this")]
    public async Task Every_page_sends_whoever_has_no_session_to_sign_in_or_is_meant_for_visitors(string? token)
    {
        var wrong = new List<string>();
        var pages = All().Where(r => IsOfKind(r.Route, GitLabTokenKind.Session)).ToList();
        Assert.True(pages.Count > 10, $"{pages.Count} pages");
        foreach (var (route, method) in pages)
        {
            var isOfProject = route.RoutePattern.RawText!.Contains("{project}", StringComparison.Ordinal);
            var isForVisitors = route.Metadata.GetMetadata<GitLabAccess>()!.IsForVisitors;
            var expected = (isOfProject, isForVisitors, method) switch
            {
                (true, _, _) or (_, false, _) => HttpStatusCode.Found,
                (_, _, "GET") => HttpStatusCode.OK,
                _ => HttpStatusCode.UnprocessableEntity, // a form that comes from no page
            };
            var status = await CallAsync(route, method, "{}", token);
            if (status != expected)
                wrong.Add($"{method} {route.RoutePattern.RawText}: {status}");
        }
        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("nobody-gave-this")]
    [InlineData("administrator")]
    public async Task Every_page_of_the_portal_sends_who_has_no_session_to_sign_in_and_shows_nothing(string? token)
    {
        var wrong = new List<string>();
        var pages = All().Where(r => IsForPeople(r.Route)).ToList();
        Assert.True(pages.Count > 20, $"{pages.Count} pages");
        var bearer = token == "administrator" ? server.Facts.AdministratorToken : token; // who is no person
        using var client = bearer is null ? server.For("portal.localhost") : server.For("portal.localhost", bearer);
        foreach (var (route, method) in pages)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), PathOf(route));
            if (method != "GET")
                request.Content = new FormUrlEncodedContent(new Dictionary<string, string> { ["name"] = "x" });
            using var response = await client.SendAsync(request, Cancel);
            var isSent = response.StatusCode == HttpStatusCode.Found && response.Headers.Location!.OriginalString.StartsWith("/signin", StringComparison.Ordinal);
            var body = await response.Content.ReadAsStringAsync(Cancel);
            // the first page leads on by itself, so that what stands behind # is not lost
            var isLed = PathOf(route) == "/" && body.Contains("data-onward", StringComparison.Ordinal)
                && !body.Contains(server.Facts.TenantId.ToString(), StringComparison.Ordinal);
            if (!isLed && (!isSent || body.Length > 0))
                wrong.Add($"{method} {route.RoutePattern.RawText}: {response.StatusCode}");
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public async Task A_session_opens_the_pages_of_the_portal_and_sends_no_form_that_comes_from_elsewhere()
    {
        await using var world = await SignInWorld.StartAsync();
        var site = $"https://portal.localhost:{world.Server.Server.Port}";
        using var portal = new PageBrowser(world.Server, $"portal.localhost:{world.Server.Server.Port}");
        await portal.OpenAsync(site + "/signin");
        await world.Browser.OpenAsync(portal.Location!);
        await world.TypeAsync();
        await portal.OpenAsync(world.Browser.Location!);
        var wrong = new List<string>();
        var shown = 0;
        foreach (var (route, method) in All().Where(r => IsForPeople(r.Route)))
        {
            var path = site + PathOf(route);
            await (method == "GET" ? portal.OpenAsync(path) : portal.PostAsync(path, new Dictionary<string, string> { ["name"] = "x" }));
            var status = portal.Answer.StatusCode;
            shown += status == HttpStatusCode.OK ? 1 : 0;
            // a page may find nothing of this id, or show it to holders of a role alone
            var isRight = method == "GET"
                ? status is HttpStatusCode.OK or HttpStatusCode.NotFound or HttpStatusCode.Forbidden
                : status == HttpStatusCode.BadRequest;
            if (!isRight)
                wrong.Add($"{method} {route.RoutePattern.RawText}: {status}");
        }
        Assert.Empty(wrong);
        Assert.True(shown > 4, $"{shown} pages were shown");
    }

    [Fact]
    public async Task A_form_of_signing_in_that_comes_from_no_page_is_told_so_and_begins_no_session()
    {
        using var login = server.For("login.localhost");
        // the forms of other sites begin at these two, and change nothing there
        static bool IsForOtherSites(string path) => path.EndsWith("/authorize", StringComparison.Ordinal) || path.EndsWith("/logout", StringComparison.Ordinal);
        foreach (var (_, path) in SignInPages.Where(p => p.Method == "POST" && !IsForOtherSites(p.Path)))
        {
            using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["step"] = "password", ["login"] = "a", ["passwd"] = "b", ["code"] = "c" });
            using var response = await login.PostAsync(path.Replace("{tenant}", "common", StringComparison.Ordinal) + "?client_id=04b07795-8ddb-461a-bbee-02f9e1bf7b46", form, Cancel);
            Assert.Contains("AADSTS9002313", await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
            Assert.False(response.Headers.TryGetValues("Set-Cookie", out var cookies) && cookies.Any(c => c.Contains("ESTSAUTH", StringComparison.Ordinal)), path);
        }
    }

    private List<(RouteEndpoint Route, string Method)> All() => server.Server.Endpoints.OfType<RouteEndpoint>()
        .SelectMany(r => (r.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Select(m => (r, m)))
        .ToList();

    private List<(RouteEndpoint Route, string Method)> Routes()
    {
        var routes = All()
            .Where(r => !IsAnonymous(r.Route) && !IsOfKind(r.Route, GitLabTokenKind.Session) && !IsForPeople(r.Route)).ToList();
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

    private async Task<(string AppId, string Secret)> AddClientAsync()
    {
        using var graph = server.For(Graph, await server.OwnerTokenAsync("https://graph.microsoft.com"));
        var application = await PostAsync(graph, "/v1.0/applications", new { displayName = "without roles" });
        await PostAsync(graph, "/v1.0/servicePrincipals", new { appId = (string)application["appId"]! });
        var password = await PostAsync(graph, $"/v1.0/applications/{application["id"]}/addPassword", new { });
        return ((string)application["appId"]!, (string)password["secretText"]!);
    }

    /// <summary>The token of a runner, and that of the running job 1.</summary>
    private async Task<(string Runner, string Job)> GitLabTokensAsync()
    {
        const string project = "/api/v4/projects/mygroup%2Fmyproject/sallyport";
        using var gitlab = server.For(GitLab, server.Facts.GitLabToken);
        using var made = await gitlab.PutAsJsonAsync(project, new { project_id = 1 }, Cancel);
        var pipeline = await PostAsync(gitlab, $"{project}/pipeline", new { @ref = "main", sha = new string('a', 40), config = "a:\n  script: [echo]\n" });
        var runner = (string)pipeline["runner"]!["token"]!;
        var job = await PostAsync(gitlab, "/api/v4/jobs/request", new { token = runner });
        Assert.Equal(1, (int)job["id"]!);
        return (runner, (string)job["token"]!);
    }

    private static async Task<JsonNode> PostAsync(HttpClient client, string path, object body)
    {
        using var response = await client.PostAsJsonAsync(path, body, Cancel);
        var text = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    // GitLab answers runners and jobs 403, everybody else 401.
    private static HttpStatusCode Expected(RouteEndpoint route) =>
        IsByBodyToken(route) ? HttpStatusCode.Forbidden : HttpStatusCode.Unauthorized;

    private static bool IsAnonymous(RouteEndpoint route) => route.Metadata.GetMetadata<IAllowAnonymous>() is not null;

    private static bool IsForPeople(RouteEndpoint route) => route.Metadata.GetMetadata<PortalPerson>() is not null;

    private static bool IsByBodyToken(RouteEndpoint route) =>
        route.Metadata.GetMetadata<GitLabAccess>() is { Kind: not (GitLabTokenKind.PersonalAccess or GitLabTokenKind.Repository) };

    private static bool IsOfKind(RouteEndpoint route, GitLabTokenKind kind) => route.Metadata.GetMetadata<GitLabAccess>()?.Kind == kind;

    private static string Host(RouteEndpoint route) => route.Metadata.GetMetadata<Surface>()!.Hosts[0];

    private string PathOf(RouteEndpoint route)
    {
        var host = Host(route);
        var path = "/" + string.Join('/', route.RoutePattern.PathSegments.Select(s => string.Concat(s.Parts.Select(p => Text(p, host)))));
        if (host != Arm)
            return path;
        // Roles and their assignments hang below a scope; the owner's is the subscription.
        var scope = path.StartsWith("/providers/", StringComparison.Ordinal) ? $"/subscriptions/{server.Facts.SubscriptionId}" : "";
        var type = route.Metadata.GetMetadata<ArmResourceType>();
        return $"{scope}{path}?api-version={type?.ApiVersions[0] ?? "2022-12-01"}";
    }

    private string Text(RoutePatternPart part, string host) => part switch
    {
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternSeparatorPart separator => separator.Content,
        RoutePatternParameterPart { Name: "subscriptionId" } => server.Facts.SubscriptionId.ToString(),
        RoutePatternParameterPart when host == GitLab => "1",
        RoutePatternParameterPart => "5a11f047-0000-4000-8000-00000000ffff",
        _ => throw new ArgumentException("A part of another kind."),
    };
}
