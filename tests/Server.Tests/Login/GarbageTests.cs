using System.Globalization;
using System.Text;

namespace Sallyport.Server.Tests.Login;

/// <summary>What does not match makes the server call nobody: connections are counted where the issuer listens. Ids are those of docs/security.md.</summary>
public sealed class GarbageTests(ITestOutputHelper output) : IAsyncLifetime
{
    // Refusals that come when an issuer's keys were looked for; the GitLab that has expressions is the server's own.
    private static readonly int[] Asked = [501661, 700024, 700027, 7000274];

    private static readonly string[] Names = ["iss", "sub", "aud"];
    private static readonly object?[] Values = [null, 7, "", true, new[] { 1 }];

    private const string Project = "claims['sub'] matches 'project_path:mygroup/myproject:ref_type:branch:ref:*' and claims['project_id'] eq '7'";

    private LoginServer server = null!;
    private string flexible = "";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        server = await LoginServer.StartAsync(Core.Entra.Rules.RuleSet.Entra2026);
        var application = await server.AddApplicationAsync();
        flexible = application.AppId;
        await server.GraphAsync(HttpMethod.Post, $"/beta/applications/{application.ObjectId}/federatedIdentityCredentials", new
        {
            name = "flexible", issuer = GitLabJobs.Issuer, audiences = new[] { LoginServer.Audience }, claimsMatchingExpression = new { value = Project, languageVersion = 1 },
        });
        await server.GraphAsync(HttpMethod.Post, $"/beta/applications/{application.ObjectId}/federatedIdentityCredentials", new
        {
            name = "plain", issuer = server.Issuer.Url, subject = "other", audiences = new[] { LoginServer.Audience },
        });
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    // 100,000 posts with SALLYPORT_FULL_TESTS=1; SALLYPORT_SEED repeats a run.
    [Fact]
    [Trait("Passes", "F1")]
    public async Task F1_garbage_makes_the_server_connect_to_nobody()
    {
        var posts = Environment.GetEnvironmentVariable("SALLYPORT_FULL_TESTS") == "1" ? 100_000 : 2_000;
        var seed = int.TryParse(Environment.GetEnvironmentVariable("SALLYPORT_SEED"), CultureInfo.InvariantCulture, out var given) ? given : Random.Shared.Next();
        output.WriteLine($"SALLYPORT_SEED={seed}");
        using var login = server.Running.For("login.microsoftonline.com");
        await Parallel.ForAsync(0, posts, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Cancel }, async (i, cancel) =>
        {
            var random = new Random(unchecked(seed + i));
            var (appId, assertion) = (random.Next(2) == 0 ? server.AppId : flexible, Garbage(random));
            var version = random.Next(2) == 0 ? "v2.0/" : "";
            using var form = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["grant_type"] = "client_credentials", ["client_id"] = appId, ["scope"] = LoginServer.Arm + "/.default", ["resource"] = LoginServer.Arm,
                ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer", ["client_assertion"] = assertion,
            });
            using var answer = await login.PostAsync($"/{server.Running.Facts.TenantId}/oauth2/{version}token", form, cancel);
            var text = await answer.Content.ReadAsStringAsync(cancel);
            Assert.True((int)answer.StatusCode is 400 or 401 && !Asked.Any(code => text.Contains($"\"error_codes\":[{code}]", StringComparison.Ordinal)), $"seed {seed}, post {i}: {text} for {assertion}");
        });
        Assert.True(server.Issuer.Connections == 0, $"seed {seed}: {server.Issuer.Connections} connections");
        Assert.Equal(0, await server.ExchangeAsync(server.Sign()));
        Assert.NotEqual(0, server.Issuer.Connections);
    }

    [Fact]
    [Trait("Passes", "F1")]
    public async Task F1_asks_nobody_before_issuer_audience_and_subject_match()
    {
        foreach (var wrong in (string[])[
            server.Sign(c => c["sub"] = "x"), server.Sign(c => c["aud"] = "x"), server.Sign(c => c["iss"] = "https://localhost:1"), server.Sign(c => c["iss"] = server.Issuer.Url + "/"), "a.b.c", ""])
            foreach (var client in (string[])[server.AppId, flexible])
                Assert.NotEqual(0, await server.ExchangeAsync(wrong, client));
        Assert.Equal(0, server.Issuer.Connections);
        Assert.Equal(0, await server.ExchangeAsync(server.Sign()));
        Assert.Equal(1, server.Issuer.Connections); // for both documents
    }

    // The right issuer with one claim wrong, other claims, other types of claims, other headers, or a good assertion of which some characters were changed.
    private string Garbage(Random random) => random.Next(6) switch
    {
        0 => server.Sign(c => c["sub"] = Mutated((string)c["sub"]!, random)),
        1 => server.Sign(c => c["aud"] = Mutated((string)c["aud"]!, random)),
        2 => server.Sign(c => c["iss"] = Mutated((string)c["iss"]!, random)),
        3 => server.Sign(c => (c["iss"], c["sub"], c["project_id"]) = (GitLabJobs.Issuer, LoginServer.Subject, Mutated("8888888", random))),
        4 => server.Sign(c => c[Names[random.Next(Names.Length)]] = Values[random.Next(Values.Length)]),
        _ => MutatedParts(server.Sign(), random),
    };

    // A change of the signature or of a time alone would be a match, whose issuer is asked: so the issuer, which stands first, is changed.
    private static string MutatedParts(string compact, Random random)
    {
        var parts = compact.Split('.');
        parts[1] = Mutated(parts[1][..40], random) + parts[1][40..];
        parts[0] = random.Next(2) == 0 ? Mutated(parts[0], random) : parts[0];
        parts[2] = random.Next(2) == 0 ? "" : parts[2];
        return string.Join('.', parts);
    }

    private static string Mutated(string text, Random random)
    {
        var changed = new StringBuilder(text);
        for (var times = random.Next(1, 4); times > 0 || changed.ToString() == text; times--)
        {
            var at = random.Next(changed.Length + 1);
            var other = (char)(random.Next(4) == 0 ? random.Next(0xA0, 0x2FFF) : random.Next(0x20, 0x7F));
            if (random.Next(3) == 0 || at == changed.Length)
                changed.Insert(at, other);
            else if (random.Next(2) == 0)
                changed[at] = other;
            else
                changed.Remove(at, 1);
        }
        return changed.ToString();
    }
}
