using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Rules;
using Sallyport.Explain.Errors;

namespace Sallyport.Explain.Tests.Errors;

/// <summary>What an error names, beside credentials.</summary>
public sealed class ErrorComparisonTests
{
    private const string GitLab = "https://gitlab.example.com";
    private const string Exchange = FederatedJudge.ExchangeAudience;
    private const string Main = "project_path:mygroup/myproject:ref_type:branch:ref:main";

    [Fact]
    public void A_subject_is_compared_and_the_rest_is_unknown()
    {
        var comparison = Of(Aadsts.NoMatchingSubject(Main + " "), Credential("other", GitLab, "project_path:a/b:ref_type:tag:ref:v1"), Credential("main", GitLab, Main))!;
        Assert.Equal("main", comparison.Nearest.Credential.Name);
        Assert.Equal(MatchStage.Subject, comparison.Nearest.Stage);
        Assert.Equal(["issuer", "audience"], comparison.Unknown);
        Assert.False(comparison.FitsNow);
        Assert.NotNull(comparison.Cause);
    }

    [Fact]
    public void An_issuer_is_compared_also_where_an_expression_decides()
    {
        var expression = Credential("pattern", GitLab, null, "claims['sub'] matches 'project_path:mygroup/*'");
        var comparison = Of(Aadsts.NoMatchingIssuer(GitLab + "/"), expression)!;
        Assert.Equal(MatchStage.Issuer, comparison.Nearest.Stage);
        Assert.Equal("issuer-trailing-slash", comparison.Cause!.Kind);
        Assert.True(Of(Aadsts.NoMatchingIssuer(GitLab), expression)!.FitsNow);
    }

    [Fact]
    public void All_three_of_the_tutorials_answer_are_compared()
    {
        var comparison = Of(Aadsts.NoMatchingRecord(GitLab, Main, Exchange), Credential("x", GitLab, Main + "x"))!;
        Assert.Empty(comparison.Unknown);
        Assert.Equal(MatchStage.Subject, comparison.Nearest.Stage);
    }

    [Fact]
    public void What_fits_a_credential_as_it_is_now_has_no_cause()
    {
        var comparison = Of(Aadsts.NoMatchingAudience(Exchange), Credential("main", GitLab, Main))!;
        Assert.True(comparison.FitsNow);
        Assert.Null(comparison.Cause);
    }

    [Fact]
    public void There_is_nothing_to_compare_without_values_without_credentials_or_with_an_error_about_something_else()
    {
        Assert.Null(Of(Aadsts.NoMatchingSubject(Main)));
        Assert.Null(Of(Aadsts.NoMatchingSubject(new string('a', 700)), Credential("main", GitLab, Main)));
        Assert.Null(Of(Aadsts.ClientIdentifierDiffers(Main, Guid.Empty), Credential("main", GitLab, Main)));
        Assert.NotNull(Of(Aadsts.NoMatchingSubject(Main), Credential("main", GitLab, Main)));
    }

    [Theory]
    [InlineData("repo:contoso/shop:ref:refs/heads/main", "https://gitlab.com", Main, true)]
    [InlineData(Main, "https://token.actions.githubusercontent.com", "repo:contoso/shop:ref:refs/heads/main", true)]
    [InlineData(Main, "https://gitlab.example.com", Main + "x", false)]
    [InlineData("something", "https://gitlab.com", Main, false)]
    public void A_subject_of_a_platform_that_no_credential_trusts_is_about_others(string subject, string issuer, string trusted, bool isOfOthers)
    {
        var refusal = Aadsts.NoMatchingSubject(subject);
        Assert.Equal(isOfOthers, ErrorComparison.IsOfOthers(ErrorText.Read($"{refusal.Code}: {refusal.Message}")!, [Credential("x", issuer, trusted)]));
    }

    private static ErrorComparison? Of(AadstsRefusal refusal, params FederatedIdentityCredential[] credentials) =>
        ErrorComparison.Of(ErrorText.Read($"{refusal.Code}: {refusal.Message}")!, credentials, new ExplanationContext());

    private static FederatedIdentityCredential Credential(string name, string issuer, string? subject, string? expression = null) => new()
    {
        Id = Guid.CreateVersion7(), ApplicationId = Guid.CreateVersion7(), Name = name, Issuer = issuer, Subject = subject, Audience = Exchange,
        Expression = expression, ExpressionLanguageVersion = expression is null ? null : 1, CreatedDateTime = DateTimeOffset.UnixEpoch,
    };
}
