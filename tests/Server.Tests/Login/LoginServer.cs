using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Rules;
using Sallyport.Server.Instance;

namespace Sallyport.Server.Tests.Login;

/// <summary>A server, an issuer that its administrator named, and an application that trusts one subject of it.</summary>
public sealed class LoginServer : IAsyncDisposable
{
    public const string Subject = "project_path:mygroup/myproject:ref_type:branch:ref:main";
    public const string Audience = "api://AzureADTokenExchange";
    public const string Arm = "https://management.azure.com";

    private readonly Lazy<HttpClient> graph;

    private LoginServer() => graph = new Lazy<HttpClient>(() => Running.For("graph.microsoft.com"));

    public TestIssuer Issuer { get; private init; } = null!;

    public RunningServer Running { get; private init; } = null!;

    /// <summary>The server's clock.</summary>
    public ShiftedTime Clock { get; private init; } = null!;

    public string AppId { get; private set; } = "";

    public string ObjectId { get; private set; } = "";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Starts it.</summary>
    /// <param name="rules">The rules of the year.</param>
    /// <param name="named">Whether the administrator named the issuer.</param>
    /// <param name="folder">A data directory to go on with.</param>
    /// <param name="privateIssuers">The issuers that the administrator named, in place of this one.</param>
    /// <param name="other">Another issuer that the administrator named.</param>
    /// <param name="further">Sets further options.</param>
    public static async Task<LoginServer> StartAsync(
        RuleSet? rules = null, bool named = true, string? folder = null, string[]? privateIssuers = null, TestIssuer? other = null,
        Func<ServerOptions, TestIssuer, ServerOptions>? further = null)
    {
        var (issuer, clock) = (await TestIssuer.StartAsync(), new ShiftedTime());
        string[] hosts = other is null ? [issuer.Host] : [issuer.Host, other.Host];
        if (other is not null)
            await File.AppendAllTextAsync(issuer.CaFile, "\n" + await File.ReadAllTextAsync(other.CaFile, Cancel), Cancel);
        further ??= (o, _) => o;
        var running = await RunningServer.StartAsync(o => further(o, issuer) with
        {
            Rules = rules ?? RuleSet.Entra2024, PrivateIssuers = privateIssuers ?? (named ? hosts : []), IssuerCaFile = issuer.CaFile, Time = clock,
        }, folder);
        var server = new LoginServer { Issuer = issuer, Running = running, Clock = clock };
        (server.AppId, server.ObjectId) = await server.AddApplicationAsync();
        await server.AddCredentialAsync(new { name = "exact", issuer = issuer.Url, subject = Subject, audiences = new[] { Audience } });
        return server;
    }

    public async Task<(string AppId, string ObjectId)> AddApplicationAsync(bool withPrincipal = true)
    {
        var application = await GraphAsync(HttpMethod.Post, "/v1.0/applications", new { displayName = "gitlab-oidc" });
        if (withPrincipal)
            await GraphAsync(HttpMethod.Post, "/v1.0/servicePrincipals", new { appId = (string)application["appId"]! });
        return ((string)application["appId"]!, (string)application["id"]!);
    }

    public Task<JsonNode> AddCredentialAsync(object credential) =>
        GraphAsync(HttpMethod.Post, $"/beta/applications/{ObjectId}/federatedIdentityCredentials", credential);

    public async Task<JsonNode> GraphAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = new("Bearer", await Running.OwnerTokenAsync("https://graph.microsoft.com"));
        using var response = await graph.Value.SendAsync(request, Cancel);
        var text = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True(response.IsSuccessStatusCode, text);
        return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!;
    }

    /// <summary>Good claims, to be changed.</summary>
    public Dictionary<string, object?> Claims()
    {
        var now = Clock.GetUtcNow().ToUnixTimeSeconds();
        return new Dictionary<string, object?>
        {
            ["iss"] = Issuer.Url, ["sub"] = Subject, ["aud"] = Audience, ["iat"] = now, ["nbf"] = now - 5, ["exp"] = now + 3600,
        };
    }

    public string Sign(Action<Dictionary<string, object?>>? change = null, string? header = null)
    {
        var claims = Claims();
        change?.Invoke(claims);
        return Issuer.Sign(claims, header);
    }

    /// <summary>Presents an assertion; 0 when it is taken, else the AADSTS number.</summary>
    public async Task<int> ExchangeAsync(string assertion, string? appId = null)
    {
        using var response = await PostAsync(assertion, appId);
        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancel))!;
        return response.IsSuccessStatusCode ? 0 : (int)body["error_codes"]![0]!;
    }

    public Task<HttpResponseMessage> PostAsync(string assertion, string? appId = null) => Running.PostTokenAsync(
        ("grant_type", "client_credentials"), ("client_id", appId ?? AppId), ("scope", Arm + "/.default"),
        ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"), ("client_assertion", assertion));

    /// <summary>Replaces the tenant's policy, as its administrator.</summary>
    public async Task SetPolicyAsync(TenantPolicy policy)
    {
        using var response = await PutPolicyAsync(policy.Write());
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Cancel));
    }

    public async Task<HttpResponseMessage> PutPolicyAsync(string policy)
    {
        using var portal = Running.For("portal.azure.com", Running.Facts.AdministratorToken);
        using var body = new StringContent(policy, Encoding.UTF8, "application/json");
        return await portal.PutAsync("/sallyport/policy", body, Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        if (graph.IsValueCreated)
            graph.Value.Dispose();
        await Running.DisposeAsync();
        await Issuer.DisposeAsync();
    }
}

/// <summary>One of them for the tests of a class, each of which begins as if it were the first.</summary>
public sealed class SharedLogin : IAsyncLifetime
{
    public LoginServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await LoginServer.StartAsync();

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
