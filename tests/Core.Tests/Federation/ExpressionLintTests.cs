using Sallyport.Core.Entra.Federation;

namespace Sallyport.Core.Tests.Federation;

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
    [InlineData("claims['sub'] eq 'project_path:mygroup/myproject:ref_type:branch:ref:main' and claims['project_id'] eq '1'")]
    [InlineData("claims['sub'] eq 'project_id:1:ref_type:branch:ref:main'")]
    [Trait("Passes", "T4")]
    public void T4_has_nothing_to_say_about_what_is_exact(string expression) => Assert.Empty(Lint(GitLab, expression));

    [Fact]
    public void Says_that_an_issuer_cannot_have_expressions() => Assert.Contains("not possible", Assert.Single(Lint("https://git.example.org", "claims['sub'] eq 'a'")), StringComparison.Ordinal);

    private static IReadOnlyList<string> Lint(string issuer, string text) => ExpressionLint.Of(issuer, ClaimsMatchingExpression.Read(text).Expression!);
}
