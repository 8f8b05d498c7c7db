using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Sts;
using Sallyport.Core.Refusals;

namespace Sallyport.Core.Tests.Entra;

public sealed class FederatedIdentityCredentialRulesTests
{
    private const string Branches = "claims['sub'] matches 'project_path:g/p:ref_type:branch:ref:*'";

    [Fact]
    public void Warns_under_the_rules_of_2024_of_what_those_of_2026_refuse()
    {
        var credential = Flexible(Branches);
        Assert.Contains("project_id", Check(credential, RuleSet.Entra2024), StringComparison.Ordinal);
        var refused = Assert.Throws<RefusedException>(() => Check(credential, RuleSet.Entra2026));
        Assert.Equal("InvalidFederatedIdentityCredentialValue", refused.Refusal.Code);
    }

    [Fact]
    public void Says_nothing_of_what_both_rule_sets_take()
    {
        var credential = Flexible(Branches + " and claims['project_id'] eq '57382910'");
        Assert.Null(Check(credential, RuleSet.Entra2024));
        Assert.Null(Check(credential, RuleSet.Entra2026));
    }

    private static string? Check(FederatedIdentityCredential credential, RuleSet rules) =>
        FederatedIdentityCredentialRules.Check(credential, [credential.Audience], Rules.Of(rules));

    private static FederatedIdentityCredential Flexible(string expression) => new()
    {
        Id = Guid.CreateVersion7(),
        ApplicationId = Guid.CreateVersion7(),
        Name = "any-branch",
        Issuer = "https://gitlab.example.com",
        Audience = "https://gitlab.example.com",
        Expression = expression,
        ExpressionLanguageVersion = 1,
        CreatedDateTime = default,
    };
}
