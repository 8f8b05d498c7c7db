using System.Collections.Specialized;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Web;
using Sallyport.Core.Wire;
using Sallyport.Server.Tests.GitLab;
using Sallyport.Server.Tests.Graph;

namespace Sallyport.Server.Tests.Login;

/// <summary>A server with one person, Ada, and her browser at the sign-in pages.</summary>
public sealed class SignInWorld : IAsyncDisposable
{
    public const string Name = "ada@sallyport.onmicrosoft.com";
    public const string Password = "Correct-horse-7";
    public const string AzureCli = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";
    public const string ArmScope = "https://management.core.windows.net//.default offline_access openid profile";
    public const string Verifier = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJ";

    private SignInWorld()
    {
    }

    public RunningServer Server { get; private init; } = null!;

    public ShiftedTime Clock { get; private init; } = null!;

    public PageBrowser Browser { get; private set; } = null!;

    /// <summary>Ada's object id.</summary>
    public string Id { get; private set; } = "";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<SignInWorld> StartAsync()
    {
        var clock = new ShiftedTime();
        var world = new SignInWorld { Clock = clock, Server = await RunningServer.StartAsync(o => o with { Time = clock }) };
        world.Browser = new PageBrowser(world.Server, "login.localhost");
        world.Id = await world.AddUserAsync(Name, "Ada Lovelace");
        return world;
    }

    /// <summary>Makes a person; the object id.</summary>
    public async Task<string> AddUserAsync(string name, string displayName) => (await GraphAsync(HttpMethod.Post, "/v1.0/users", new JsonObject
    {
        ["accountEnabled"] = true, ["displayName"] = displayName, ["mailNickname"] = name.Split('@')[0], ["userPrincipalName"] = name,
        ["passwordProfile"] = new JsonObject { ["forceChangePasswordNextSignIn"] = false, ["password"] = Password },
    })).Ok(HttpStatusCode.Created).Text("id");

    /// <summary>Makes an application with its service principal; the client id.</summary>
    public async Task<string> AddApplicationAsync(JsonObject members)
    {
        members["displayName"] ??= "Notes";
        var app = (await GraphAsync(HttpMethod.Post, "/v1.0/applications", members)).Ok(HttpStatusCode.Created);
        (await GraphAsync(HttpMethod.Post, "/v1.0/servicePrincipals", new JsonObject { ["appId"] = app.Text("appId") })).Ok(HttpStatusCode.Created);
        return app.Text("appId");
    }

    /// <summary>The address of the authorize endpoint, with PKCE.</summary>
    public string Authorize(string client, string redirect, string scope, string more = "") =>
        $"/{Server.Facts.TenantId}/oauth2/v2.0/authorize?client_id={client}&redirect_uri={Uri.EscapeDataString(redirect)}"
        + $"&scope={Uri.EscapeDataString(scope)}&state=xyz&nonce=n-1&code_challenge_method=S256&code_challenge="
        + StrictBase64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)))
        + (more.Contains("response_type", StringComparison.Ordinal) ? "" : "&response_type=code") + more;

    /// <summary>Types name and password into the pages.</summary>
    public async Task TypeAsync(string name = Name, string password = Password)
    {
        await Browser.PostAsync("form.stack", ("login", name));
        await Browser.PostAsync("form.stack", ("passwd", password));
    }

    /// <summary>What the browser carries back to the client.</summary>
    public NameValueCollection Answer()
    {
        var location = Browser.Location ?? throw new InvalidOperationException(Browser.Page.Body!.TextContent);
        return HttpUtility.ParseQueryString(location[(location.IndexOfAny(['?', '#']) + 1)..]);
    }

    /// <summary>Posts a form to the login surface.</summary>
    public async Task<JsonNode> PostAsync(string path, Dictionary<string, string> form, string? origin = null)
    {
        using var client = Server.For("login.microsoftonline.com");
        if (origin is not null)
            client.DefaultRequestHeaders.Add("Origin", origin);
        using var content = new FormUrlEncodedContent(form);
        using var response = await client.PostAsync(path, content, Cancel);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancel))!;
    }

    public async Task<GraphAnswer> GraphAsync(HttpMethod method, string path, JsonObject body)
    {
        using var client = new GraphClient(Server.For("graph.microsoft.com", await Server.OwnerTokenAsync("https://graph.microsoft.com")));
        return await client.SendAsync(method, path, GraphClient.Json(body.ToJsonString()));
    }

    public static JsonNode Claims(string token) => JsonNode.Parse(StrictBase64Url.Decode(token.Split('.')[1])!)!;

    public async ValueTask DisposeAsync()
    {
        Browser.Dispose();
        await Server.DisposeAsync();
    }
}
