using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Wire;
using Sallyport.Server.Portal;
using Sallyport.Server.Tests.Login;

namespace Sallyport.Server.Tests.Portal;

/// <summary>What the instance itself says to <c>sallyport explain --app</c>.</summary>
public sealed class ExplainEndpointsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_settings_are_those_of_the_exchange()
    {
        await using var server = await LoginServer.StartAsync(RuleSet.Entra2026, further: (o, _) => o with { FurtherAlgorithms = ["ES256"] });
        using var portal = Portal(server);
        var settings = (await portal.GetFromJsonAsync<DecisionSettings>("/sallyport/settings", StrictJson.Options, Cancel))!;
        Assert.Equal("entra-2026", settings.Rules);
        Assert.Equal(["ES256"], settings.FurtherAlgorithms);
    }

    [Fact]
    public async Task What_the_exchange_takes_is_verified_with_the_instances_own_issuers()
    {
        await using var server = await LoginServer.StartAsync();
        Assert.Equal(AssertionOutcome.Accepted, (await JudgeAsync(server, new { application = server.ObjectId, token = server.Sign() })).Outcome);
        Assert.Equal(AssertionOutcome.Accepted, (await JudgeAsync(server, new { application = server.ObjectId, claims = server.Claims() })).Outcome);
        Assert.Equal(0, await server.ExchangeAsync(server.Sign()));
    }

    [Fact]
    public async Task A_key_file_and_a_further_algorithm_count_as_in_the_exchange()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, KeySet(key), Cancel);
        await using var server = await LoginServer.StartAsync(further: (o, issuer) => o with
        {
            IssuerKeyFiles = new Dictionary<string, string> { [issuer.Url] = file }, FurtherAlgorithms = ["ES256"],
        });
        var token = Sign(key, server.Claims());
        Assert.Equal(0, await server.ExchangeAsync(token));
        Assert.Equal(AssertionOutcome.Accepted, (await JudgeAsync(server, new { application = server.ObjectId, token })).Outcome);
        Assert.Equal(0, server.Issuer.Requests);
        File.Delete(file);
    }

    [Fact]
    public async Task What_the_exchange_refuses_has_the_outcome_that_its_record_has()
    {
        await using var server = await LoginServer.StartAsync();
        var stranger = TestKeys.Named("stranger");
        var forged = server.Issuer.Sign(server.Claims(), with: stranger);
        var late = server.Sign(c => c["exp"] = server.Clock.GetUtcNow().ToUnixTimeSeconds() - 3600);
        (string Token, AssertionOutcome Outcome, int Code)[] refused =
        [
            (forged, AssertionOutcome.SignatureInvalid, 7000274),
            (late, AssertionOutcome.Expired, 700024),
        ];
        foreach (var (token, outcome, code) in refused)
        {
            Assert.Equal(outcome, (await JudgeAsync(server, new { application = server.ObjectId, token })).Outcome);
            Assert.Equal(code, await server.ExchangeAsync(token));
            var explanation = await LastExplanationAsync(server);
            Assert.Equal($"{outcome}", (string)explanation["outcome"]!, ignoreCase: true);
            Assert.Equal("sallyport run", (string)explanation["cause"]!["fixes"]![0]!["command"]!);
        }
        server.Issuer.DiscoveryFault = _ => Results.StatusCode(500);
        server.Clock.Advance(TimeSpan.FromDays(2));
        var unreachable = await JudgeAsync(server, new { application = server.ObjectId, token = server.Sign() });
        Assert.Equal(AssertionOutcome.IssuerUnreachable, unreachable.Outcome);
        Assert.Contains("500", unreachable.Failure!.Reason, StringComparison.Ordinal);
        Assert.Equal(501661, await server.ExchangeAsync(server.Sign()));
        var told = await LastExplanationAsync(server);
        Assert.Equal("keys", (string)told["stage"]!);
        Assert.Equal("issuer-unreachable", (string)told["cause"]!["kind"]!);
    }

    [Fact]
    public async Task No_issuer_is_asked_unless_a_credential_of_that_application_fits()
    {
        await using var server = await LoginServer.StartAsync();
        var (_, other) = await server.AddApplicationAsync();
        (object Body, AssertionOutcome Outcome)[] refused =
        [
            (new { application = other, token = server.Sign() }, AssertionOutcome.NoCredential),
            (new { application = server.ObjectId, token = server.Sign(c => c["sub"] = "x") }, AssertionOutcome.SubjectDiffers),
            (new { application = server.ObjectId, token = "x" }, AssertionOutcome.Malformed),
        ];
        foreach (var (body, outcome) in refused)
            Assert.Equal(outcome, (await JudgeAsync(server, body)).Outcome);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(server, new { application = Guid.CreateVersion7(), token = server.Sign() }));
        Assert.Equal(0, server.Issuer.Requests);
    }

    [Fact]
    public async Task A_body_with_both_or_neither_or_no_object_is_refused()
    {
        await using var server = await LoginServer.StartAsync();
        foreach (var body in (object[])[new { application = server.ObjectId, token = server.Sign(), claims = server.Claims() }, new { application = server.ObjectId }, new { application = 7 }, "x"])
            Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(server, body));
    }

    [Fact]
    public async Task Signins_are_listed_by_client_whatever_its_letter_case()
    {
        await using var server = await LoginServer.StartAsync();
        var (other, _) = await server.AddApplicationAsync();
        await server.ExchangeAsync(server.Sign(c => c["aud"] = "x"), server.AppId.ToUpperInvariant());
        await server.ExchangeAsync(server.Sign(), other);
        using var portal = Portal(server);
        async Task<IEnumerable<string?>> ClientsAsync(string query) =>
            JsonNode.Parse(await portal.GetStringAsync("/sallyport/signIns?refused=true" + query, Cancel))!["value"]!.AsArray().Select(r => ((string?)r!["appId"])?.ToLowerInvariant());
        Assert.Equal([server.AppId], await ClientsAsync($"&client={server.AppId}"));
        Assert.Equal([other, server.AppId], await ClientsAsync($"&client={server.AppId}&client={other}"));
        Assert.Equal([other, server.AppId], await ClientsAsync(""));
        Assert.Empty(await ClientsAsync("&client=nobody"));
    }

    private static HttpClient Portal(LoginServer server) => server.Running.For("portal.azure.com", server.Running.Facts.AdministratorToken);

    private static async Task<JudgementAnswer> JudgeAsync(LoginServer server, object body)
    {
        using var portal = Portal(server);
        using var response = await portal.PostAsync("/sallyport/judgements", Json(body), Cancel);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Cancel));
        return (await response.Content.ReadFromJsonAsync<JudgementAnswer>(StrictJson.Options, Cancel))!;
    }

    private static async Task<JsonNode> LastExplanationAsync(LoginServer server)
    {
        using var portal = Portal(server);
        return JsonNode.Parse(await portal.GetStringAsync("/sallyport/signIns?top=1", Cancel))!["value"]![0]!["explanation"]!;
    }

    private static async Task<HttpStatusCode> StatusAsync(LoginServer server, object body)
    {
        using var portal = Portal(server);
        using var response = await portal.PostAsync("/sallyport/judgements", Json(body), Cancel);
        return response.StatusCode;
    }

    private static StringContent Json(object body) => new(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");

    private static string Sign(ECDsa key, object claims)
    {
        var input = StrictBase64Url.Encode("""{"alg":"ES256","kid":"ec"}"""u8.ToArray()) + "." + StrictBase64Url.Encode(JsonSerializer.SerializeToUtf8Bytes(claims));
        return input + "." + StrictBase64Url.Encode(key.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
    }

    private static string KeySet(ECDsa key)
    {
        var point = key.ExportParameters(false).Q;
        return JsonSerializer.Serialize(new { keys = new[] { new { kty = "EC", crv = "P-256", kid = "ec", alg = "ES256", x = StrictBase64Url.Encode(point.X), y = StrictBase64Url.Encode(point.Y) } } });
    }
}
