using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using Azure.ResourceManager;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Identity.Client;

#pragma warning disable RS0030 // A test is a client of its own.

namespace Sallyport.Conformance;

/// <summary>The Azure SDK for .NET, MSAL and ASP.NET's bearer authentication, unchanged, through the instance's proxy.</summary>
public sealed class SdkTests : IAsyncLifetime
{
    private const string Arm = "https://management.azure.com/.default";
    private static readonly string[] ArmScopes = [Arm];

    private Instance instance = null!;
    private Az owner = null!;
    private TutorialApplication application = null!;
    private HttpClient http = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        instance = await Instance.StartAsync();
        http = Client(instance);
        owner = await Az.OwnerAsync(instance);
        application = await TutorialApplication.CreateAsync(instance, owner);
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await instance.DisposeAsync();
    }

    [Fact]
    public async Task Azure_Identity_signs_a_job_in_with_its_ID_token_and_the_resource_manager_takes_the_access_token()
    {
        (await application.AddCredentialAsync(TutorialApplication.Exact("branch:ref:main"))).Passes();
        await application.GiveReaderAsync();
        var assertion = await application.AssertionAsync();
        var file = Path.Combine(instance.Folder, "token");
        await File.WriteAllTextAsync(file, assertion, Cancel);
        TokenCredential[] credentials =
        [
            new ClientAssertionCredential(instance.TenantId, application.AppId, () => assertion, Options(new ClientAssertionCredentialOptions())),
            new WorkloadIdentityCredential(Options(new WorkloadIdentityCredentialOptions
            {
                TenantId = instance.TenantId, ClientId = application.AppId, TokenFilePath = file,
            })),
        ];
        foreach (var credential in credentials)
            Assert.Equal([instance.SubscriptionId], await SubscriptionsAsync(credential));

        var stranger = new ClientAssertionCredential(instance.TenantId, instance.OwnerClientId, () => assertion, Options(new ClientAssertionCredentialOptions()));
        await AssertRefusedAsync(stranger, "AADSTS70025"); // it has no credential
    }

    [Fact]
    public async Task Azure_Identity_signs_in_with_a_secret_and_with_a_certificate_that_az_registered()
    {
        var secret = new ClientSecretCredential(instance.TenantId, instance.OwnerClientId, instance.OwnerSecret, Options(new ClientSecretCredentialOptions()));
        Assert.Equal([instance.SubscriptionId], await SubscriptionsAsync(secret));
        var wrong = new ClientSecretCredential(instance.TenantId, instance.OwnerClientId, "wrong", Options(new ClientSecretCredentialOptions()));
        await AssertRefusedAsync(wrong, "AADSTS7000215");

        using var key = RSA.Create(2048);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = new CertificateRequest("CN=client", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
        var pem = Path.Combine(instance.Folder, "client.pem");
        await File.WriteAllTextAsync(pem, certificate.ExportCertificatePem(), Cancel);
        await application.GiveReaderAsync();
        var signed = new ClientCertificateCredential(instance.TenantId, application.AppId, certificate, Options(new ClientCertificateCredentialOptions()));
        await AssertRefusedAsync(signed, "AADSTS700027");
        (await owner.RunAsync("ad", "app", "credential", "reset", "--id", application.AppId, "--cert", "@" + pem)).Passes();
        Assert.Equal([instance.SubscriptionId], await SubscriptionsAsync(signed));
    }

    [Fact]
    public async Task Az_makes_a_certificate_registers_it_and_signs_in_with_it()
    {
        await application.GiveReaderAsync();
        var file = (string)JsonNode.Parse(await owner.TextAsync(
            "ad", "app", "credential", "reset", "--id", application.AppId, "--create-cert", "--output", "json"))!["fileWithCertAndPrivateKey"]!;
        try
        {
            var az = await Az.NewAsync(instance);
            (await az.RunAsync("login", "--service-principal", "-u", application.AppId, "--certificate", file, "--tenant", instance.TenantId)).Passes();
            Assert.Equal(instance.SubscriptionId, await az.TextAsync("account", "show", "--query", "id", "-otsv"));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task MSAL_exchanges_an_ID_token_and_shows_why_what_is_none_is_refused()
    {
        (await application.AddCredentialAsync(TutorialApplication.Exact("branch:ref:main"))).Passes();
        var assertion = await application.AssertionAsync();
        var presented = "no token";
        var client = ConfidentialClientApplicationBuilder.Create(application.AppId)
            .WithAuthority($"https://login.microsoftonline.com/{instance.TenantId}")
            .WithClientAssertion((AssertionRequestOptions _) => Task.FromResult(presented))
            .WithHttpClientFactory(new Factory(http))
            .Build();
        var refused = await Assert.ThrowsAsync<MsalServiceException>(() => client.AcquireTokenForClient(ArmScopes).ExecuteAsync(Cancel));
        Assert.Contains("AADSTS50027", refused.Message, StringComparison.Ordinal);
        presented = assertion;
        var result = await client.AcquireTokenForClient(ArmScopes).ExecuteAsync(Cancel);
        Assert.Equal(3, result.AccessToken.Split('.').Length);
        Assert.Equal(instance.TenantId, result.AuthenticationResultMetadata.TokenEndpoint.Split('/')[3]);
    }

    [Fact]
    [Trait("Passes", "B4")]
    public async Task B4_a_resource_server_takes_our_tokens_by_discovery_and_no_others()
    {
        var api = JsonNode.Parse((await owner.RunAsync(
            "ad", "app", "create", "--display-name", "orders", "--sign-in-audience", "AzureADMyOrg", "--requested-access-token-version", "2")).Passes().Output)!;
        var audience = (string)api["appId"]!;
        (await owner.RunAsync("ad", "sp", "create", "--id", audience)).Passes();
        await using var server = await ResourceServerAsync(audience);
        var address = server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

        var secret = new ClientSecretCredential(instance.TenantId, instance.OwnerClientId, instance.OwnerSecret, Options(new ClientSecretCredentialOptions()));
        Assert.Equal(HttpStatusCode.OK, await CallAsync(address, await TokenAsync(secret, audience + "/.default")));
        foreach (var other in (string[])[await TokenAsync(secret, Arm), await TokenAsync(secret, "https://graph.microsoft.com/.default"), await application.AssertionAsync()])
            Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(address, other));
    }

    private async Task<WebApplication> ResourceServerAsync(string audience)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRouting();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddAuthorization();
        builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(options =>
        {
            options.Authority = $"https://login.microsoftonline.com/{instance.TenantId}/v2.0";
            options.Audience = audience;
            options.Backchannel = http;
        });
        var server = builder.Build();
        server.UseAuthentication();
        server.UseAuthorization();
        server.MapGet("/", () => Results.Ok()).RequireAuthorization();
        await server.StartAsync(Cancel);
        return server;
    }

    private static async Task<string> TokenAsync(ClientSecretCredential credential, string scope) =>
        (await credential.GetTokenAsync(new TokenRequestContext([scope]), Cancel)).Token;

    private static async Task<HttpStatusCode> CallAsync(string address, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
        using var plain = new HttpClient();
        using var response = await plain.SendAsync(request, Cancel);
        return response.StatusCode;
    }

    private async Task AssertRefusedAsync(TokenCredential credential, string code)
    {
        var refused = await Assert.ThrowsAsync<AuthenticationFailedException>(() => SubscriptionsAsync(credential));
        Assert.Contains(code, Assert.IsType<MsalServiceException>(refused.InnerException).Message, StringComparison.Ordinal);
    }

    private async Task<List<string>> SubscriptionsAsync(TokenCredential credential)
    {
        var arm = new ArmClient(credential, instance.SubscriptionId, new ArmClientOptions { Transport = new HttpClientTransport(http), Retry = { MaxRetries = 0 } });
        var found = new List<string>();
        await foreach (var subscription in arm.GetSubscriptions().GetAllAsync(Cancel))
            found.Add(subscription.Data.SubscriptionId);
        return found;
    }

    private T Options<T>(T options)
        where T : TokenCredentialOptions
    {
        options.Transport = new HttpClientTransport(http);
        options.Retry.MaxRetries = 0;
        return options;
    }

    // What the variables of `sallyport env` do for a program of its own: the proxy, and trust in the local authority.
    internal static HttpClient Client(Instance instance)
    {
        var handler = new SocketsHttpHandler { Proxy = new WebProxy((string)instance.Data["proxy"]!) };
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck,
            CustomTrustStore = { X509CertificateLoader.LoadCertificateFromFile((string)instance.Data["caCertificate"]!) },
        };
        return new HttpClient(handler);
    }

    internal sealed class Factory(HttpClient client) : IMsalHttpClientFactory
    {
        public HttpClient GetHttpClient() => client;
    }
}
