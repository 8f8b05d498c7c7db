using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sallyport.Core.Tests.Signing;
using Sallyport.Core.Wire;

namespace Sallyport.Server.Tests.Login;

/// <summary>A certificate of the server's application, valid for a month, and the assertions that its client signs with it.</summary>
public sealed class ClientCertificate : IDisposable
{
    private readonly RSA key;
    private readonly LoginServer server;

    private ClientCertificate(LoginServer server, int bits)
    {
        this.server = server;
        key = TestKeys.Named("client", bits);
        Certificate = Make(key, server.Clock.GetUtcNow());
    }

    public X509Certificate2 Certificate { get; }

    public string TokenEndpoint => $"https://login.microsoftonline.com/{server.Running.Facts.TenantId}/oauth2/v2.0/token";

    public static async Task<ClientCertificate> RegisterAsync(LoginServer server, int bits = 2048)
    {
        var made = new ClientCertificate(server, bits);
        await RegisterAsync(server, made.Certificate);
        return made;
    }

    public static Task RegisterAsync(LoginServer server, X509Certificate2 added, params JsonNode[] kept)
    {
        var credential = new JsonObject { ["type"] = "AsymmetricX509Cert", ["usage"] = "Verify", ["key"] = Convert.ToBase64String(added.RawData) };
        return server.GraphAsync(HttpMethod.Patch, $"/v1.0/applications/{server.ObjectId}", new JsonObject { ["keyCredentials"] = new JsonArray([.. kept, credential]) });
    }

    public static X509Certificate2 Make(RSA key, DateTimeOffset now) =>
        new CertificateRequest("CN=client", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(now.AddDays(-1), now.AddDays(30));

    /// <summary>Good claims, changed.</summary>
    public Dictionary<string, object?> Claims(Action<Dictionary<string, object?>>? change = null)
    {
        var now = server.Clock.GetUtcNow().ToUnixTimeSeconds();
        var claims = new Dictionary<string, object?>
        {
            ["iss"] = server.AppId, ["sub"] = server.AppId, ["aud"] = TokenEndpoint, ["jti"] = "1", ["nbf"] = now, ["exp"] = now + 600,
        };
        change?.Invoke(claims);
        return claims;
    }

    public string Header(string algorithm, string name) => new JsonObject
    {
        ["alg"] = algorithm, ["typ"] = "JWT",
        [name] = StrictBase64Url.Encode(name == "x5t#S256" ? Certificate.GetCertHash(HashAlgorithmName.SHA256) : Certificate.GetCertHash()),
    }.ToJsonString();

    public string Sign(object claims, string? header = null, RSA? with = null)
    {
        header ??= Header("RS256", "x5t");
        var input = StrictBase64Url.Encode(Encoding.UTF8.GetBytes(header)) + "." + StrictBase64Url.Encode(JsonSerializer.SerializeToUtf8Bytes(claims));
        var padding = header.Contains("PS256", StringComparison.Ordinal) ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1;
        return input + "." + StrictBase64Url.Encode((with ?? key).SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256, padding));
    }

    public void Dispose() => Certificate.Dispose();
}
