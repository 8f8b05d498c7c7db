using System.Text.Json.Nodes;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Rules;

namespace Sallyport.Server.Tests.Explain;

/// <summary><c>sallyport policy</c>, and what <c>explain --last</c> says of it.</summary>
public sealed class PolicyCommandTests
{
    [Fact]
    public async Task The_command_replaces_the_policy_and_the_newest_refusal_tells_it_until_it_is_lifted()
    {
        await using var world = await AgreementWorld.StartAsync(RuleSet.Entra2026, applications: 2);
        var application = world.Applications[1];
        var (token, _) = new PresentedCase(0, []).Make(application.Credentials, world.Issuer);
        string[] data = ["--data-dir", world.DataDirectory];
        Assert.Equal(0, await world.ExchangeAsync(application, token));

        var printed = await OneConsole.RunAsync(["policy", .. data]);
        Assert.Equal(TenantPolicy.None.Write(), JsonNode.Parse(printed)!.ToJsonString());
        var demanding = printed.Replace(
            "\"allowedIssuers\": null", "\"allowedIssuers\": [\"https://é.example\"]", StringComparison.Ordinal);
        var set = await OneConsole.RunAsync(
            ["policy", "--json", "--set", world.FileOf("policy.json", demanding), .. data]);
        Assert.Equal("https://é.example", (string)JsonNode.Parse(set)!["data"]!["allowedIssuers"]![0]!);
        Assert.Equal(700238, await world.ExchangeAsync(application, token));

        var refused = await LastAsync(world, application);
        Assert.Equal("policy", (string)refused["explanation"]!["stage"]!);
        var cause = refused["explanation"]!["cause"]!;
        Assert.Equal(("issuer-not-allowed", "tenant"), ((string)cause["kind"]!, (string)cause["side"]!));
        Assert.Equal("sallyport policy", (string)cause["fixes"]![0]!["command"]!);
        Assert.Null(refused["now"]);

        var wrong = await OneConsole.RunAsync(
            ["policy", "--json", "--set", world.FileOf("wrong.json", "{}"), .. data]);
        Assert.Contains("The policy is unchanged.", wrong, StringComparison.Ordinal);
        Assert.Equal(2, (int)JsonNode.Parse(wrong)!["data"]!["exitCode"]!);
        Assert.Equal(700238, await world.ExchangeAsync(application, token));

        await OneConsole.RunAsync(["policy", "--clear", .. data]);
        Assert.Equal("The tenant's policy as it is now accepts it.", (string)(await LastAsync(world, application))["now"]!);
        Assert.Equal(0, await world.ExchangeAsync(application, token));
    }

    [Fact]
    public async Task A_claim_that_the_tenant_demands_and_nobody_gave_is_asked_for_and_neither_missing_nor_wrong()
    {
        await using var world = await AgreementWorld.StartAsync(RuleSet.Entra2026, applications: 2);
        var application = world.Applications[1];
        var trusted = application.Credentials[0];
        await world.SetPolicyAsync(TenantPolicy.None with
        {
            RequiredClaims = [new(trusted.Issuer, "enterprise", ["octo"])],
        });
        var claims = new JsonObject
        {
            ["iss"] = trusted.Issuer, ["sub"] = trusted.Subject, ["aud"] = trusted.Audience, ["project_id"] = "57382910",
        };
        var unknown = await ExplainAsync(world, application, claims);
        Assert.Equal(("requiredClaimUnknown", true), ((string)unknown["outcome"]!, (bool)unknown["undecided"]!));
        claims["enterprise"] = "cat";
        var differs = await ExplainAsync(world, application, claims);
        Assert.Equal(("requiredClaimDiffers", false), ((string)differs["outcome"]!, (bool)differs["undecided"]!));
        Assert.Contains("'octo'", (string)differs["cause"]!["text"]!, StringComparison.Ordinal);
        claims["enterprise"] = "octo";
        Assert.True((bool)(await ExplainAsync(world, application, claims))["matches"]!);
    }

    private static async Task<JsonNode> LastAsync(AgreementWorld world, TrustingApplication application) =>
        JsonNode.Parse(await OneConsole.RunAsync(
            "explain", "--json", "--last", "--app", application.AppId, "--data-dir", world.DataDirectory))!["data"]!;

    private static async Task<JsonNode> ExplainAsync(
        AgreementWorld world, TrustingApplication application, JsonObject claims) =>
        JsonNode.Parse(await OneConsole.RunAsync(
            "explain", "--json", "--claims", world.FileOf("claims.json", claims.ToJsonString()),
            "--app", application.AppId, "--data-dir", world.DataDirectory))!["data"]!["explained"]![0]!;
}
