using System.Buffers.Text;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sallyport.Bench;

/// <summary>
/// An instance in a folder of its own, with an application of ten credentials of which the last one fits, and ID tokens in stock: a job's
/// token is signed by GitLab and must not cost anything here.
/// </summary>
public sealed class Instance : IAsyncDisposable
{
    private const string Issuer = "https://gitlab.example.org";
    private const string Audience = "api://AzureADTokenExchange";
    private const string AzureCli = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";

    private readonly string folder = Directory.CreateTempSubdirectory("sallyport-bench-").FullName;
    private readonly List<byte[]> requests = [];
    private int next;
    private (string ClientId, string Secret) owner;

    /// <summary>The host name of the token service.</summary>
    public const string Host = "login.microsoftonline.com";

    /// <summary>The application's client id.</summary>
    public string ClientId { get; private set; } = "";

    /// <summary>The tenant.</summary>
    public string TenantId { get; private set; } = "";

    /// <summary>The port on loopback.</summary>
    public int Port { get; private set; }

    /// <summary>The certificate authority of the instance.</summary>
    public string CaFile => Path.Combine(Data, "ca.pem");

    /// <summary>The link that signs the instance's first person in, once.</summary>
    public string SignInLink { get; private set; } = "";

    /// <summary>The server's process.</summary>
    public int ProcessId { get; private set; }

    private string Data => Path.Combine(folder, "data");

    /// <summary>Starts it and sets it up.</summary>
    public static async Task<Instance> StartAsync()
    {
        var instance = new Instance();
        using var key = RSA.Create(2048);
        var keys = Path.Combine(instance.folder, "keys.json");
        var rsa = key.ExportParameters(false);
        await File.WriteAllTextAsync(keys, JsonSerializer.Serialize(new { keys = new[] { new { kty = "RSA", kid = "bench", use = "sig", alg = "RS256", n = Url(rsa.Modulus!), e = Url(rsa.Exponent!) } } }));
        var up = JsonNode.Parse(await SallyportAsync("up", "--detach", "--json", "--port", "0", "--data-dir", instance.Data, "--issuer-keys", $"{Issuer}={keys}"))!["data"]!;
        var running = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(instance.Data, "instance.json")))!;
        (instance.TenantId, instance.Port, instance.ProcessId) = ((string)up["tenantId"]!, (int)running["port"]!, (int)running["pid"]!);
        instance.SignInLink = (string)up["portal"]!["signInLink"]!;
        instance.owner = ((string)up["owner"]!["clientId"]!, (string)up["owner"]!["clientSecret"]!);
        await instance.SetUpAsync();
        instance.requests.AddRange(Enumerable.Range(0, 500).Select(job =>
            Client.Request(instance.TenantId, instance.ClientId, Sign(key, job))));
        return instance;
    }

    /// <summary>The request of the next job; the stock goes round.</summary>
    public byte[] NextRequest() => requests[(int)((uint)Interlocked.Increment(ref next) % requests.Count)];

    /// <summary>
    /// Requests that are refused: a form of random bytes, an unknown client, an assertion that is none, and one whose
    /// claims are right and whose signature is not, which costs a verification.
    /// </summary>
    public IReadOnlyList<byte[]> Garbage()
    {
        var forged = (byte[])NextRequest().Clone();
        forged[^2] = forged[^2] == (byte)'A' ? (byte)'B' : (byte)'A';
        return
        [
            Client.Form(TenantId, Convert.ToHexString(RandomNumberGenerator.GetBytes(400))),
            Client.Request(TenantId, $"{Guid.NewGuid()}", "e30.e30.e30"),
            Client.Request(TenantId, ClientId, "e30.e30.e30"),
            forged,
        ];
    }

    /// <summary>A request with a wrong password, which costs a hash.</summary>
    public IReadOnlyList<byte[]> Guesses() =>
    [
        Client.Form(TenantId, $"grant_type=password&client_id={AzureCli}&scope=openid&username=nobody@nowhere&password=wrong"),
    ];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await SallyportAsync("down", "--data-dir", Data);
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Adds applications app-0, app-1 …</summary>
    public async Task AddApplicationsAsync(int count)
    {
        using var client = new Owner(this);
        var token = await client.TokenAsync(owner.ClientId, owner.Secret);
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (n, _) =>
            await client.GraphAsync(token, "/applications", new { displayName = $"app-{n}" }));
    }

    private async Task SetUpAsync()
    {
        using var client = new Owner(this);
        var token = await client.TokenAsync(owner.ClientId, owner.Secret);
        var application = JsonNode.Parse(await client.GraphAsync(token, "/applications", new { displayName = "bench" }))!;
        ClientId = (string)application["appId"]!;
        await client.GraphAsync(token, "/servicePrincipals", new { appId = ClientId });
        for (var n = 9; n >= 0; n--)
            await client.GraphAsync(token, $"/applications/{application["id"]}/federatedIdentityCredentials", new { name = $"branch{n}", issuer = Issuer, subject = Subject(n), audiences = new[] { Audience } });
    }

    private static string Subject(int branch) => $"project_path:mygroup/myproject:ref_type:branch:ref:branch{branch}";

    private static string Sign(RSA key, int job)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var claims = new
        {
            iss = Issuer, sub = Subject(0), aud = Audience, jti = Guid.NewGuid(), iat = now, nbf = now - 5, exp = now + 3600, project_id = "57382910",
            project_path = "mygroup/myproject", namespace_id = "72", namespace_path = "mygroup", user_login = "sample-user", user_email = "sample-user@example.com",
            pipeline_id = "574", pipeline_source = "push", job_id = $"{job}", @ref = "branch0", ref_type = "branch", ref_path = "refs/heads/branch0", ref_protected = "true",
            runner_id = 1, runner_environment = "self-hosted", sha = new string('a', 40), project_visibility = "private",
        };
        var input = Url("""{"alg":"RS256","kid":"bench","typ":"JWT"}"""u8) + "." + Url(JsonSerializer.SerializeToUtf8Bytes(claims));
        return input + "." + Url(key.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    private static string Url(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);

    private static async Task<string> SallyportAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("./sallyport", arguments) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"sallyport {arguments[0]}: exit code {process.ExitCode} {output}");
    }
}
