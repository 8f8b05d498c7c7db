using System.Text;
using System.Text.Json.Nodes;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using Microsoft.Identity.Client;

namespace Sallyport.Conformance;

/// <summary>People sign in with the SDKs' own flows: the SDKs go through the instance's proxy, the person by the sign-in pages.</summary>
public sealed class PersonSdkTests : IAsyncLifetime
{
    private const string Name = "ada@sallyport.onmicrosoft.com";
    private const string Password = "Correct-horse-7";
    private const string Arm = "https://management.azure.com/.default";
    private const string Graph = "https://graph.microsoft.com/.default";

    private Instance instance = null!;
    private Az owner = null!;
    private SignInPages pages = null!;
    private string id = "";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        instance = await Instance.StartAsync();
        owner = await Az.OwnerAsync(instance);
        id = await owner.TextAsync(
            "ad", "user", "create", "--display-name", "Ada", "--user-principal-name", Name, "--password", Password, "--query", "id", "-o", "tsv");
        pages = new SignInPages(instance, Name, Password);
    }

    public async ValueTask DisposeAsync()
    {
        pages.Dispose();
        await instance.DisposeAsync();
    }

    [Fact]
    public async Task Azure_Identity_signs_a_person_in_by_device_code_and_then_for_another_resource_in_silence()
    {
        using var http = SdkTests.Client(instance);
        var shown = 0;
        var credential = new DeviceCodeCredential(new DeviceCodeCredentialOptions
        {
            TenantId = instance.TenantId,
            Transport = new HttpClientTransport(http),
            DeviceCodeCallback = async (code, _) =>
            {
                shown++;
                Assert.Contains(code.UserCode, code.Message, StringComparison.Ordinal);
                Assert.Contains("You have signed in to Microsoft Azure CLI", await OpenAsync(code.VerificationUri, code.UserCode), StringComparison.Ordinal);
            },
        });
        var first = Claims((await credential.GetTokenAsync(new TokenRequestContext([Arm]), Cancel)).Token);
        Assert.Equal((id, "https://management.azure.com", "user"), ((string)first["oid"]!, (string)first["aud"]!, (string)first["idtyp"]!));
        var second = Claims((await credential.GetTokenAsync(new TokenRequestContext([Graph]), Cancel)).Token);
        Assert.Equal((id, "https://graph.microsoft.com", 1), ((string)second["oid"]!, (string)second["aud"]!, shown));
    }

    [Fact]
    public async Task MSAL_signs_a_person_in_by_device_code_who_allows_what_the_application_asks_for()
    {
        var application = await ApplicationAsync("--is-fallback-public-client", "true");
        using var http = SdkTests.Client(instance);
        var client = PublicClientApplicationBuilder.Create(application)
            .WithAuthority($"https://login.microsoftonline.com/{instance.TenantId}")
            .WithHttpClientFactory(new SdkTests.Factory(http))
            .Build();
        string[] asked = ["https://graph.microsoft.com/User.Read"], more = ["https://management.azure.com/user_impersonation"];
        Task<AuthenticationResult> SignInAsync(string[] scopes) => client.AcquireTokenWithDeviceCode(
            scopes, code => OpenAsync(new Uri(code.VerificationUrl), code.UserCode)).ExecuteAsync(Cancel);

        var result = await SignInAsync(asked);
        Assert.Equal(["Sign in", "Enter password", "Are you trying to sign in to notes?", "Permissions requested"], pages.Seen);
        Assert.Equal((Name, id), (result.Account.Username, result.UniqueId));
        Assert.Contains("https://graph.microsoft.com/User.Read", result.Scopes);
        var again = await client.AcquireTokenSilent(asked, result.Account).ExecuteAsync(Cancel);
        Assert.Equal(TokenSource.Cache, again.AuthenticationResultMetadata.TokenSource);

        var refused = await Assert.ThrowsAsync<MsalUiRequiredException>(() => client.AcquireTokenSilent(more, result.Account).ExecuteAsync(Cancel));
        Assert.Contains("AADSTS65001", refused.Message, StringComparison.Ordinal);
        await SignInAsync(more);
        var other = await client.AcquireTokenSilent(more, result.Account).WithForceRefresh(true).ExecuteAsync(Cancel);
        Assert.Equal("https://management.azure.com", (string)Claims(other.AccessToken)["aud"]!);
    }

    [Fact]
    public async Task MSAL_for_Node_signs_a_person_in_by_device_code()
    {
        var application = await ApplicationAsync("--is-fallback-public-client", "true");
        var result = (await RunAsync("people.mjs", ["device"], application))[^1];
        Assert.Equal((Name, "https://graph.microsoft.com", true), ((string)result["name"]!, (string)result["audience"]!, (bool)result["fromCache"]!));
        Assert.Contains("AADSTS65001", (string)result["other"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MSAL_for_Node_redeems_a_code_with_PKCE_and_then_gets_a_token_for_another_resource_in_silence()
    {
        var application = await ApplicationAsync("--public-client-redirect-uris", "http://localhost");
        var result = (await RunAsync("people.mjs", ["code"], application))[^1];
        Assert.Equal(
            (Name, "https://graph.microsoft.com", "https://management.azure.com"),
            ((string)result["name"]!, (string)result["audience"]!, (string)result["other"]!));
        Assert.Equal(["Sign in", "Enter password", "Permissions requested"], pages.Seen);
    }

    [Fact]
    public async Task Openid_client_signs_a_person_in_to_a_web_application_by_discovery_and_out_again()
    {
        var application = await ApplicationAsync("--web-redirect-uris", "http://localhost/callback");
        var secret = await owner.TextAsync("ad", "app", "credential", "reset", "--id", application, "--query", "password", "-o", "tsv");
        var port = new Uri((string)instance.Data["proxy"]!).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var refused = (await RunAsync("openid-person.mjs", [port], application, "wrong"))[^1];
        Assert.Contains("AADSTS7000215", (string)refused["message"]!, StringComparison.Ordinal);

        var said = await RunAsync("openid-person.mjs", [port], application, secret);
        var claims = said[1]["claims"]!;
        Assert.Equal((id, Name, "Ada", application), ((string)claims["oid"]!, (string)claims["preferred_username"]!, (string)claims["name"]!, (string)claims["aud"]!));
        Assert.Equal(((string)claims["sub"]!, "Ada"), ((string)said[1]["info"]!["sub"]!, (string)said[1]["info"]!["name"]!));
        Assert.Equal("/callback", pages.Address.AbsolutePath); // where the person came after signing out
        var silent = $"https://login.localhost:{port}/{instance.TenantId}/oauth2/v2.0/authorize?client_id={application}&response_type=code"
            + "&scope=openid&prompt=none&redirect_uri=http%3A%2F%2Flocalhost%2Fcallback";
        await Assert.ThrowsAsync<HttpRequestException>(() => pages.OpenAsync(silent)); // nobody listens there
        Assert.Contains("error=login_required", pages.Address.Query, StringComparison.Ordinal);
    }

    private Task<string> OpenAsync(Uri address, string code) => pages.OpenAsync($"{address}?otc={code}");

    private async Task<string> ApplicationAsync(params string[] options)
    {
        var application = await owner.TextAsync(["ad", "app", "create", "--display-name", "notes", .. options, "--query", "appId", "-o", "tsv"]);
        (await owner.RunAsync("ad", "sp", "create", "--id", application)).Passes();
        return application;
    }

    // Runs a script; the person opens each address that it says. What it said, line by line.
    private async Task<List<JsonNode>> RunAsync(string script, string[] arguments, string application, string secret = "")
    {
        var environment = await instance.EnvironmentAsync();
        (environment["AZURE_TENANT_ID"], environment["AZURE_CLIENT_ID"], environment["AZURE_CLIENT_SECRET"]) = (instance.TenantId, application, secret);
        var folder = Path.Combine(Command.Repository, "tests", "Conformance", "node");
        if (script.StartsWith("openid", StringComparison.Ordinal))
            environment["NODE_OPTIONS"] = $"--import={new Uri(Path.Combine(folder, "local-names.mjs"))}";
        using var process = Command.Start("node", [Path.Combine(folder, script), .. arguments], environment: environment);
        var error = process.StandardError.ReadToEndAsync(Cancel);
        var said = new List<JsonNode>();
        while (await process.StandardOutput.ReadLineAsync(Cancel) is { } line)
        {
            said.Add(JsonNode.Parse(line)!);
            if ((string?)said[^1]["open"] is { } address)
                await pages.OpenAsync(address);
        }
        await process.WaitForExitAsync(Cancel);
        Assert.True(said.Count > 0, await error);
        return said;
    }

    private static JsonNode Claims(string token)
    {
        var payload = System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[1]);
        return JsonNode.Parse(Encoding.UTF8.GetString(payload))!;
    }
}
