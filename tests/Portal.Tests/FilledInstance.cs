using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Sallyport.Core.Wire;

namespace Sallyport.Portal.Tests;

/// <summary>An instance with something on every page, and hostile text wherever somebody may write one.</summary>
public sealed class FilledInstance : IAsyncLifetime
{
    /// <summary>What would run if a page took a text for markup.</summary>
    public const string Hostile = "\"'><img src=x onerror=alert(1)><script>alert(2)</script>";

    /// <summary>The password of the people whom this makes.</summary>
    public const string Password = "Correct-horse-7";

    /// <summary>Where the other application takes its answers; nobody is there.</summary>
    public const string RedirectUri = "https://app.localhost/signin-oidc";

    private HttpClient client = null!;
    private string? session;

    public Instance Instance { get; private set; } = null!;

    /// <summary>The object id of an application.</summary>
    public string ObjectId { get; private set; } = "";

    /// <summary>The id of its federated credential.</summary>
    public string CredentialId { get; private set; } = "";

    /// <summary>The object id of a person without a role.</summary>
    public string PersonId { get; private set; } = "";

    /// <summary>The object id of the first person, who is the only Global Administrator.</summary>
    public string AdministratorId { get; private set; } = "";

    /// <summary>The record of a refused sign-in.</summary>
    public string SignInId { get; private set; } = "";

    /// <summary>The id of the application's client secret.</summary>
    public string SecretId { get; private set; } = "";

    /// <summary>The client id of an application that people sign in to.</summary>
    public string WebClientId { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        Instance = await Instance.StartAsync();
        client = Client(Instance);
        var app = await GraphAsync("/v1.0/applications", new JsonObject { ["displayName"] = Hostile });
        ObjectId = (string)app["id"]!;
        var appId = (string)app["appId"]!;
        await GraphAsync("/v1.0/servicePrincipals", new JsonObject { ["appId"] = appId });
        SecretId = (string)(await GraphAsync($"/v1.0/applications/{ObjectId}/addPassword", new JsonObject
        {
            ["passwordCredential"] = new JsonObject { ["displayName"] = Hostile },
        }))["keyId"]!;
        CredentialId = (string)(await GraphAsync($"/v1.0/applications/{ObjectId}/federatedIdentityCredentials", new JsonObject
        {
            ["name"] = "main", ["issuer"] = "https://gitlab.example.com", ["subject"] = "project_path:g/p:ref_type:branch:ref:" + Hostile,
            ["description"] = Hostile, ["audiences"] = new JsonArray("api://AzureADTokenExchange"),
        }))["id"]!;
        PersonId = (string)(await AddPersonAsync("eve", isFirstSignIn: false))["id"]!;
        AdministratorId = (string)(await GraphAsync("/v1.0/users/" + Visitor.Administrator, null))["id"]!;
        await AddPersonAsync("newcomer", isFirstSignIn: true);
        var web = await GraphAsync("/v1.0/applications", new JsonObject
        {
            ["displayName"] = Hostile, ["web"] = new JsonObject { ["redirectUris"] = new JsonArray(RedirectUri) },
        });
        WebClientId = (string)web["appId"]!;
        await GraphAsync("/v1.0/servicePrincipals", new JsonObject { ["appId"] = WebClientId });
        await PresentAsync(appId);
        await PostAsync("login.microsoftonline.com", $"/{Instance.TenantId}/oauth2/v2.0/token", Form(("grant_type", "password"),
            ("client_id", "04b07795-8ddb-461a-bbee-02f9e1bf7b46"), ("username", Hostile + "@sallyport.onmicrosoft.com"), ("password", "x"), ("scope", "https://management.azure.com/.default")));
        var records = await GraphAsync("/beta/auditLogs/signIns?$filter=signInEventTypes/any(t: t eq 'servicePrincipal')", null);
        SignInId = records["value"]!.AsArray().Select(r => r!).First(r => (int)r["status"]!["errorCode"]! != 0)["id"]!.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await Instance.DisposeAsync();
    }

