using System.Text.Json;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Core.Wire;

namespace Sallyport.Core.Tests.Tokens;

/// <summary>What a sign-in record lets through of what a caller wrote.</summary>
public sealed class RecordTextTests
{
    private const string Token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJteWdyb3VwL215cHJvamVjdCJ9.c2lnbmF0dXJl";

    [Theory]
    [InlineData(Token, "(redacted)")]
    [InlineData("x" + Token, "x(redacted)")]
    [InlineData("eyJhbGciOiJSUzI1NiIsImtpZCI6IjEi", "(redacted)")] // cut off inside its header
    [InlineData("scope " + Token + "/.default is not valid", "scope (redacted)/.default is not valid")]
    [InlineData("aaa8Q~aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "(redacted)")]
    [InlineData("glcbt-64_aaaaaaaaaaaaaaaaaaaa", "(redacted)")]
    [InlineData("PRIVATE-TOKEN: glpat-aaaaaaaaaaaaaaaaaaaa", "PRIVATE-TOKEN: (redacted)")]
    public void Redacts_tokens_and_secrets(string text, string expected) => Assert.Equal(expected, SecretText.Parameter(text));

    [Fact]
    public void Redacts_a_secret_whole_that_holds_what_tokens_begin_with() =>
        Assert.Equal("'(redacted)'", SecretText.Parameter("'aB3dE6gheyJhbGciOiJSUzI1NiIsImtpZCI6Imsx0Zz'"));

    [Fact]
    public void Redacts_the_secrets_that_we_make()
    {
        for (var i = 0; i < 1_000; i++)
        {
            var secret = ClientSecret.New();
            Assert.Equal("Application with identifier '(redacted)' was not found", SecretText.Parameter($"Application with identifier '{secret}' was not found"));
            Assert.Equal("'(redacted)/.default'", SecretText.Parameter($"'{secret}/.default'"));
        }
    }

    [Theory]
    [InlineData("Application with identifier '5a11f047-0000-4000-8000-000000000003' was not found in the directory 'Sallyport'.")]
    [InlineData("https://management.azure.com/")]
    [InlineData("Assertion Subject: 'project_path:mygroup/a-project-whose-name-is-longer-than-forty-characters:ref_type:branch:ref:main'")]
    [InlineData("7a1fba47d4a5e4ff7a1fba47d4a5e4ff7a1fba47d4a5e4ff7a1fba47d4a5e4ff")]
    [InlineData("https://learn.microsoft.com/entra/workload-id/workload-identity-federation")]
    [InlineData("")]
    public void Leaves_ids_addresses_and_paths_as_they_are(string text) => Assert.Equal(text, SecretText.Parameter(text));

    [Fact]
    public void Cuts_a_long_text_and_never_inside_a_character()
    {
        Assert.Equal(new string('a', 200) + "…", SecretText.Parameter(new string('a', 40_000)));
        Assert.Equal(new string('a', 199) + "…", SecretText.Parameter(new string('a', 199) + "😀😀"));
        Assert.Equal(new string('a', 198) + "😀…", SecretText.Parameter(new string('a', 198) + "😀😀"));
        Assert.Equal(new string('a', 200), SecretText.Parameter(new string('a', 200)));
    }

    [Fact]
    public void A_record_is_bounded_whatever_was_presented()
    {
        var endless = new string('\'', 40_000);
        var draft = new SignInDraft(Guid.CreateVersion7(), Guid.CreateVersion7());
        draft.ByClient(endless);
        draft.ForResource(endless);
        draft.Judged(Judgement(endless));
        var kept = draft.Refused(Aadsts.NoMatchingSubject(endless), DateTimeOffset.UnixEpoch);
        Assert.Equal((DateTimeOffset.UnixEpoch, 201, 201), (kept.CreatedDateTime, kept.AppId!.Length, kept.Resource!.Length));
        var presented = kept.Federated!.Presented;
        Assert.All([kept.FailureReason!, presented.Issuer, presented.Subject, presented.Audience], text => Assert.Equal(601, text.Length));
    }

    [Fact]
    public void The_address_at_which_an_issuer_failed_is_bounded_and_holds_no_token()
    {
        var url = $"https://issuer.example.org/glpat-Ab3dEf6hIjKlMnOpQrStUv/{new string('\'', 200_000)}";
        var draft = new SignInDraft(Guid.CreateVersion7(), Guid.CreateVersion7());
        draft.Judged(Judgement("s") with { Failure = new IssuerUnreachableException(url, new string('\'', 200_000)) });
        var failure = draft.Refused(Aadsts.NoMatchingSubject("s"), DateTimeOffset.UnixEpoch).Federated!.Failure!;
        Assert.StartsWith("https://issuer.example.org/(redacted)/", failure.Url, StringComparison.Ordinal);
        Assert.Equal((601, 601), (failure.Url.Length, failure.Reason.Length));
    }

    [Fact]
    public void A_record_keeps_claims_of_long_words_as_they_are()
    {
        const string subject = "project_path:MyGroup/AProjectWhoseNameIsLongerThanFortyCharacters:ref";
        var draft = new SignInDraft(Guid.CreateVersion7(), Guid.CreateVersion7());
        draft.Judged(Judgement(subject));
        Assert.Equal(subject, draft.Refused(Aadsts.NoMatchingSubject(subject), DateTimeOffset.UnixEpoch).Federated!.Presented.Subject);
    }

    private static Judgement Judgement(string text)
    {
        var claims = JsonSerializer.SerializeToElement(new { iss = text, sub = text, aud = text });
        return new FederatedJudge(TimeProvider.System, new FederationPolicy()).Preview(AssertionReader.ReadDecoded(claims), [], TenantPolicy.None);
    }
}
