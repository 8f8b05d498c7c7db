using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Tests.Entra;

namespace Sallyport.Explain.Tests;

/// <summary>What is said of a credential whatever is presented.</summary>
public sealed class CredentialAdviceTests
{
    private const string Branches = "claims['sub'] matches 'project_path:g/p:ref_type:branch:ref:*'";

    [Fact]
    public void Warns_under_the_rules_of_2024_of_what_those_of_2026_refuse()
    {
        var credential = TestCredential.Flexible(Branches);
        var warning = CredentialAdvice.Warning(credential, RuleSet.Entra2024);
        Assert.Contains("project_id", warning, StringComparison.Ordinal);
        Assert.Equal(warning, CredentialAdvice.Of(credential, RuleSet.Entra2024)[0]);
        Assert.Null(CredentialAdvice.Warning(credential, RuleSet.Entra2026)); // it is refused there, not warned of
        Assert.DoesNotContain(warning, CredentialAdvice.Of(credential, RuleSet.Entra2026));
    }

    [Fact]
    public void A_match_that_could_not_be_created_today_has_that_as_its_cause_in_JSON()
    {
        var claims = System.Text.Json.JsonElement.Parse("""{"iss":"https://gitlab.example.com","sub":"project_path:g/p:ref_type:branch:ref:main","aud":"https://gitlab.example.com"}""");
        System.Text.Json.Nodes.JsonObject Told(string expression) => ExplanationJson.Of(Explained.Claims(
            claims, new CredentialDocument(Guid.Empty, [Mistakes.PlantedMistake.Trust(subject: null, expression: expression)])));
        var outdated = Told(Branches);
        Assert.True((bool)outdated["matches"]!);
        Assert.Equal(("expression-outdated", "credential"), ((string?)outdated["cause"]!["kind"], (string?)outdated["cause"]!["side"]));
        Assert.Equal((string?)outdated["warning"], (string?)outdated["cause"]!["text"]);
        var plain = ExplanationJson.Of(Explained.Claims(
            claims, new CredentialDocument(Guid.Empty, [Mistakes.PlantedMistake.Trust(subject: "project_path:g/p:ref_type:branch:ref:main")])));
        Assert.True((bool)plain["matches"]!);
        Assert.Null(plain["cause"]);
    }

    [Fact]
    public void Says_nothing_of_what_both_rule_sets_take()
    {
        var credential = TestCredential.Flexible(Branches + " and claims['project_id'] eq '57382910'");
        Assert.All(RuleSet.All, rules => Assert.Null(CredentialAdvice.Warning(credential, rules)));
    }
}
