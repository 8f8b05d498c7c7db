using Sallyport.Core.Entra.Federation;
using Sallyport.Explain.Lint;

namespace Sallyport.Explain.Tests;

/// <summary>What an expression lets in beyond what its author may have meant.</summary>
public sealed class ExpressionLintTests
{
    private const string GitLab = "https://gitlab.com";

    [Theory]
    [InlineData("claims['sub'] matches '*'", "any project of the issuer")]
    [InlineData("claims['sub'] matches '?*'", "any project of the issuer")]
    [InlineData("claims['sub'] matches 'project_path:*'", "any project of the issuer")]
    [InlineData("claims['sub'] matches 'project_id:*'", "any project of the issuer")]
    [InlineData("claims['sub'] matches 'project_path:*:ref_type:branch:ref:main'", "any project of the issuer")]
    [InlineData("claims['sub'] matches 'project_path:mygroup*:ref_type:branch:ref:main'", "any group whose name starts with 'mygroup'")]
    [InlineData("claims['sub'] matches 'project_path:mygroup/*:ref_type:branch:ref:main'", "any project in 'mygroup'")]
    [InlineData("claims['sub'] matches 'project_path:mygroup/my*:ref_type:branch:ref:main'", "path starts with 'mygroup/my'")]
    [InlineData("claims['sub'] matches 'project_path:mygroup/myproject:*'", "every branch and every tag")]
    [InlineData("claims['sub'] matches 'project_path:mygroup/myproject:ref_type:*:ref:main'", "Branches and tags alike")]
    [InlineData("claims['sub'] matches 'project_path:mygroup/myproject:ref_type:branch:ref:*'", "not protected")]
    [InlineData("claims['sub'] eq 'project_path:mygroup/myproject:ref_type:branch:ref:main'", "No immutable id")]
    [InlineData("claims['sub'] eq 'project_path:mygroup/*'", "ordinary character")]
    [InlineData("claims['project_id'] eq '1'", "No test of 'sub'")]
    [InlineData("claims['sub'] eq 'a' and claims['ref'] eq 'main'", "may not be tested")]
    [InlineData("claims['sub'] eq 'a' and claims['project_id'] matches '1*'", "eq only")]
    public void T4_tells_of_it(string expression, string warning) =>
        Assert.Contains(Lint(GitLab, expression), w => w.Contains(warning, StringComparison.Ordinal));

