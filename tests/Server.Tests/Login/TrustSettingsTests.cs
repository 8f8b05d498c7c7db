using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Wire;
using Sallyport.Server.Instance;
using Sallyport.Server.Outbound;

namespace Sallyport.Server.Tests.Login;

/// <summary>What an administrator or the owner of a credential may set about whom it trusts.</summary>
public sealed class TrustSettingsTests
{
    private const string OtherKey = "other-key";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_assertion_may_come_again_by_default_and_only_once_under_a_credential_of_single_use()
    {
        await using var server = await LoginServer.StartAsync();
        var again = server.Sign();
        Assert.Equal(0, await server.ExchangeAsync(again));
        Assert.Equal(0, await server.ExchangeAsync(again));
        await SetSingleUseAsync(server, true);
        var once = server.Sign(c => c["jti"] = "1");
        Assert.Equal(0, await server.ExchangeAsync(once));
        Assert.Equal(50013, await server.ExchangeAsync(once));
        Assert.Equal(0, await server.ExchangeAsync(server.Sign(c => c["jti"] = "2")));
    }

    [Fact]
    public async Task Of_many_who_present_one_assertion_at_once_exactly_one_wins()
    {
        await using var server = await LoginServer.StartAsync();
        await SetSingleUseAsync(server, true);
        var assertion = server.Sign();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => server.ExchangeAsync(assertion)));
        Assert.Single(answers, 0);
        Assert.Equal(19, answers.Count(a => a == 50013));
    }

    [Fact]
    public async Task A_spent_assertion_stays_spent_when_the_credential_is_made_again()
    {
        await using var server = await LoginServer.StartAsync();
        await SetSingleUseAsync(server, true);
        var (once, other) = (server.Sign(c => c["jti"] = "1"), server.Sign(c => c["jti"] = "2"));
        Assert.Equal(0, await server.ExchangeAsync(once));
        var path = $"/v1.0/applications/{server.ObjectId}/federatedIdentityCredentials";
        await server.GraphAsync(HttpMethod.Delete, path + "/exact");
        await server.GraphAsync(HttpMethod.Post, path, new Dictionary<string, object>
        {
            ["name"] = "exact", ["issuer"] = server.Issuer.Url, ["subject"] = LoginServer.Subject, ["audiences"] = new[] { LoginServer.Audience },
            ["@sallyport.singleUse"] = true,
        });
        Assert.Equal(50013, await server.ExchangeAsync(once));
        Assert.Equal(0, await server.ExchangeAsync(other));
    }

    [Fact]
    public async Task A_credential_of_single_use_that_is_deleted_while_it_is_used_is_refused_as_if_it_had_not_been_there()
    {
        await using var server = await LoginServer.StartAsync();
        await SetSingleUseAsync(server, true);
        var path = $"/v1.0/applications/{server.ObjectId}/federatedIdentityCredentials/exact";
        server.Issuer.KeysFault = _ => // asked between the match and the spending
        {
            server.GraphAsync(HttpMethod.Delete, path).GetAwaiter().GetResult();
            return Microsoft.AspNetCore.Http.Results.Text(server.Issuer.KeySet(), "application/json");
        };
        Assert.Equal(70021, await server.ExchangeAsync(server.Sign()));
        using var portal = server.Running.For("portal.azure.com", server.Running.Facts.AdministratorToken);
        var record = System.Text.Json.Nodes.JsonNode.Parse(await portal.GetStringAsync("/sallyport/signIns?refused=true", Cancel))!["value"]![0]!;
        Assert.Equal((70021, "credential-deleted"), ((int)record["errorCode"]!, (string)record["explanation"]!["cause"]!["kind"]!));
    }

    [Fact]
    public async Task A_refused_assertion_is_not_spent()
    {
        await using var server = await LoginServer.StartAsync();
        await SetSingleUseAsync(server, true);
        server.Issuer.DiscoveryFault = _ => Microsoft.AspNetCore.Http.Results.StatusCode(500);
        var assertion = server.Sign();
        Assert.Equal(501661, await server.ExchangeAsync(assertion));
        server.Issuer.DiscoveryFault = null;
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, await server.ExchangeAsync(assertion));
    }

    [Fact]
    public async Task Graph_shows_single_use_only_where_it_is_set()
    {
        await using var server = await LoginServer.StartAsync();
        var path = $"/v1.0/applications/{server.ObjectId}/federatedIdentityCredentials/exact";
        Assert.Null((await server.GraphAsync(HttpMethod.Get, path))["@sallyport.singleUse"]);
        await SetSingleUseAsync(server, true);
        Assert.True((bool)(await server.GraphAsync(HttpMethod.Get, path))["@sallyport.singleUse"]!);
        await SetSingleUseAsync(server, false);
        Assert.Null((await server.GraphAsync(HttpMethod.Get, path))["@sallyport.singleUse"]);
    }

    [Fact]
    public async Task A_key_file_serves_in_place_of_an_issuer_that_cannot_be_reached_and_is_read_again_when_it_changes()
    {
        var file = Path.GetTempFileName();
        await using var server = await ServerOfAsync(file);
        Assert.Equal(0, await server.ExchangeAsync(server.Sign()));
        var other = TestKeys.Named("other");
        await File.WriteAllTextAsync(file, Rsa(other, OtherKey), Cancel);
        File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch.AddYears(60));
        Assert.Equal(700027, await server.ExchangeAsync(server.Sign()));
        Assert.Equal(0, await server.ExchangeAsync(server.Issuer.Sign(server.Claims(), $$"""{"alg":"RS256","kid":"{{OtherKey}}"}""", other)));
        await File.WriteAllTextAsync(file, "{", Cancel);
        Assert.Equal(0, await server.ExchangeAsync(server.Issuer.Sign(server.Claims(), $$"""{"alg":"RS256","kid":"{{OtherKey}}"}""", other)));
        Assert.Equal(0, server.Issuer.Requests);
        File.Delete(file);
    }

    [Fact]
    public async Task A_key_file_that_is_emptied_of_keys_revokes_them_at_once()
    {
        var file = Path.GetTempFileName();
        await using var server = await ServerOfAsync(file);
        Assert.Equal(0, await server.ExchangeAsync(server.Sign()));
        await WriteAsync(file, """{"keys":[]}""");
        Assert.Equal(700027, await server.ExchangeAsync(server.Sign()));
        await WriteAsync(file, server.Issuer.KeySet());
        Assert.Equal(0, await server.ExchangeAsync(server.Sign()));
        File.Delete(file);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"keys":7}""")]
    [InlineData(null)]
    public async Task A_key_file_that_is_broken_or_gone_leaves_its_keys_for_a_day_and_is_told_once(string? text)
    {
        var file = Path.GetTempFileName();
        await using var issuer = await TestIssuer.StartAsync();
        await WriteAsync(file, issuer.KeySet());
        var (clock, log) = (new ShiftedTime(), new Warnings());
        var keys = new IssuerKeyFiles(new Dictionary<string, string> { [issuer.Url] = file }, null!, clock, log);
        if (text is null)
            File.Delete(file);
        else
            await WriteAsync(file, text);
        for (var i = 0; i < 3; i++)
            Assert.NotNull((await keys.GetAsync(issuer.Url, null, Cancel)).Find(TestIssuer.KeyId));
        Assert.Contains(file, Assert.Single(log.Told), StringComparison.Ordinal);
        clock.Advance(TimeSpan.FromHours(24));
        await Assert.ThrowsAsync<IssuerUnreachableException>(() => keys.GetAsync(issuer.Url, null, Cancel));
        await WriteAsync(file, issuer.KeySet());
        Assert.NotNull((await keys.GetAsync(issuer.Url, null, Cancel)).Find(TestIssuer.KeyId));
        File.Delete(file);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"keys":[]}""")]
    public async Task A_key_file_without_a_usable_key_keeps_the_server_from_starting(string text)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, text, Cancel);
        var refused = await Assert.ThrowsAsync<StartupException>(() => RunningServer.StartAsync(
            o => o with { IssuerKeyFiles = new Dictionary<string, string> { ["https://issuer.example.org"] = file } }));
        Assert.Contains(file, refused.Message, StringComparison.Ordinal);
        File.Delete(file);
    }

    [Theory]
    [InlineData("ES256", "ES256", 0)]
    [InlineData("ES256", null, 700027)]
    [InlineData(null, "ES256", 5002738)]
    [Trait("Passes", "E3")]
    public async Task E3_another_algorithm_needs_the_setting_and_a_key_that_names_it(string? allowed, string? named, int expected)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, Ec(key, named), Cancel);
        await using var server = await LoginServer.StartAsync(further: (options, issuer) => options with
        {
            IssuerKeyFiles = new Dictionary<string, string> { [issuer.Url] = file },
            FurtherAlgorithms = allowed is null ? [] : [allowed],
        });
        Assert.Equal(expected, await server.ExchangeAsync(SignEc(key, server.Claims())));
        File.Delete(file);
    }

    private static Task<LoginServer> ServerOfAsync(string file) => LoginServer.StartAsync(further: (options, issuer) =>
    {
        File.WriteAllText(file, issuer.KeySet());
        return options with { IssuerKeyFiles = new Dictionary<string, string> { [issuer.Url] = file } };
    });

    // Each time with a time of its own, however coarse the file system's clock is.
    private static async Task WriteAsync(string file, string text)
    {
        var before = File.Exists(file) ? File.GetLastWriteTimeUtc(file) : DateTime.UnixEpoch.AddYears(60);
        await File.WriteAllTextAsync(file, text, Cancel);
        File.SetLastWriteTimeUtc(file, before.AddSeconds(1));
    }

    private static Task<System.Text.Json.Nodes.JsonNode> SetSingleUseAsync(LoginServer server, bool value) => server.GraphAsync(
        HttpMethod.Patch, $"/v1.0/applications/{server.ObjectId}/federatedIdentityCredentials/exact",
        new Dictionary<string, object> { ["@sallyport.singleUse"] = value });

    private static string SignEc(ECDsa key, object claims)
    {
        var input = StrictBase64Url.Encode(Encoding.UTF8.GetBytes("""{"alg":"ES256","kid":"ec"}""")) + "." + StrictBase64Url.Encode(JsonSerializer.SerializeToUtf8Bytes(claims));
        return input + "." + StrictBase64Url.Encode(key.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
    }

    private static string Ec(ECDsa key, string? algorithm)
    {
        var point = key.ExportParameters(false).Q;
        return JsonSerializer.Serialize(new
        {
            keys = new[] { new { kty = "EC", crv = "P-256", kid = "ec", alg = algorithm ?? "", x = StrictBase64Url.Encode(point.X), y = StrictBase64Url.Encode(point.Y) } },
        }).Replace("\"alg\":\"\",", "", StringComparison.Ordinal);
    }

    private static string Rsa(RSA key, string keyId)
    {
        var parameters = key.ExportParameters(false);
        return JsonSerializer.Serialize(new
        {
            keys = new[] { new { kty = "RSA", kid = keyId, n = StrictBase64Url.Encode(parameters.Modulus), e = StrictBase64Url.Encode(parameters.Exponent) } },
        });
    }

    private sealed class Warnings : ILogger<IssuerKeyFiles>
    {
        public List<string> Told { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel == LogLevel.Warning)
                Told.Add(formatter(state, exception));
        }
    }
}
