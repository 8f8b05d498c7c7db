using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Federation;

namespace Sallyport.Core.Tests.Federation;

/// <summary>What is said about a credential when it is written, and whenever it matches.</summary>
public sealed class CredentialLintTests
{
    private const string Immutable = "project_id:57382910:ref_type:branch:ref:main";

    [Fact]
    public void Says_nothing_about_an_immutable_subject_with_an_audience_of_the_token_service() => Assert.Empty(CredentialLint.Of(Credential()));

    [Theory]
    [InlineData("https://gitlab.com", "https://gitlab.com", Immutable, "replay it here")]
    [InlineData("https://gitlab.com/", "api://AzureADTokenExchange", Immutable, "ends with a slash")]
    [InlineData("http://gitlab.example.com", "api://AzureADTokenExchange", Immutable, "plain http")]
    [InlineData("https://gitlab.com ", "api://AzureADTokenExchange", Immutable, "white space")]
    [InlineData("https://gitlab.com", "api://AzureADTokenExchange", "project_path:g/p:ref_type:branch:ref:main", "by its path")]
    [InlineData("https://gitlab.com", "api://AzureADTokenExchange", "project_id:1:ref_type:branch:ref:*", "ordinary characters")]
    public void Warns_about(string issuer, string audience, string subject, string words) =>
        Assert.Contains(words, Assert.Single(CredentialLint.Of(Credential(issuer, audience, subject))), StringComparison.Ordinal);

    [Fact]
    public void Warns_about_what_an_expression_accepts_besides() => Assert.Contains(
        CredentialLint.Of(Credential(subject: null, expression: "claims['sub'] matches 'project_path:*'")),
        w => w.Contains("any project", StringComparison.Ordinal));

    [Fact]
    public void Leaves_a_slash_alone_where_nobody_knows_the_issuer() => Assert.Empty(CredentialLint.Of(Credential("https://issuer.example.org/")));

    private static FederatedIdentityCredential Credential(
        string issuer = "https://gitlab.com", string audience = "api://AzureADTokenExchange", string? subject = Immutable, string? expression = null) => new()
    {
        Id = Guid.Empty, ApplicationId = Guid.Empty, Name = "x", Issuer = issuer, Audience = audience, Subject = subject,
        Expression = expression, ExpressionLanguageVersion = expression is null ? null : 1, CreatedDateTime = DateTimeOffset.UnixEpoch,
    };
}
