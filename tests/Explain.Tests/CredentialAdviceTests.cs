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
    public void Says_nothing_of_what_both_rule_sets_take()
    {
        var credential = TestCredential.Flexible(Branches + " and claims['project_id'] eq '57382910'");
        Assert.All(RuleSet.All, rules => Assert.Null(CredentialAdvice.Warning(credential, rules)));
    }
}