    /// <summary>A browser in which the administrator is signed in to the portal.</summary>
    public async Task<Visitor> SignedInAsync(Browser browser)
    {
        if (session is null)
        {
            await using var person = await browser.NewAsync(Instance);
            await person.SignInAsync();
            session = await person.Page.Context.StorageStateAsync();
        }
        return await browser.NewAsync(Instance, new BrowserNewContextOptions { StorageState = session });
    }

    /// <summary>Asks for a code that a person types in.</summary>
    public async Task<string> DeviceCodeAsync() => (string)(await PostAsync(
        "login.microsoftonline.com",
        "/organizations/oauth2/v2.0/devicecode",
        Form(("client_id", "04b07795-8ddb-461a-bbee-02f9e1bf7b46"), ("scope", "openid"))))["user_code"]!;

    /// <summary>Signs a person in to the Azure CLI, which then can get tokens without the password.</summary>
    public async Task SignInToCliAsync(string name) => Assert.NotNull((await PostAsync(
        "login.microsoftonline.com",
        "/organizations/oauth2/v2.0/token",
        Form(("grant_type", "password"), ("client_id", "04b07795-8ddb-461a-bbee-02f9e1bf7b46"), ("username", name + "@sallyport.onmicrosoft.com"),
            ("password", Password), ("scope", "https://management.azure.com/.default openid offline_access"))))["refresh_token"]);

    private Task<JsonNode> AddPersonAsync(string name, bool isFirstSignIn) => GraphAsync("/v1.0/users", new JsonObject
    {
        ["accountEnabled"] = true,
        ["displayName"] = Hostile,
        ["mailNickname"] = name,
        ["userPrincipalName"] = name + "@sallyport.onmicrosoft.com",
        ["passwordProfile"] = new JsonObject { ["forceChangePasswordNextSignIn"] = isFirstSignIn, ["password"] = Password },
    });

    // A job's token from elsewhere: its claims are judged before its signature is.
    private async Task PresentAsync(string appId)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var claims = new JsonObject
        {
            ["iss"] = "https://gitlab.example.com", ["sub"] = "project_path:g/p:ref_type:branch:ref:main" + Hostile, ["aud"] = "api://AzureADTokenExchange",
            ["iat"] = now, ["nbf"] = now, ["exp"] = now + 300,
        };
        var token = Part("""{"alg":"RS256","kid":"k"}""") + "." + Part(claims.ToJsonString()) + "." + Part("signature");
        await PostAsync("login.microsoftonline.com", $"/{Instance.TenantId}/oauth2/v2.0/token", Form(("grant_type", "client_credentials"), ("client_id", appId),
            ("scope", "https://management.azure.com/.default"), ("client_assertion", token), ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")));
    }

    private static string Part(string text) => StrictBase64Url.Encode(Encoding.UTF8.GetBytes(text));

    private static FormUrlEncodedContent Form(params (string Name, string Value)[] fields) => new(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));

    private async Task<JsonNode> GraphAsync(string path, JsonObject? body)
    {
        var token = (string)(await PostAsync("login.microsoftonline.com", $"/{Instance.TenantId}/oauth2/v2.0/token", Form(("grant_type", "client_credentials"),
            ("client_id", Instance.OwnerClientId), ("client_secret", Instance.OwnerSecret), ("scope", "https://graph.microsoft.com/.default"))))["access_token"]!;
        using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, "https://graph.microsoft.com" + path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Content = body is null ? null : JsonContent.Create(body);
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    private async Task<JsonNode> PostAsync(string host, string path, HttpContent content)
    {
        using var response = await client.PostAsync(new Uri($"https://{host}{path}"), content, TestContext.Current.CancellationToken);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
    }

    private static HttpClient Client(Instance instance)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectCallback = async (_, cancel) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(IPAddress.Loopback, instance.Port, cancel);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            CustomTrustStore = { X509CertificateLoader.LoadCertificateFromFile((string)instance.Data["caCertificate"]!) },
        };
#pragma warning disable RS0030 // A test is a client of its own.
        return new HttpClient(handler);
#pragma warning restore RS0030
    }
}
