using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Refusals;

namespace Sallyport.Core.Tests.Entra;

public sealed class FederatedIdentityCredentialRulesTests
{
    private const string Branches = "claims['sub'] matches 'project_path:g/p:ref_type:branch:ref:*'";

    [Fact]
    public void Takes_under_the_rules_of_2024_what_those_of_2026_refuse()
    {
        var credential = TestCredential.Flexible(Branches);
        Check(credential, RuleSet.Entra2024);
        var refused = Assert.Throws<RefusedException>(() => Check(credential, RuleSet.Entra2026));
        Assert.Equal("InvalidFederatedIdentityCredentialValue", refused.Refusal.Code);
    }

    [Fact]
    public void Refuses_nothing_that_both_rule_sets_take()
    {
        var credential = TestCredential.Flexible(Branches + " and claims['project_id'] eq '57382910'");
        Check(credential, RuleSet.Entra2024);
        Check(credential, RuleSet.Entra2026);
    }

    // Uri takes such hosts, and fails when it is asked for the name that is to be resolved.
    [Theory]
    [InlineData("https://xn--\u00e9", false)]
    [InlineData("https://-\u0130", false)]
    [InlineData("https://b\u00fccher.example", true)]
    [InlineData("https://xn--bcher-kva.example", true)]
    public void F1_F5_an_issuers_host_has_an_ASCII_form(string issuer, bool taken)
    {
        var credential = new FederatedIdentityCredential
        {
            Id = Guid.CreateVersion7(), ApplicationId = Guid.CreateVersion7(), Name = "name", Issuer = issuer, Audience = "a", Subject = "s", CreatedDateTime = default,
        };
        if (taken)
            Check(credential, RuleSet.Entra2026);
        else
            Assert.Equal("Request_BadRequest", Assert.Throws<RefusedException>(() => Check(credential, RuleSet.Entra2026)).Refusal.Code);
    }

    [Fact]
    public void An_expression_is_read_once_as_long_as_it_stays_the_same()
    {
        var credential = TestCredential.Flexible(Branches);
        var first = credential.ReadExpression();
        Assert.Equal(Branches, first!.Text);
        Assert.Same(first, credential.ReadExpression());
        credential.Expression = Branches + " and claims['project_id'] eq '1'";
        Assert.Equal(2, credential.ReadExpression()!.Tests.Count);
        credential.ExpressionLanguageVersion = 2;
        Assert.Null(credential.ReadExpression());
    }

    private static void Check(FederatedIdentityCredential credential, RuleSet rules) =>
        FederatedIdentityCredentialRules.Check(credential, [credential.Audience], rules);
}