    [Theory]
    [InlineData("claims['sub'] matches 'repo:contoso/.*'", true)]
    [InlineData("claims['sub'] eq '^repo:contoso/shop:.*$'", true)]
    [InlineData("claims['sub'] matches 'repo:contoso/*'", false)]
    [InlineData("claims['sub'] matches 'repo:contoso/.github:ref:refs/heads/v1.*'", false)]
    public void A_regular_expression_is_called_one(string expression, bool isTold)
    {
        var told = Lint("https://token.actions.githubusercontent.com", expression).Where(w => w.Contains("regular expression", StringComparison.Ordinal)).ToList();
        Assert.Equal(isTold, told.Count == 1);
        Assert.All(told, w => Assert.Contains("write claims['sub'] matches 'repo:contoso/", w, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("https://token.actions.githubusercontent.com", "claims['sub'] matches '*'", "any repository of the issuer")]
    [InlineData("https://token.actions.githubusercontent.com", "claims['sub'] matches 'repo:octo-organisation*'", "any owner whose name starts with 'octo-organisation'")]
    [InlineData("https://token.actions.githubusercontent.com", "claims['sub'] matches 'repo:octo-organisation/*'", "any repository in 'octo-organisation'")]
    [InlineData("https://token.actions.githubusercontent.com", "claims['sub'] matches 'repo:octocat/x*:ref:refs/heads/main'", "path starts with 'octocat/x'")]
    [InlineData("https://token.actions.githubusercontent.com", "claims['sub'] matches 'repo:octo/x:*'", "every branch, tag, pull request and environment")]
    [InlineData("https://token.actions.githubusercontent.com", "claims['sub'] matches 'repo:octo/x:ref:refs/heads/*'", "What fits 'ref:refs/heads/*' is covered")]
    [InlineData("https://token.actions.githubusercontent.com", "claims['sub'] matches 'repo:*' and claims['repository_owner_id'] eq '7'", "any repository of the owner that is pinned")]
    [InlineData("https://token.actions.githubusercontent.com", "claims['sub'] eq 'repo:octo/x:pull_request' and claims['job_workflow_ref'] matches '*'", "covers each workflow of anybody")]
    [InlineData("https://token.actions.githubusercontent.com", "claims['sub'] eq 'repo:octo/x:pull_request' and claims['job_workflow_ref'] matches 'octo/*'", "any repository that begins with 'octo/'")]
    [InlineData("https://app.terraform.io", "claims['sub'] matches 'organization:acme*'", "any organization whose name starts with 'acme'")]
    [InlineData("https://app.terraform.io", "claims['sub'] matches 'organization:acme:*'", "every project, workspace and run phase")]
    [InlineData(GitLab, "claims['sub'] matches 'project_id:5*:ref_type:branch:ref:main'", "any project whose id starts with '5'")]
    [InlineData(GitLab, "claims['sub'] matches 'project_id:5*:ref_type:branch:ref:main'", "No immutable id")]
    [InlineData(GitLab, "claims['sub'] matches 'x*'", "fits no subject of GitLab")]
    public void Tells_of_it_by_the_issuers_own_subjects(string issuer, string expression, string warning) =>
        Assert.Contains(Lint(issuer, expression), w => w.Contains(warning, StringComparison.Ordinal));

    [Theory]
    [InlineData(GitLab, "claims['sub'] matches 'project_id:57382910:*'", "any project", "any group")]
    [InlineData(GitLab, "claims['sub'] matches 'project_path:mygroup/myproject:*'", "any project", "any group")]
    [InlineData(GitLab, "claims['sub'] matches '*' and claims['project_id'] eq '57382910'", "any project", "No immutable id")]
    [InlineData(GitLab, "claims['sub'] matches 'project_path:mygroup/*' and claims['project_id'] eq '57382910'", "any project", "No immutable id")]
    [InlineData("https://token.actions.githubusercontent.com", "claims['sub'] matches 'repo:octo/x:*' and claims['repository_id'] eq '1'", "any project", "any repository")]
    [InlineData("https://token.actions.githubusercontent.com", "claims['sub'] matches 'repo:octo/*' and claims['repository_owner_id'] eq '7'", "of the issuer", "stranger")]
    public void Says_nothing_that_is_not_so(string issuer, string expression, string untrue, string neither) =>
        Assert.DoesNotContain(Lint(issuer, expression), w => w.Contains(untrue, StringComparison.Ordinal) || w.Contains(neither, StringComparison.Ordinal));

    [Theory]
    [InlineData(GitLab, "claims['sub'] matches 'project_path:mygroup/*'", 3)]
    [InlineData(GitLab, "claims['sub'] matches '*'", 3)]
    [InlineData(GitLab, "claims['sub'] matches 'project_path:my*'", 3)]
    [InlineData(GitLab, "claims['sub'] matches 'project_id:57382910:*'", 2)]
    [InlineData(GitLab, "claims['sub'] matches 'project_path:mygroup/*:ref_type:*:ref:ma?n'", 2)]
    [InlineData("https://token.actions.githubusercontent.com", "claims['sub'] matches 'repo:octo/x:*'", 3)]
    [InlineData("https://app.terraform.io", "claims['sub'] matches 'organization:acme*'", 2)]
    [InlineData(GitLab, "claims['sub'] matches 'x*'", 0)]
    [InlineData(GitLab, "claims['sub'] eq 'project_path:mygroup/myproject:ref_type:branch:ref:main'", 0)]
    public void Shows_what_else_an_expression_accepts(string issuer, string text, int least)
    {
        var expression = ClaimsMatchingExpression.Read(text).Expression!;
        var examples = ExpressionExamples.Of(issuer, expression);
        Assert.InRange(examples.Count, least, least == 0 ? 0 : 3);
        Assert.All(examples, e => Assert.True(Wildcard.Matches(expression.Tests[0].Comparand, e), e));
    }

    [Theory]
    [InlineData("claims['sub'] eq 'project_path:mygroup/myproject:ref_type:branch:ref:main' and claims['project_id'] eq '1'")]
    [InlineData("claims['sub'] eq 'project_id:1:ref_type:branch:ref:main'")]
    [Trait("Passes", "T4")]
    public void T4_has_nothing_to_say_about_what_is_exact(string expression) => Assert.Empty(Lint(GitLab, expression));

    [Fact]
    public void Says_that_an_issuer_cannot_have_expressions() => Assert.Contains("not possible", Assert.Single(Lint("https://git.example.org", "claims['sub'] eq 'a'")), StringComparison.Ordinal);

    private static IReadOnlyList<string> Lint(string issuer, string text) => ExpressionLint.Of(issuer, ClaimsMatchingExpression.Read(text).Expression!);
}
