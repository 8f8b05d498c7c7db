using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Sallyport.Cli.Instances;
using Sallyport.Cli.Up;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Rules;
using Sallyport.Server.Instance;
using Sallyport.Server.Tests.Login;

namespace Sallyport.Server.Tests.Explain;

/// <summary>An instance that the commands find, an issuer, and applications with sets of credentials.</summary>
internal sealed class AgreementWorld : IAsyncDisposable
{
    public const string EntraIssuer = "https://login.microsoftonline.com/5a11f047-0000-4000-8000-000000000001/v2.0";
    private const string GitLab = "https://gitlab.com";
    private const string Main = "project_path:mygroup/myproject:ref_type:branch:ref:main";
    private const string ById = "project_id:57382910:ref_type:branch:ref:main";

    private readonly string folder = Directory.CreateTempSubdirectory("sallyport-agreement-").FullName;
    private readonly List<TrustingApplication> applications = [];
    private RunningInstance instance = null!;
    private HttpClient login = null!;
    private HttpClient graph = null!;

    public TestIssuer Issuer { get; private init; } = null!;

    public IReadOnlyList<TrustingApplication> Applications => applications;

    public string DataDirectory => Path.Combine(folder, "data");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Starts it, with this many applications.</summary>
    public static async Task<AgreementWorld> StartAsync(RuleSet rules, int applications)
    {
        var issuer = await TestIssuer.StartAsync();
        var world = new AgreementWorld { Issuer = issuer };
        var keys = world.FileOf("keys.json", issuer.KeySet());
        var options = new ServerOptions
        {
            DataDirectory = world.DataDirectory, Port = 0, Rules = rules, PrivateIssuers = [issuer.Host], IssuerCaFile = issuer.CaFile,
            IssuerKeyFiles = new Dictionary<string, string> { [GitLab] = keys, [EntraIssuer] = keys },
        };
        world.instance = await RunningInstance.StartAsync(options, InstanceDirectory.Resolve(world.DataDirectory), Cancel);
        world.login = world.Client("login");
        world.graph = world.Client("graph");
        world.graph.DefaultRequestHeaders.Authorization = new("Bearer", await world.OwnerTokenAsync());
        for (var i = 0; i < applications; i++)
            world.applications.Add(await world.AddAsync(i));
        return world;
    }

    /// <summary>Replaces the tenant's policy, as its administrator.</summary>
    public async Task SetPolicyAsync(TenantPolicy policy)
    {
        using var portal = Client("portal");
        portal.DefaultRequestHeaders.Authorization = new("Bearer", instance.Instance.AdministratorToken);
        using var body = new StringContent(policy.Write());
        using var response = await portal.PutAsync("sallyport/policy", body, Cancel);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Cancel));
    }

    /// <summary>Presents an assertion as the application; 0 when it is accepted, else the AADSTS number.</summary>
    public async Task<int> ExchangeAsync(TrustingApplication application, string assertion)
    {
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials", ["client_id"] = application.AppId, ["scope"] = "https://management.azure.com/.default",
            ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer", ["client_assertion"] = assertion,
        };
        var answer = await PostAsync(form);
        return answer["error_codes"] is { } codes ? (int)codes[0]! : 0;
    }

    public string FileOf(string name, string text)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    public async ValueTask DisposeAsync()
    {
        login.Dispose();
        graph.Dispose();
        await instance.DisposeAsync();
        await Issuer.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    // What an application may trust: subjects and expressions of an issuer that is fetched, of one with a key file, of one that is down.
    private IReadOnlyList<(TrustedParts Parts, string? Expression)> Pool() =>
    [
        (new(Issuer.Url, Main, "api://AzureADTokenExchange"), null),
        (new(Issuer.Url, Main, Issuer.Url), null),
        (new(Issuer.Url, "repo:octo/cat:ref:refs/heads/main", "api://AzureADTokenExchange"), null),
        (new(Issuer.Url + "/", Main, "api://AzureADTokenExchange"), null),
        (new(GitLab, Main, GitLab), null),
        (new(GitLab, Main.Replace("myproject", "MyProject", StringComparison.Ordinal), GitLab), null),
        (new(GitLab, Main, "api://AzureADTokenExchange"),
            "claims['sub'] matches 'project_path:mygroup/*:ref_type:branch:ref:main' and claims['project_id'] eq '57382910'"),
        (new(GitLab, ById, GitLab), "claims['sub'] matches 'project_id:57382910:*'"),
        (new("https://localhost:1", Main, "api://AzureADTokenExchange"), null),
        (new("https://127.0.0.1:1", Main, "api://AzureADTokenExchange"), null),
        (new(EntraIssuer, "3f1f0d9c-2f67-4f0e-9d6d-2f1e6a1b0c4d", "api://AzureADTokenExchange"), null),
    ];

    private async Task<TrustingApplication> AddAsync(int number)
    {
        var application = await GraphAsync(HttpMethod.Post, "v1.0/applications", new { displayName = $"agreement-{number}" });
        var appId = (string)application["appId"]!;
        var collection = $"beta/applications/{(string)application["id"]!}/federatedIdentityCredentials";
        await GraphAsync(HttpMethod.Post, "v1.0/servicePrincipals", new { appId });
        var pool = Pool();
        var chosen = Enumerable.Range(0, number % 5).Select(k => pool[(number * 7 + k * (1 + number / 5)) % pool.Count])
            .DistinctBy(c => (c.Parts.Issuer, c.Expression is null ? c.Parts.Subject : c.Expression)).ToList();
        foreach (var (parts, expression) in chosen)
            await GraphAsync(HttpMethod.Post, collection, CredentialOf(parts, expression, chosen.IndexOf((parts, expression))));
        var listed = await GraphAsync(HttpMethod.Get, collection, null);
        var file = FileOf($"credentials-{number}.json", listed.ToJsonString());
        return new TrustingApplication(appId, file, chosen.ConvertAll(c => c.Parts));
    }

    private static object CredentialOf(TrustedParts parts, string? expression, int index) => expression is null
        ? new { name = $"trust-{index}", issuer = parts.Issuer, subject = parts.Subject, audiences = new[] { parts.Audience } }
        : new
        {
            name = $"trust-{index}", issuer = parts.Issuer, audiences = new[] { parts.Audience },
            claimsMatchingExpression = new { value = expression, languageVersion = 1 },
        };

    private async Task<JsonNode> GraphAsync(HttpMethod method, string path, object? body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var response = await graph.SendAsync(request, Cancel);
        var text = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    private async Task<string> OwnerTokenAsync() => (string)(await PostAsync(new Dictionary<string, string>
    {
        ["grant_type"] = "client_credentials", ["client_id"] = $"{instance.Instance.OwnerClientId}",
        ["client_secret"] = instance.Instance.OwnerClientSecret, ["scope"] = "https://graph.microsoft.com/.default",
    }))["access_token"]!;

    private async Task<JsonNode> PostAsync(Dictionary<string, string> form)
    {
        using var content = new FormUrlEncodedContent(form);
        using var response = await login.PostAsync($"{instance.Instance.TenantId}/oauth2/v2.0/token", content, Cancel);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancel))!;
    }

    private HttpClient Client(string surface) => InstanceClient.Open(InstanceDirectory.Resolve(DataDirectory)).Surface(surface);
}

/// <summary>An application and what it trusts.</summary>
/// <param name="AppId">The client id.</param>
/// <param name="CredentialsFile">Its credentials as Graph lists them.</param>
/// <param name="Credentials">What each of them needs of a token.</param>
internal sealed record TrustingApplication(string AppId, string CredentialsFile, IReadOnlyList<TrustedParts> Credentials);
