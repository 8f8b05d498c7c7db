using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Core.Signing;
using Sallyport.Core.Wire;

namespace Sallyport.Server.Tests.Login;

/// <summary>An issuer on another port of this machine, with faults that can be switched on, which counts who connects and who asks.</summary>
public sealed class TestIssuer : IAsyncDisposable
{
    public const string KeyId = "test-key";

    private readonly RSA key = TestKeys.Take();
    private readonly string folder = Directory.CreateTempSubdirectory("sallyport-issuer-").FullName;
    private WebApplication app = null!;
    private readonly ConcurrentQueue<string> headers = new();
    private int connections;
    private int requests;

    public string Host { get; private set; } = "";

    public string Url => $"https://{Host}";

    public string CaFile => Path.Combine(folder, "ca.pem");

    public int Requests => requests;

    /// <summary>How many connections were taken, also those that came to nothing.</summary>
    public int Connections => connections;

    /// <summary>The names of the headers of each request, in their alphabet.</summary>
    public IEnumerable<string> Headers => headers;

    /// <summary>What answers in place of the discovery document or the key set; null: the document.</summary>
    public Func<HttpContext, IResult>? DiscoveryFault { get; set; }

    public Func<HttpContext, IResult>? KeysFault { get; set; }

    /// <summary>What each request waits for before it is answered.</summary>
    public Task Hold { get; set; } = Task.CompletedTask;

    public static async Task<TestIssuer> StartAsync()
    {
        var issuer = new TestIssuer();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRouting();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, l =>
        {
            l.Use(next => connection =>
            {
                Interlocked.Increment(ref issuer.connections);
                return next(connection);
            });
            l.UseHttps(issuer.MakeCertificate());
        }));
        var app = issuer.app = builder.Build();
        app.Use(next => async context =>
        {
            Interlocked.Increment(ref issuer.requests);
            issuer.headers.Enqueue(string.Join(' ', context.Request.Headers.Select(h => h.Key).Order(StringComparer.Ordinal)));
            await issuer.Hold.WaitAsync(context.RequestAborted);
            await next(context);
        });
        app.UseRouting();
        app.MapGet("/.well-known/openid-configuration", context => (issuer.DiscoveryFault?.Invoke(context)
            ?? Results.Json(new { issuer = issuer.Url, jwks_uri = issuer.Url + "/keys" })).ExecuteAsync(context));
        app.MapGet("/keys", context => (issuer.KeysFault?.Invoke(context) ?? Results.Json(new { keys = new[] { issuer.Jwk() } })).ExecuteAsync(context));
        await app.StartAsync(TestContext.Current.CancellationToken);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        issuer.Host = $"localhost:{new Uri(address).Port}";
        return issuer;
    }

    /// <summary>Signs claims with the published key, or with another one under the same kid.</summary>
    public string Sign(object claims, string? header = null, RSA? with = null) => Jws.Sign(
        Encoding.UTF8.GetBytes(header ?? $$"""{"alg":"RS256","typ":"JWT","kid":"{{KeyId}}"}"""),
        System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(claims), with ?? key);

    /// <summary>Signs any bytes at all.</summary>
    public string SignBytes(ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload) => Jws.Sign(header, payload, key);

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        TestKeys.PutBack(key);
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Its key set.</summary>
    public string KeySet() => System.Text.Json.JsonSerializer.Serialize(new { keys = new[] { Jwk() } });

    private object Jwk()
    {
        var parameters = key.ExportParameters(false);
        return new
        {
            kty = "RSA", use = "sig", alg = "RS256", kid = KeyId,
            n = StrictBase64Url.Encode(parameters.Modulus), e = StrictBase64Url.Encode(parameters.Exponent),
        };
    }

    private X509Certificate2 MakeCertificate()
    {
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN=issuer {Guid.CreateVersion7():N}", ec, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(100));
        File.WriteAllText(CaFile, certificate.ExportCertificatePem());
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }
}
