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

    [Fact]
    public void A_refusal_by_the_tenants_policy_is_not_compared_since_no_credential_changes_it()
    {
        var credential = Credential("main", GitLab, Main);
        Assert.Null(Of(Aadsts.RequiredClaimDiffers(GitLab + "/", "enterprise", "'a'", ""), credential));
        Assert.Null(Of(Aadsts.IssuerNotAllowed(GitLab), credential));
        Assert.Equal("issuer-trailing-slash", Of(Aadsts.NoMatchingIssuer(GitLab + "/"), credential)!.Cause!.Kind);
    }

    [Fact]
    public void What_a_message_does_not_name_is_not_shown_as_presented()
    {
        var credential = Credential("main", GitLab, Main);
        var shown = Shown(Of(Aadsts.NoMatchingIssuer(GitLab + "/"), credential)!);
        Assert.Contains($"≠ issuer    presented {GitLab}/\n", shown, StringComparison.Ordinal);
        Assert.Contains("? subject   not known here\n", shown, StringComparison.Ordinal);
        Assert.Contains("? audience  not known here\n", shown, StringComparison.Ordinal);
        Assert.Contains($"= issuer    presented {GitLab}\n", Shown(Of(Aadsts.NoMatchingRecord(GitLab, Main + "x", Exchange), credential)!), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://vstoken.dev.azure.com/1", "sc://contoso/Shop/prod", "https://login.microsoftonline.com/2/v2.0", "is the older one of Azure DevOps", true)]
    [InlineData("https://login.microsoftonline.com/2/v2.0", "/eid1/c/pub/t/A/a/B/sc/C/D", "https://vstoken.dev.azure.com/1", "still presents the older issuer", true)]
    [InlineData("https://vstoken.dev.azure.com/1", "sc://contoso/Shop/prod", "https://vstoken.dev.azure.com/3", "both are of Azure DevOps", true)]
    [InlineData("https://vstoken.dev.azure.com/1", "sc://contoso/Shop/prod", "https://oidc.prod-aks.azure.com/3/", "Azure DevOps", false)]
    [InlineData(GitLab, Main, "https://token.actions.githubusercontent.com", "GitLab", false)]
    public void Of_another_issuer_only_what_the_message_names_is_said(string trusted, string subject, string presented, string said, bool isSaid)
    {
        var cause = Of(Aadsts.NoMatchingIssuer(presented), Credential("main", trusted, subject))!.Cause!;
        Assert.Equal(isSaid, $"{cause.Text} {cause.Fix.Text}".Contains(said, StringComparison.Ordinal));
    }

    [Fact]
    public void A_subject_of_GitLab_beside_credentials_for_GitHub_is_of_another_list()
    {
        const string gitHub = "https://token.actions.githubusercontent.com";
        Assert.Contains("another application's list", Of(Aadsts.NoMatchingSubject(Main), Credential("main", gitHub, "repo:octo/cat:environment:prod"))!.Cause!.Text, StringComparison.Ordinal);
        Assert.Equal("subject-of-github", Of(Aadsts.NoMatchingSubject(Main), Credential("main", GitLab, "repo:octo/cat:environment:prod"))!.Cause!.Kind);
    }

    [Theory]
    [InlineData("api://AzureADTokenExchange/shop", Causes.FaultSide.Either, true, true)]
    [InlineData("api://AzureADTokenExchang", Causes.FaultSide.Credential, true, false)]
    [InlineData("api://AzureADTokenExxchange", Causes.FaultSide.Credential, true, false)]
    [InlineData("https://idp.example.com", Causes.FaultSide.Either, true, true)]
    public void A_credential_that_does_not_expect_the_default_is_changed_to_it(string expected, Causes.FaultSide side, bool isChanged, bool hasOther)
    {
        var credential = Credential("main", "https://token.actions.githubusercontent.com", "repo:octo/cat:environment:prod", audience: expected);
        var cause = Of(Aadsts.NoMatchingAudience(Exchange), credential)!.Cause!;
        Assert.Equal((side, isChanged, hasOther), (cause.Side, cause.Fix.Change is not null, cause.OtherFix is not null));
        Assert.Contains($"{{\"audiences\":[\"{Exchange}\"]}}", cause.Fix.Command, StringComparison.Ordinal);
    }

    [Fact]
    public void Behind_a_pattern_and_for_another_audience_than_the_default_no_credential_changes()
    {
        const string gitHub = "https://token.actions.githubusercontent.com";
        Assert.All(
            (Causes.LikelyCause[])
            [
                Of(Aadsts.NoMatchingAudience(Exchange), Credential("x", gitHub, null, "claims['sub'] matches 'repo:octo/*'", "azure"))!.Cause!,
                Of(Aadsts.NoMatchingAudience(Exchange), Credential("x", gitHub, "repo:octo/*", audience: "azure"))!.Cause!,
                Of(Aadsts.NoMatchingAudience("https://vault.example.com"), Credential("x", gitHub, "repo:octo/cat:environment:prod"))!.Cause!,
            ],
            cause => Assert.All(cause.Fixes, fix => Assert.Null(fix.Change)));
    }

    private static string Shown(ErrorComparison comparison)
    {
        using var output = new StringWriter { NewLine = "\n" };
        new ExplanationText(output, false).WriteComparison(comparison.Nearest);
        return output.ToString();
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

    private static FederatedIdentityCredential Credential(string name, string issuer, string? subject, string? expression = null, string audience = Exchange) => new()
    {
        Id = Guid.CreateVersion7(), ApplicationId = Guid.CreateVersion7(), Name = name, Issuer = issuer, Subject = subject, Audience = audience,
        Expression = expression, ExpressionLanguageVersion = expression is null ? null : 1, CreatedDateTime = DateTimeOffset.UnixEpoch,
    };
}
