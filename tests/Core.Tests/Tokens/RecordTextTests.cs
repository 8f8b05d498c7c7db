using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Tokens;

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
    public void Redacts_tokens_and_secrets(string text, string expected) => Assert.Equal(expected, RecordText.Of(text));

    [Fact]
    public void Redacts_a_secret_whole_that_holds_what_tokens_begin_with() =>
        Assert.Equal("'(redacted)'", RecordText.Of("'aB3dE6gheyJhbGciOiJSUzI1NiIsImtpZCI6Imsx0Zz'"));

    [Fact]
    public void Redacts_the_secrets_that_we_make()
    {
        for (var i = 0; i < 1_000; i++)
        {
            var secret = ClientSecret.New();
            Assert.Equal("Application with identifier '(redacted)' was not found", RecordText.Of($"Application with identifier '{secret}' was not found"));
            Assert.Equal("'(redacted)/.default'", RecordText.Of($"'{secret}/.default'"));
        }
    }

    [Theory]
    [InlineData("Application with identifier '5a11f047-0000-4000-8000-000000000003' was not found in the directory 'Sallyport'.")]
    [InlineData("https://management.azure.com/")]
    [InlineData("Assertion Subject: 'project_path:mygroup/a-project-whose-name-is-longer-than-forty-characters:ref_type:branch:ref:main'")]
    [InlineData("7a1fba47d4a5e4ff7a1fba47d4a5e4ff7a1fba47d4a5e4ff7a1fba47d4a5e4ff")]
    [InlineData("https://learn.microsoft.com/entra/workload-id/workload-identity-federation")]
    [InlineData("")]
    public void Leaves_ids_addresses_and_paths_as_they_are(string text) => Assert.Equal(text, RecordText.Of(text));

    [Fact]
    public void Cuts_a_long_text_and_never_inside_a_character()
    {
        Assert.Equal(new string('a', 200) + "…", RecordText.Of(new string('a', 40_000)));
        Assert.Equal(new string('a', 199) + "…", RecordText.Of(new string('a', 199) + "😀😀"));
        Assert.Equal(new string('a', 198) + "😀…", RecordText.Of(new string('a', 198) + "😀😀"));
        Assert.Equal(new string('a', 200), RecordText.Of(new string('a', 200)));
        Assert.Null(RecordText.Of((string?)null));
    }

    [Fact]
    public void A_record_is_bounded_whatever_was_presented_and_keeps_no_half_command()
    {
        var endless = new string('\'', 40_000);
        var record = new SignInRecord { Id = Guid.CreateVersion7(), CorrelationId = Guid.CreateVersion7() };
        record.AppId = record.Resource = record.FailureReason = endless;
        record.Explanation = Explained(endless, command: $"az rest --body {endless}");
        var kept = record.Complete(DateTimeOffset.UnixEpoch);
        Assert.Equal((DateTimeOffset.UnixEpoch, 201, 201), (kept.CreatedDateTime, kept.AppId!.Length, kept.Resource!.Length));
        Assert.All([kept.FailureReason, kept.Explanation!.Presented.Subject, kept.Explanation.Cause, kept.Explanation.Mend], text => Assert.Equal(601, text!.Length));
        Assert.Null(kept.Explanation.MendCommand);
        record.Explanation = Explained("project_path:MyGroup/AProjectWhoseNameIsLongerThanFortyCharacters:ref", command: "sallyport run");
        Assert.Equal(record.Explanation, record.Complete(DateTimeOffset.UnixEpoch).Explanation);
    }

    private static Explanation Explained(string text, string command) => new()
    {
        Stage = "subject", Presented = new PresentedClaims(text, text, text), Cause = text, Mend = text, MendCommand = command,
    };
}
