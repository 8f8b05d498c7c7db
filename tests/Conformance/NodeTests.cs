using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;

namespace Sallyport.Conformance;

/// <summary>The Azure SDK for Node, unchanged: through the proxy variables, and with the local name as its authority host.</summary>
public sealed class NodeTests : IAsyncLifetime
{
    private static readonly string Script = Path.Combine(Command.Repository, "tests", "Conformance", "node", "sign-in.mjs");

    private Instance instance = null!;
    private Az owner = null!;
    private TutorialApplication application = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        instance = await Instance.StartAsync("--rules", "entra-2026");
        owner = await Az.OwnerAsync(instance);
        application = await TutorialApplication.CreateAsync(instance, owner);
        await application.GiveReaderAsync();
    }

    public ValueTask DisposeAsync() => instance.DisposeAsync();

    [Theory]
    [InlineData("assertion", false)]
    [InlineData("workload", false)]
    [InlineData("assertion", true)]
    [InlineData("workload", true)]
    public async Task A_job_signs_in_with_its_ID_token_and_another_branch_does_not(string kind, bool local)
    {
        var file = Path.Combine(instance.Folder, "token");
        await File.WriteAllTextAsync(file, await application.AssertionAsync(), Cancel);
        (await application.AddCredentialAsync(TutorialApplication.Exact("branch:ref:other"))).Passes();
        var refused = await SignInAsync(kind, application.AppId, local, ("AZURE_FEDERATED_TOKEN_FILE", file));
        Assert.Contains("AADSTS700213: No matching federated identity record found for presented assertion subject", (string?)refused["message"], StringComparison.Ordinal);

        (await application.AddCredentialAsync(TutorialApplication.Exact("branch:ref:main", "main"))).Passes();
        AssertSignedIn(await SignInAsync(kind, application.AppId, local, ("AZURE_FEDERATED_TOKEN_FILE", file)), application.AppId);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_secret_signs_in_and_a_wrong_one_does_not(bool local)
    {
        AssertSignedIn(await SignInAsync("secret", instance.OwnerClientId, local, ("AZURE_CLIENT_SECRET", instance.OwnerSecret)), instance.OwnerClientId);
        var refused = await SignInAsync("secret", instance.OwnerClientId, local, ("AZURE_CLIENT_SECRET", "wrong"));
        Assert.Contains("AADSTS7000215", (string?)refused["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task DefaultAzureCredential_takes_a_secret_or_a_jobs_ID_token_from_the_variables_that_it_knows()
    {
        AssertSignedIn(await SignInAsync("default", instance.OwnerClientId, false, ("AZURE_CLIENT_SECRET", instance.OwnerSecret)), instance.OwnerClientId);
        var refused = await SignInAsync("default", instance.OwnerClientId, false, ("AZURE_CLIENT_SECRET", "wrong"));
        Assert.Contains("AADSTS7000215", (string?)refused["message"], StringComparison.Ordinal);

        var file = Path.Combine(instance.Folder, "token");
        await File.WriteAllTextAsync(file, await application.AssertionAsync(), Cancel);
        (await application.AddCredentialAsync(TutorialApplication.Exact("branch:ref:main"))).Passes();
        AssertSignedIn(await SignInAsync("default", application.AppId, false, ("AZURE_FEDERATED_TOKEN_FILE", file)), application.AppId);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_certificate_signs_in_once_it_is_registered(bool local)
    {
        using var key = RSA.Create(2048);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = new CertificateRequest("CN=client", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
        var (secret, open) = (Path.Combine(instance.Folder, "client.pem"), Path.Combine(instance.Folder, "client.crt"));
        await File.WriteAllTextAsync(secret, certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem(), Cancel);
        await File.WriteAllTextAsync(open, certificate.ExportCertificatePem(), Cancel);
        Assert.Contains("AADSTS700027", (string?)(await SignInAsync("certificate", application.AppId, local, ("AZURE_CLIENT_CERTIFICATE_PATH", secret)))["message"], StringComparison.Ordinal);
        (await owner.RunAsync("ad", "app", "credential", "reset", "--id", application.AppId, "--cert", "@" + open)).Passes();
        AssertSignedIn(await SignInAsync("certificate", application.AppId, local, ("AZURE_CLIENT_CERTIFICATE_PATH", secret)), application.AppId);
    }

    [Theory]
    [InlineData("wrong", false)]
    [InlineData("", true)]
    public async Task By_the_local_name_no_proxy_is_needed_where_the_name_resolves(string secret, bool signsIn)
    {
        var environment = (await instance.EnvironmentAsync()).Where(v => !v.Key.EndsWith("_PROXY", StringComparison.OrdinalIgnoreCase)).ToDictionary();
        foreach (var name in Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(n => n.EndsWith("_PROXY", StringComparison.OrdinalIgnoreCase)))
            environment[name] = "";
        (environment["AZURE_TENANT_ID"], environment["AZURE_CLIENT_ID"], environment["AZURE_CLIENT_SECRET"]) = (instance.TenantId, instance.OwnerClientId, signsIn ? instance.OwnerSecret : secret);
        environment["NODE_OPTIONS"] = $"--import={new Uri(Path.Combine(Path.GetDirectoryName(Script)!, "local-names.mjs"))}";
        var port = new Uri((string)instance.Data["proxy"]!).Port;
        var answer = await Command.RunAsync("node", [Script, "secret", $"https://login.localhost:{port}", $"https://management.localhost:{port}"], environment: environment);
        var found = JsonNode.Parse(answer.Output) ?? throw new InvalidOperationException(answer.All);
        if (signsIn)
            AssertSignedIn(found, instance.OwnerClientId);
        else
            Assert.Contains("AADSTS7000215", (string?)found["message"], StringComparison.Ordinal);
    }

    private void AssertSignedIn(JsonNode answer, string clientId)
    {
        Assert.True((int?)answer["status"] == 200, answer.ToJsonString());
        Assert.Equal([instance.SubscriptionId], answer["subscriptions"]!.AsArray().Select(s => (string?)s));
        Assert.Equal((clientId, "https://management.azure.com"), ((string?)answer["claims"]!["appid"], (string?)answer["claims"]!["aud"]));
    }

    private async Task<JsonNode> SignInAsync(string kind, string clientId, bool local, (string Name, string Value) proof)
    {
        var environment = await instance.EnvironmentAsync();
        (environment["AZURE_TENANT_ID"], environment["AZURE_CLIENT_ID"], environment[proof.Name]) = (instance.TenantId, clientId, proof.Value);
        var answer = await Command.RunAsync("node", local ? [Script, kind, "https://login.localhost"] : [Script, kind], environment: environment);
        return JsonNode.Parse(answer.Output) ?? throw new InvalidOperationException(answer.All);
    }
}
