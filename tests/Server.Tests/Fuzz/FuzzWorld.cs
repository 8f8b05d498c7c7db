using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Sallyport.Server.Arm;
using Sallyport.Server.GitLab;
using Sallyport.Server.Http;

namespace Sallyport.Server.Tests.Fuzz;

/// <summary>A server with an object of each kind, and a good request for each of its endpoints.</summary>
internal sealed class FuzzWorld : IAsyncDisposable
{
    private const string Login = "login.microsoftonline.com";
    private const string Graph = "graph.microsoft.com";
    private const string Arm = "management.azure.com";
    private const string GitLab = "gitlab.example.com";
    private const string Json = "Content-Type: application/json";
    private const string Nobody = "5a11f047-0000-4000-8000-00000000ffff";
    private const string Reader = "acdd72a7-3385-48ef-bd42-f606fba81ae7";

    private readonly Dictionary<string, string> tokens = [];
    private PeopleRequests people = null!;
    private JsonNode application = null!;
    private JsonNode principal = null!;
    private JsonNode credential = null!;
    private string runner = "";
    private string job = "";

    private FuzzWorld(RunningServer server) => Server = server;

    public RunningServer Server { get; }

    /// <summary>A good request for each endpoint and method.</summary>
    public IReadOnlyList<FuzzRequest> Requests { get; private set; } = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string SubscriptionPath => $"/subscriptions/{Server.Facts.SubscriptionId}";

