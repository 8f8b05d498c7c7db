using Sallyport.Core.Entra.Federation;
using Sallyport.Explain.Lint;

namespace Sallyport.Explain.Tests;

/// <summary>What is said about a credential when it is written, and whenever it matches.</summary>
public sealed class CredentialLintTests
{
    private const string Step = "{7c9a4e8e-0000-4000-8000-000000000001}:{7c9a4e8e-0000-4000-8000-000000000002}";
    private const string Immutable = "project_id:57382910:ref_type:branch:ref:main";

    [Fact]
    public void Says_nothing_about_an_immutable_subject_with_an_audience_of_the_token_service() => Assert.Empty(CredentialLint.Of(Credential()));

    [Theory]
    [InlineData("https://gitlab.com", "https://gitlab.com", Immutable, "replay it here")]
    [InlineData("https://gitlab.com/", "api://AzureADTokenExchange", Immutable, "ends with a slash")]
    [InlineData("https://git.example.org/", "api://AzureADTokenExchange", Immutable, "ends with a slash")]
    [InlineData("https://token.actions.githubusercontent.com", "api://AzureADTokenExchange", "repo:octo/cat:ref:refs/heads/main", "repo:OWNER@ID/NAME@ID")]
    [InlineData("http://gitlab.example.com", "api://AzureADTokenExchange", Immutable, "plain http")]
    [InlineData("https://gitlab.com ", "api://AzureADTokenExchange", Immutable, "white space")]
    [InlineData("https://gitlab.com", "api://AzureADTokenExchange", "project_path:g/p:ref_type:branch:ref:main", "by its path")]
    [InlineData("https://gitlab.com", "api://AzureADTokenExchange", "project_id:1:ref_type:branch:ref:*", "ordinary characters")]
    [InlineData("https://eastus.oic.prod-aks.azure.com/t/c/", "api://AzureADTokenExchange", "system:serviceaccount:web", "each is system:serviceaccount:NAMESPACE:NAME")]
    [InlineData("https://accounts.google.com", "api://AzureADTokenExchange", "ci@project.iam.gserviceaccount.com", "each is ID")]
    [InlineData("https://token.actions.githubusercontent.com", "api://AzureADTokenExchange", "repo:octo@1/cat@2:ref:main", "names a ref in full")]
    [InlineData("https://gitlab.com", "api://AzureADTokenExchange", "project_id:1:ref_type:branch:ref:$BRANCH", "placeholder")]
    [InlineData("https://api.bitbucket.org/2.0/workspaces/w/pipelines-config/identity/oidc", "api://AzureADTokenExchange", Step, "fits that one run only")]
    public void Warns_about(string issuer, string audience, string subject, string words) =>
        Assert.Contains(words, Assert.Single(CredentialLint.Of(Credential(issuer, audience, subject))), StringComparison.Ordinal);

    [Theory]
    [InlineData("https://token.actions.githubusercontent.com", "repo:octo@1/cat@2:ref:refs/heads/main")]
    [InlineData("https://eastus.oic.prod-aks.azure.com/t/c/", "system:serviceaccount:shop:web")]
    [InlineData("https://accounts.google.com", "112233445566778899001")]
    [InlineData("https://app.terraform.io", "organization:o:project:p:workspace:w:run_phase:plan")]
    public void Says_nothing_about_what_names_ids_or_no_path(string issuer, string subject) => Assert.Empty(CredentialLint.Of(Credential(issuer, subject: subject)));

    [Fact]
    public void Warns_about_what_an_expression_accepts_besides() => Assert.Contains(
        CredentialLint.Of(Credential(subject: null, expression: "claims['sub'] matches 'project_path:*'")),
        w => w.Contains("any project", StringComparison.Ordinal));

    [Fact]
    public void Leaves_a_slash_alone_where_nobody_knows_the_issuer() => Assert.Empty(CredentialLint.Of(Credential("https://issuer.example.org/", subject: "somebody")));

    private static FederatedIdentityCredential Credential(
        string issuer = "https://gitlab.com", string audience = "api://AzureADTokenExchange", string? subject = Immutable, string? expression = null) => new()
    {
        Id = Guid.Empty, ApplicationId = Guid.Empty, Name = "x", Issuer = issuer, Audience = audience, Subject = subject,
        Expression = expression, ExpressionLanguageVersion = expression is null ? null : 1, CreatedDateTime = DateTimeOffset.UnixEpoch,
    };
}
