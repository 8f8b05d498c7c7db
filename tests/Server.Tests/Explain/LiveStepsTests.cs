using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Sallyport.Core.Signing;
using Sallyport.Core.Wire;
using Sallyport.Server.Tests.Login;
using Sallyport.Server.Tests.Outbound;

namespace Sallyport.Server.Tests.Explain;

/// <summary><c>explain --live</c> beside a file of credentials: how far each document of the issuer comes, and what to do where it ends.</summary>
public sealed class LiveStepsTests : IAsyncLifetime
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
    private const string Html = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n";

    private readonly string folder = Directory.CreateTempSubdirectory("sallyport-live-").FullName;
    private readonly TestAuthority authority = TestAuthority.Create();
    private RawIssuer issuer = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>What the server answers for a path, in the place of its document; where that ends, and what is said.</summary>
    public static TheoryData<string, string, string, string, string> Answers { get; } = new()
    {
        { "discovery", "HTTP/1.1 404 Not Found\r\n", "", "http", "HTTP 404" },
        { "discovery", "HTTP/1.1 302 Found\r\nLocation: https://sign-in.example/users\r\n", "", "http", "HTTP 302, a redirect to https://sign-in.example/users, which is not followed" },
        { "discovery", Html, "<p>", "content", "other than JSON" },
        { "discovery", Ok, "{", "content", "no well-formed JSON" },
        { "discovery", Ok, """{"issuer":"ISSUER/","jwks_uri":"ISSUER/keys"}""", "content", "but 'ISSUER/': they differ from character LENGTH on" },
        { "discovery", Ok, """{"jwks_uri":"ISSUER/keys"}""", "content", "it names none" },
        { "discovery", Ok, """{"issuer":"ISSUER"}""", "content", "has no jwks_uri" },
        { "keys", Ok, """{"issuer":"ISSUER","jwks_uri":"http://localhost/keys"}""", "url", "not an https URL" },
        { "keys", Ok, """{"issuer":"ISSUER","jwks_uri":"https://keys.invalid/"}""", "name", "cannot be resolved" },
        { "keys", Ok, """{"issuer":"ISSUER","jwks_uri":"https://127.0.0.1:1/"}""", "address", "no public address" },
        { "keys", "HTTP/1.1 503 Unavailable\r\n", "", "http", "HTTP 503" },
        { "keys", Html, "<p>", "content", "other than JSON" },
        { "keys", Ok, "[]", "content", "not well formed" },
        { "keys", Ok, """{"keys":[]}""", "content", "is empty" },
    };

    public async ValueTask InitializeAsync()
    {
        issuer = Serving(new TestLeaf());
        await File.WriteAllTextAsync(PathOf("ca.pem"), authority.Certificate.ExportCertificatePem(), Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await issuer.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Both_documents_are_told_step_by_step_with_claims_alone()
    {
        var (exit, live) = await JsonAsync(issuer.Url, Claims(issuer.Url));
        Assert.Equal((0, true), (exit, (bool)live["verified"]!));
        string[] stages = ["url", "name", "address", "connection", "tls", "http", "content"];
        Assert.Equal([.. stages.Select(s => $"discovery {s}"), .. stages.Select(s => $"keys {s}")], Steps(live).Select(s => $"{s["document"]} {s["step"]}"));
        Assert.All(Steps(live), s => Assert.True((bool)s["passed"]! && s["fix"] is null));
        var text = (await ExplainAsync(issuer.Url, Claims(issuer.Url))).Printed;
        Assert.Contains($"✓ discovery, url: {issuer.Url}/.well-known/openid-configuration\n", text, StringComparison.Ordinal);
        Assert.Contains("✓ keys, content: it has one key that can be used\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a", "rsa", "signature", true)]
    [InlineData("b", "rsa", "kid", false)]
    [InlineData("a", "stranger", "signature", false)]
    public async Task A_tokens_kid_and_signature_are_steps_too(string kid, string key, string last, bool passed)
    {
        var token = Jws.Sign(Encoding.UTF8.GetBytes($$"""{"alg":"RS256","kid":"{{kid}}"}"""), Encoding.UTF8.GetBytes(Payload(issuer.Url)), TestKeys.Named(key));
        var (exit, live) = await JsonAsync(issuer.Url, "--token", token);
        var end = Steps(live).Last();
        Assert.Equal((passed ? 0 : 1, "token", last, passed), (exit, (string)end["document"]!, (string)end["step"]!, (bool)end["passed"]!));
        Assert.Equal(passed, end["fix"] is null);
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Each_answer_that_is_no_document_ends_the_steps(string document, string head, string body, string step, string text)
    {
        string Of(string with) => with.Replace("ISSUER", issuer.Url, StringComparison.Ordinal).Replace("LENGTH", $"{issuer.Url.Length + 1}", StringComparison.Ordinal);
        var usual = issuer.Answer;
        var isAtDiscovery = document == "discovery" || body.Contains("jwks_uri", StringComparison.Ordinal);
        issuer.Answer = (path, stream, cancel) => (path == "/keys") == isAtDiscovery
            ? usual(path, stream, cancel)
            : stream.WriteAsync(Encoding.UTF8.GetBytes($"{head}Content-Length: {Encoding.UTF8.GetByteCount(Of(body))}\r\n\r\n{Of(body)}"), cancel).AsTask();
        await EndsAsync(issuer.Url, document, step, Of(text));
    }

    [Fact]
    public async Task A_host_without_a_name_or_a_public_address_or_a_listener_is_told()
    {
        await EndsAsync("https://issuer.invalid", "discovery", "name", "cannot be resolved");
        await EndsAsync(issuer.Url, "discovery", "address", "no public address", isNamed: false);
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var port = ((IPEndPoint)closed.LocalEndpoint).Port;
        closed.Stop();
        await EndsAsync($"https://localhost:{port}", "discovery", "connection", "the connection failed (ConnectionRefused)");
    }

    [Fact]
    public async Task A_certificate_that_is_not_taken_is_told_with_the_reason()
    {
        foreach (var (leaf, text) in ((TestLeaf, string)[])[
            (new TestLeaf { FromDay = -2, UntilDay = -1 }, "certificate expired at"),
            (new TestLeaf { Host = "localhost.example.org" }, "is for another name: localhost.example.org")])
        {
            await using var serving = Serving(leaf);
            await EndsAsync(serving.Url, "discovery", "tls", text);
        }
        await EndsAsync(issuer.Url, "discovery", "tls", "no known authority issued it", isTrusted: false);
    }

    [Fact]
    public async Task A_host_that_says_nothing_is_told_where_it_fell_silent()
    {
        issuer.Answer = (_, _, cancel) => Task.Delay(Timeout.Infinite, cancel);
        await EndsAsync(issuer.Url, "discovery", "http", "no answer within");
        issuer.Mute = true;
        await EndsAsync(issuer.Url, "discovery", "tls", "no answer within");
    }

    private static IEnumerable<JsonNode> Steps(JsonNode live) => live["steps"]!.AsArray().Select(s => s!);

    private static string Payload(string url) =>
        $$"""{"iss":"{{url}}","sub":"s","aud":"api://AzureADTokenExchange","iat":{{Now}},"exp":{{Now + 600}}}""";

    private static long Now => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    private RawIssuer Serving(TestLeaf leaf)
    {
        var serving = new RawIssuer(authority.Issue(leaf));
        var rsa = TestKeys.Named("rsa").ExportParameters(false);
        var keys = $$"""{"keys":[{"kty":"RSA","kid":"a","n":"{{StrictBase64Url.Encode(rsa.Modulus)}}","e":"{{StrictBase64Url.Encode(rsa.Exponent)}}"}]}""";
        serving.Answer = (path, stream, cancel) => RawIssuer.JsonAsync(stream, path == "/keys" ? keys : serving.Discovery, cancel);
        return serving;
    }

    // All steps before the last went well; the last did not, and says what to do, in both forms.
    private async Task EndsAsync(string url, string document, string step, string text, bool isNamed = true, bool isTrusted = true)
    {
        string[] claims = [.. Claims(url), .. isNamed ? ["--private-issuer", url["https://".Length..]] : Array.Empty<string>()];
        var (exit, live) = await JsonAsync(url, [.. claims, .. isTrusted ? ["--issuer-ca", PathOf("ca.pem")] : Array.Empty<string>()]);
        Assert.Equal((1, false), (exit, (bool)live["verified"]!));
        var steps = Steps(live).ToList();
        Assert.All(steps.SkipLast(1), s => Assert.True((bool)s["passed"]!, $"{s}"));
        var end = steps[^1];
        Assert.Equal((document, step, false), ((string)end["document"]!, (string)end["step"]!, (bool)end["passed"]!));
        Assert.Contains(text, (string)end["text"]!, StringComparison.Ordinal);
        Assert.NotEmpty((string)end["fix"]!);
    }

    private string[] Claims(string url) => ["--claims", Write("claims.json", Payload(url))];

    private async Task<(int Exit, JsonNode Live)> JsonAsync(string url, params string[] arguments)
    {
        var (exit, printed) = await ExplainAsync(url, ["--json", .. arguments]);
        return (exit, OutputSchema.Valid(printed)["data"]!["explained"]![0]!["live"]!);
    }

    private Task<(int ExitCode, string Printed)> ExplainAsync(string url, params string[] arguments)
    {
        var list = Write("list.json", $$"""[{"name":"main","issuer":"{{url}}","subject":"s","audiences":["api://AzureADTokenExchange"]}]""");
        var isComplete = arguments.Contains("--private-issuer") || arguments.Contains("--issuer-ca");
        string[] reach = isComplete ? [] : ["--private-issuer", url["https://".Length..], "--issuer-ca", PathOf("ca.pem")];
        return OneConsole.ExitAsync(["explain", "--live", "--credentials", list, .. arguments, .. reach]);
    }

    private string PathOf(string name) => Path.Combine(folder, name);

    private string Write(string name, string text)
    {
        File.WriteAllText(PathOf(name), text);
        return PathOf(name);
    }
}
