using System.Text.Json.Nodes;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Rules;

namespace Sallyport.Server.Tests.Explain;

/// <summary>
/// The token endpoint on the wire and <c>sallyport explain</c> say the same of every pair of token and credentials.
/// 5,000 pairs; 100,000 with SALLYPORT_FULL_TESTS=1, 500 in the fast suites.
/// </summary>
public sealed class AgreementTests
{
    private const int Applications = 25;

    // What only the issuer's keys can tell: without them the explanation may go on to the clock, or end well.
    private static readonly int[] OfKeys = [501661, 700027, 7000274];

    private static readonly int[] OfPolicy = [700223, 700238, 7002381];

    // One issuer is not allowed, and a claim that the tokens have unless a case changes it is demanded of another.
    private static TenantPolicy Demanding(AgreementWorld world) => TenantPolicy.None with
    {
        AllowedIssuers = [world.Issuer.Url, "https://gitlab.com", "https://localhost:1", AgreementWorld.EntraIssuer],
        RequiredClaims = [new("https://gitlab.com/", "project_id", ["57382910", "7"])],
    };

    private static readonly TenantPolicy Disabled = TenantPolicy.None with { FederationDisabled = true };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static bool IsFast => Environment.GetEnvironmentVariable("SALLYPORT_FAST_TESTS") == "1";

    private static int Pairs => Environment.GetEnvironmentVariable("SALLYPORT_FULL_TESTS") switch
    {
        "1" => 50_000,
        "0" => 100,
        _ => IsFast ? 250 : 2_500,
    };

    [Theory]
    [InlineData("entra-2024")]
    [InlineData("entra-2026")]
    public async Task The_exchange_and_explain_agree_in_every_code(string named)
    {
        await using var world = await AgreementWorld.StartAsync(RuleSet.Find(named)!, Applications);
        var seed = int.TryParse(Environment.GetEnvironmentVariable("SALLYPORT_SEED"), out var given) ? given : Environment.TickCount;
        var random = new Random(seed);
        var wrong = new List<string>();
        var seen = new Dictionary<int, int>();
        await world.SetPolicyAsync(Demanding(world));

        for (var i = 0; i < Pairs; i++)
        {
            var application = world.Applications[i % world.Applications.Count];
            // Few random cases may miss a kind of outcome: every simple case comes first.
            var presented = i < PresentedCase.Simple.Count ? PresentedCase.Simple[i] : PresentedCase.Of(random);
            await CompareAsync(application, presented, i);
        }
        foreach (var application in world.Applications.Take(12))
        {
            await CompareAsync(application, new PresentedCase(0, []), 0);
            await CompareAsync(application, new PresentedCase(0, ["project_id another"]), 0);
        }
        await world.SetPolicyAsync(Disabled);
        foreach (var application in world.Applications.Take(12))
            await CompareAsync(application, new PresentedCase(0, []), 0);

        async Task CompareAsync(TrustingApplication application, PresentedCase presented, int number)
        {
            var (token, audience) = presented.Make(application.Credentials, world.Issuer);
            var answered = await world.ExchangeAsync(application, token.TrimEnd('\n'));
            seen[answered] = seen.GetValueOrDefault(answered) + 1;
            foreach (var (how, told) in await ExplainAsync(world, application, token, answered, number))
                if (!Agrees(how, answered, told[named], presented, audience))
                    wrong.Add($"{presented} at {application.AppId}: the exchange says {answered}, explain {how} says {told[named]}");
        }

        Assert.True(wrong.Count == 0, $"seed {seed}\n{string.Join('\n', wrong.Take(20))}");
        // All kinds of outcomes came about; otherwise the generator has gone blind.
        Assert.Superset(new HashSet<int> { 0, 50027, 5002723, 5002738, 5002727, 90014, 700222, 700027, 7000274, 700024, 501661, 700212, 7000216, 70025, 70023, 7002131, 700223, 700238, 7002381 }, seen.Keys.ToHashSet());
    }

    // Offline for all; by the instance for a sample, which is larger where its keys decide.
    private static async Task<IReadOnlyList<(string How, IReadOnlyDictionary<string, int> Told)>> ExplainAsync(
        AgreementWorld world, TrustingApplication application, string token, int answered, int number)
    {
        var file = world.FileOf("token", token);
        var told = new List<(string, IReadOnlyDictionary<string, int>)>
        {
            ("offline", await RunAsync("--token-file", file, "--credentials", application.CredentialsFile)),
        };
        string[] instance = ["--token-file", file, "--app", application.AppId, "--data-dir", world.DataDirectory];
        if (number % 50 == 0 || (answered == 700222 && number % 2 == 0))
            told.Add(("--app", await RunAsync(instance)));
        var dependsOnKeys = OfKeys.Contains(answered) || answered == 700024;
        if (answered != 0 && number % 50 == 0)
            told.Add(("--last", await LastAsync(world, application)));
        if (number % 50 == 0 || (dependsOnKeys && number % 4 == 0))
            told.Add(("--app --live", await RunAsync([.. instance, "--live"])));
        return told;
    }

    private static bool Agrees(string how, int answered, int told, PresentedCase presented, string audience)
    {
        if (told == answered)
            return true;
        // Nobody can read a real tenant's policy: the explanation goes on behind it, to the header, keys and clock.
        if (how == "offline" && OfPolicy.Contains(answered))
            return told is 0 or 5002723 or 7000274 or 501661 or 700024;
        // A real tenant leaves a managed identity's token to its credentials; an instance has no managed identities.
        if (how == "offline" && answered == 700222)
            return audience == "api://AzureADTokenExchange" && told != 50027;
        // Without keys the explanation goes on to the clock, unless the flaw shows without them.
        var needsKeys = OfKeys.Contains(answered) && !presented.IsFlawedWithoutKeys;
        var isGoneOn = told is 0 or 700024;
        return how != "--app --live" && needsKeys && isGoneOn;
    }

    private static async Task<IReadOnlyDictionary<string, int>> RunAsync(params string[] options)
    {
        var printed = await OneConsole.RunAsync(["explain", "--json", .. options]);
        var data = JsonNode.Parse(printed)!["data"]!;
        Assert.True(data["explained"] is not null, printed);
        return CodesOf(data["explained"]![0]!);
    }

    // A text that is no assertion leaves no judgement: the record has the code alone.
    private static async Task<IReadOnlyDictionary<string, int>> LastAsync(AgreementWorld world, TrustingApplication application)
    {
        var printed = await OneConsole.RunAsync(
            "explain", "--json", "--last", "--app", application.AppId, "--data-dir", world.DataDirectory);
        var data = JsonNode.Parse(printed)!["data"]!;
        if (data["explanation"] is { } explanation)
            return CodesOf(explanation);
        var code = (int)data["errorCode"]!;
        return RuleSet.All.ToDictionary(r => r.Name, _ => code);
    }

    private static Dictionary<string, int> CodesOf(JsonNode explanation)
    {
        var codes = explanation["codes"]!.AsObject();
        return codes.ToDictionary(c => c.Key, c => c.Value is null ? 0 : int.Parse(((string)c.Value!)["AADSTS".Length..]));
    }
}