    public static async Task<FuzzWorld> StartAsync()
    {
        var world = new FuzzWorld(await RunningServer.StartAsync());
        await world.PrepareAsync();
        world.Requests = world.Server.Server.Endpoints.OfType<RouteEndpoint>()
            .SelectMany(r => (r.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"])
                .Select(m => world.Good(r, m)))
            .SelectMany(AsEachForm)
            .ToList();
        return world;
    }

    // GitLab takes parameters as JSON and in both kinds of forms.
    private static IEnumerable<FuzzRequest> AsEachForm(FuzzRequest request)
    {
        yield return request;
        if (request.Host != GitLab || !request.Headers.Contains(Json))
            yield break;
        var members = JsonNode.Parse(request.Body)!.AsObject().Where(m => m.Value is JsonValue).ToList();
        string[] others = [.. request.Headers.Where(h => h != Json)];
        yield return request with
        {
            Headers = [.. others, "Content-Type: application/x-www-form-urlencoded"],
            Body = string.Join('&', members.Select(m => $"{m.Key}={Uri.EscapeDataString($"{m.Value}")}")),
        };
        yield return request with
        {
            Headers = [.. others, "Content-Type: multipart/form-data; boundary=x"],
            Body = string.Concat(members.Select(
                m => $"--x\r\nContent-Disposition: form-data; name=\"{m.Key}\"\r\n\r\n{m.Value}\r\n")) + "--x--\r\n",
        };
    }

    /// <summary>A request that every healthy server answers with a token.</summary>
    public FuzzRequest Exchange() => new(
        Login, "POST", $"/{Server.Facts.TenantId}/oauth2/v2.0/token",
        ["Content-Type: application/x-www-form-urlencoded"],
        $"grant_type=client_credentials&client_id={Server.Facts.OwnerClientId}"
        + $"&client_secret={Server.Facts.OwnerClientSecret}&scope=https%3A%2F%2Fmanagement.azure.com%2F.default"
        + "&resource=https%3A%2F%2Fmanagement.azure.com%2F");

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private async Task PrepareAsync()
    {
        tokens[Graph] = await Server.OwnerTokenAsync("https://graph.microsoft.com");
        tokens[Arm] = await Server.OwnerTokenAsync("https://management.azure.com");
        tokens[GitLab] = Server.Facts.GitLabToken;
        tokens["portal.azure.com"] = Server.Facts.AdministratorToken;
        using var graph = Server.For(Graph, tokens[Graph]);
        application = await SendAsync(graph, HttpMethod.Post, "/v1.0/applications", new { displayName = "fuzzed" });
        principal = await SendAsync(
            graph, HttpMethod.Post, "/v1.0/servicePrincipals", new { appId = (string)application["appId"]! });
        credential = await SendAsync(
            graph, HttpMethod.Post, $"/v1.0/applications/{application["id"]}/federatedIdentityCredentials",
            JsonNode.Parse(Credential)!);
        graph.DefaultRequestHeaders.Add("Prefer", "create-if-missing");
        await SendAsync(
            graph, HttpMethod.Patch, "/v1.0/applications(uniqueName='fuzzed')", new { displayName = "named" });
        people = await PeopleRequests.StartAsync(Server);
        using var arm = Server.For(Arm, tokens[Arm]);
        await SendAsync(
            arm, HttpMethod.Put,
            $"{SubscriptionPath}/resourcegroups/fuzzed?api-version=2021-04-01",
            new { location = "westeurope" });
        using var gitlab = Server.For(GitLab, tokens[GitLab]);
        await SendAsync(gitlab, HttpMethod.Put, "/api/v4/projects/mygroup%2Ffuzzed/sallyport", new { project_id = 1 });
        var made = await SendAsync(
            gitlab, HttpMethod.Post, "/api/v4/projects/1/sallyport/pipeline", JsonNode.Parse(Pipeline)!);
        runner = (string)made["runner"]!["token"]!;
        var claimed = await SendAsync(gitlab, HttpMethod.Post, "/api/v4/jobs/request", new { token = runner });
        job = (string)claimed["token"]!;
        await SendAsync(gitlab, HttpMethod.Post, "/api/v4/projects/1/sallyport/pipeline", JsonNode.Parse(Pipeline)!);
    }

    private const string Credential = """
        {"name":"fuzzed","issuer":"https://gitlab.example.com","subject":"project_path:g/p:ref_type:branch:ref:main",
        "description":"d","audiences":["https://gitlab.example.com"]}
        """;

    private const string Pipeline = """
        {"ref":"main","ref_type":"branch","sha":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","commit_message":"m",
        "commit_timestamp":"2026-01-01T00:00:00Z","source":"push","jobs":["a"],"included":{"b.yml":"x: 1"},
        "config":"a:\n  script: [echo]\n  id_tokens:\n    T:\n      aud: x\n"}
        """;

    private FuzzRequest Good(RouteEndpoint route, string method)
    {
        var host = route.Metadata.GetMetadata<Surface>()!.Hosts[0];
        var raw = route.RoutePattern.RawText!;
        if (raw.EndsWith("/token", StringComparison.Ordinal))
            return Exchange() with { Method = method, Target = Target(route, method, host) };
        if (PeopleRequests.Has(route))
            return people.Good(new FuzzRequest(host, method, Target(route, method, host), [], ""), raw);
        List<string> headers = [];
        if (route.Metadata.GetMetadata<GitLabAccess>()?.Kind is GitLabTokenKind.Runner)
            headers.Add($"RUNNER-TOKEN: {runner}");
        else if (route.Metadata.GetMetadata<GitLabAccess>()?.Kind is GitLabTokenKind.Job)
            headers.Add($"JOB-TOKEN: {job}");
        else if (tokens.TryGetValue(host, out var token))
            headers.Add($"Authorization: Bearer {token}");
        var body = method is "POST" or "PUT" or "PATCH" ? Body(raw, method).ReplaceLineEndings("") : "";
        if (raw.EndsWith("/trace", StringComparison.Ordinal) && method == "PATCH")
            headers.Add($"Content-Range: 0-{body.Length - 1}");
        else if (body.Length > 0)
            headers.Add(Json);
        return new FuzzRequest(host, method, Target(route, method, host), headers, body);
    }

    private string Body(string raw, string method)
    {
        bool Ends(string text) => raw.TrimEnd('/').EndsWith(text, StringComparison.OrdinalIgnoreCase);
        bool Has(string text) => raw.Contains(text, StringComparison.Ordinal);
        if (Ends("/applications") || (Has("/applications") && method == "PATCH" && !Has("federated")))
            return """
                {"displayName":"d","signInAudience":"AzureADMyOrg","identifierUris":[],
                "api":{"requestedAccessTokenVersion":2},
                "optionalClaims":{"accessToken":[{"name":"idtyp","essential":false,"additionalProperties":["a"]}]},
                "appRoles":[{"id":"5a11f047-0000-4000-8000-00000000eeee","displayName":"r","description":"r",
                "value":"r","allowedMemberTypes":["Application"],"isEnabled":true}]}
                """;
        if (raw.Contains("federatedIdentityCredentials", StringComparison.Ordinal))
            return Credential;
        if (Ends("/addPassword"))
            return """{"passwordCredential":{"displayName":"p","endDateTime":"2030-01-01T00:00:00Z"}}""";
        if (Ends("/removePassword") || Ends("/removeKey"))
            return $$"""{"keyId":"{{Nobody}}","proof":"a.b.c"}""";
        if (Ends("/addKey"))
            return """
                {"keyCredential":{"type":"AsymmetricX509Cert","usage":"Verify","key":"AAAA"},
                "passwordCredential":null,"proof":"a.b.c"}
                """;
        if (Ends("/servicePrincipals"))
            return $$"""{"appId":"{{application["appId"]}}"}""";
        if (raw.Contains("servicePrincipals", StringComparison.Ordinal) && method == "PATCH")
            return """{"accountEnabled":true}""";
        if (raw.Contains("appRoleAssign", StringComparison.Ordinal))
            return $$"""
                {"principalId":"{{principal["id"]}}","resourceId":"{{principal["id"]}}","appRoleId":"{{Nobody}}"}
                """;
        if (Ends("/getByIds"))
            return $$"""{"ids":["{{principal["id"]}}"],"types":["servicePrincipal"]}""";
        return GitLabRequests.Body(raw) ?? OtherBody(Ends);
    }

    private string OtherBody(Func<string, bool> ends)
    {
        if (ends("/sallyport/pipeline"))
            return Pipeline;
        if (ends("/projects/{id}/sallyport"))
            return """{"project_id":1,"default_branch":"main"}""";
        if (ends("/projects"))
            return """
                {"name":"fuzzed-too","visibility":"private","build_timeout":3600,"default_branch":"main",
                "namespace_id":1}
                """;
        if (ends("/jobs/request") || ends("/verify"))
            return $$$"""{"token":"{{{runner}}}","last_update":"a","info":{"features":{"local_repository":true} } }""";
        if (ends("/jobs/{id}"))
            return """
                {"state":"running","checksum":"crc32:0","exit_code":1,"failure_reason":"x",
                "output":{"checksum":"a","bytesize":1}}
                """;
        if (ends("/rotate"))
            return """{"now":true,"leadMinutes":60}""";
        if (ends("/judgements"))
            return $$$"""
                {"application":"{{{application["id"]}}}","token":null,
                "claims":{"iss":"a","sub":"b","aud":"c","exp":1}}
                """;
        if (ends("/roleAssignments/{name}") || ends("/roleAssignments/{id}"))
            return $$$"""
                {"properties":{"principalId":"{{{principal["id"]}}}","principalType":"ServicePrincipal",
                "roleDefinitionId":
                "{{{SubscriptionPath}}}/providers/Microsoft.Authorization/roleDefinitions/{{{Reader}}}"}}
                """;
        return """{"location":"westeurope","tags":{"a":"b"}}""";
    }

    private string Target(RouteEndpoint route, string method, string host)
    {
        var path = "/" + string.Join('/', route.RoutePattern.PathSegments.Select(
            s => string.Concat(s.Parts.Select(p => Text(p, route, method, host)))));
        if (host != Arm)
            return path;
        var scope = path.StartsWith("/providers/", StringComparison.Ordinal) ? SubscriptionPath : "";
        var type = route.Metadata.GetMetadata<ArmResourceType>();
        return $"{scope}{path}?api-version={type?.ApiVersions[0] ?? "2022-12-01"}";
    }

    // What a request deletes is not there, so that the others find their objects.
    private string Text(RoutePatternPart part, RouteEndpoint route, string method, string host)
    {
        if (part is RoutePatternLiteralPart literal)
            return literal.Content;
        if (part is RoutePatternSeparatorPart separator)
            return separator.Content;
        var name = ((RoutePatternParameterPart)part).Name;
        var raw = route.RoutePattern.RawText!;
        if (host == GitLab)
            return GitLabRequests.Text(raw, name, method);
        if (name == "tenant")
            return Server.Facts.TenantId.ToString();
        if (name == "subscriptionId")
            return Server.Facts.SubscriptionId.ToString();
        if (method == "DELETE")
            return Nobody;
        if (host == Arm)
            return ArmName(raw);
        var owner = raw.Contains("servicePrincipals", StringComparison.Ordinal) ? principal : application;
        return name switch
        {
            "appId" => (string)owner["appId"]!,
            "name" or "uniqueName" => "fuzzed",
            "key" => (string)credential["id"]!,
            "surface" => "gitlab",
            _ => (string)owner["id"]!,
        };
    }

    private static string ArmName(string raw)
    {
        if (raw.Contains("resourcegroups", StringComparison.OrdinalIgnoreCase))
            return "fuzzed";
        if (raw.Contains("{providerNamespace}", StringComparison.Ordinal))
            return "Microsoft.Authorization";
        return raw.Contains("roleDefinitions", StringComparison.Ordinal) ? Reader : Nobody;
    }

    private static async Task<JsonNode> SendAsync(HttpClient client, HttpMethod method, string path, object body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body) };
        using var answer = await client.SendAsync(request, Cancel);
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True(answer.IsSuccessStatusCode, text);
        return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!;
    }
}
