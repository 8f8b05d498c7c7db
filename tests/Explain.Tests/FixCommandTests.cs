using System.Text.Json;
using Sallyport.Core.Entra.Federation;

namespace Sallyport.Explain.Tests;

/// <summary>The commands that fix a mismatch: they trust nothing that was merely presented, and nothing from outside reaches them unquoted.</summary>
public sealed class FixCommandTests
{
    private const string Issuer = "https://gitlab.example.com";
    private const string Main = "project_path:mygroup/myproject:ref_type:branch:ref:main";

    private static readonly Guid Application = Guid.CreateVersion7();

    [Fact]
    public void Explains_with_the_nearest_credential_and_the_first_difference()
    {
        var explanation = Explain(
            Presented(subject: "project_path:mygroup/myproject:ref_type:branch:ref:feature"),
            Exact(subject: "project_path:zzz/p:ref_type:branch:ref:main"), Exact());
        Assert.Equal(Main, explanation.Judgement.Nearest!.Credential.Subject);
        Assert.Equal(Main.Length - "main".Length, explanation.Judgement.Nearest.Difference);
        Assert.Equal("sallyport run --ref main", explanation.Cause!.Fix.Command);
    }

    [Theory]
    [InlineData("project_path:mygroup/another:ref_type:branch:ref:main", "az rest --method GET", "sallyport run --project mygroup/myproject --ref main")]
    [InlineData("project_path:mygroup/myproject:ref_type:tag:ref:v1", "sallyport run --ref main", "az rest --method GET")]
    [InlineData("project_path:mygroup/myproject:ref_type:branch:ref:dev", "sallyport run --ref main", "az rest --method GET")]
    [InlineData("repo:octo/cat:ref:refs/heads/main", "az rest --method GET", "")]
    public void A_fix_never_trusts_what_was_merely_presented(string subject, string command, string other)
    {
        var cause = Explain(Presented(subject: subject), Exact()).Cause!;
        Assert.StartsWith(command, cause.Fix.Command, StringComparison.Ordinal);
        Assert.StartsWith(other, cause.OtherFix?.Command ?? "", StringComparison.Ordinal);
        Assert.DoesNotContain(subject, cause.Fix.Command + cause.OtherFix?.Command, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("project_path:mygroup/myproject:ref_type:branch:ref:dev", "https://gitlab.example.com/api/v4/projects/mygroup%2Fmyproject/pipeline?ref=main")]
    [InlineData("project_path:mygroup/another:ref_type:branch:ref:main", "https://gitlab.example.com/api/v4/projects/mygroup%2Fmyproject/pipeline?ref=main")]
    public void At_a_real_GitLab_a_run_is_a_pipeline_of_the_trusted_project_on_the_trusted_ref(string subject, string url)
    {
        var cause = Explain(Presented(subject: subject), isLocal: false, Exact()).Cause!;
        var run = cause.Fixes.Single(fix => fix.Command!.StartsWith("curl", StringComparison.Ordinal));
        Assert.Equal($"curl --request POST --header \"PRIVATE-TOKEN: $GITLAB_TOKEN\" \"{url}\"", run.Command);
        Assert.StartsWith("sallyport run", run.Local.Command, StringComparison.Ordinal);
    }

    [Fact]
    public void A_subject_in_another_letter_case_is_fixed_by_its_spelling()
    {
        var command = Explain(Presented(subject: Main), Exact(subject: Main.Replace("mygroup", "MyGroup", StringComparison.Ordinal))).Cause!.Fix.Command;
        Assert.Contains("--method PATCH", command, StringComparison.Ordinal);
        Assert.Contains($$"""--body '{"subject":"{{Main}}"}'""", command, StringComparison.Ordinal);
    }

    [Fact]
    public void What_comes_from_outside_never_reaches_a_command_unquoted()
    {
        const string hostile = "https://x'; rm -rf ~; echo '";
        Assert.DoesNotContain("rm -rf", Commands(Explain(Presented(audience: hostile), Exact())), StringComparison.Ordinal);
        Assert.Null(Explain(Presented(), Exact(audience: hostile)).Cause!.Fix.Command);
        Assert.DoesNotContain("rm -rf", Commands(Explain(Presented(), Exact(subject: Main + "; rm -rf ~"))), StringComparison.Ordinal);
    }

    [Fact]
    public void The_code_follows_the_credential_that_came_furthest_and_the_cause_the_one_with_the_fewest_wrong_fields()
    {
        var intended = Exact(issuer: Issuer + "/");
        var legacy = Exact(subject: "project_path:mygroup/legacy:ref_type:branch:ref:main", audience: "api://other");
        var explanation = Explain(Presented(), legacy, intended);
        Assert.Equal((intended, MatchStage.Issuer), (explanation.Judgement.Nearest!.Credential, explanation.Judgement.Nearest.Stage));
        Assert.Equal((AssertionOutcome.AudienceDiffers, "audience", 700212), (explanation.Judgement.Outcome, explanation.Stage, explanation.In2026!.Number));
        Assert.Equal("issuer-trailing-slash", explanation.Cause!.Kind);
    }

    private static string Commands(Explanation explanation) => string.Concat(explanation.Cause!.Fixes.Select(fix => fix.Command));

    private static Explanation Explain(JsonElement claims, params FederatedIdentityCredential[] credentials) => Explain(claims, isLocal: true, credentials);

    private static Explanation Explain(JsonElement claims, bool isLocal, params FederatedIdentityCredential[] credentials)
    {
        var judgement = new FederatedJudge(TimeProvider.System, new FederationPolicy()).Preview(AssertionReader.ReadDecoded(claims), credentials, TenantPolicy.None);
        return Explanation.Of(judgement, new ExplanationContext { ApplicationId = Application, IsLocal = isLocal });
    }

    private static JsonElement Presented(string issuer = Issuer, string subject = Main, string audience = Issuer) =>
        JsonSerializer.SerializeToElement(new { iss = issuer, sub = subject, aud = audience });

    private static FederatedIdentityCredential Exact(string issuer = Issuer, string? subject = Main, string audience = Issuer) => new()
    {
        Id = Guid.CreateVersion7(), ApplicationId = Application, Name = "c", Issuer = issuer, Subject = subject, Audience = audience,
        CreatedDateTime = DateTimeOffset.UnixEpoch,
    };
}
