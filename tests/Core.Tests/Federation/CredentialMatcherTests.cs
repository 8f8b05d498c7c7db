using System.Text.Json;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Signing;

namespace Sallyport.Core.Tests.Federation;

/// <summary>Which credential an assertion fulfils and which code a mismatch has under the rules of either year.</summary>
public sealed class CredentialMatcherTests
{
    private const string Issuer = "https://gitlab.example.com";
    private const string Main = "project_path:mygroup/myproject:ref_type:branch:ref:main";

    private static readonly Application App = new()
    {
        Id = Guid.CreateVersion7(), TenantId = Guid.CreateVersion7(), AppId = Guid.CreateVersion7(), DisplayName = "gitlab-oidc",
        CreatedDateTime = DateTimeOffset.UnixEpoch, SignInAudience = "AzureADMyOrg",
    };

    [Fact]
    [Trait("Passes", "T1 T3")]
    public void Matches_the_credential_that_is_equal_in_all_three() =>
        Assert.Equal(MatchStage.Matched, Match(Presented(), Exact(), Exact(subject: Main + "2")).Stage);

    [Fact]
    public void An_empty_list_allows_nothing()
    {
        Assert.Equal(AssertionOutcome.NoCredential, CredentialMatcher.OutcomeOf(CredentialMatcher.Compare(Presented(), [])));
        Assert.Equal((70025, 70025), Judged.Numbers(Presented()));
    }

    [Theory]
    [InlineData("https://gitlab.example.com/", Main, Issuer, 70021, 700211)]
    [InlineData("https://GitLab.example.com", Main, Issuer, 70021, 700211)]
    [InlineData("https://gitlab.example.com:443", Main, Issuer, 70021, 700211)]
    [InlineData(Issuer, Main, "https://gitlab.com", 700212, 700212)]
    [InlineData(Issuer, Main, "https://gitlab.example.com/", 700212, 700212)]
    [InlineData(Issuer, Main, "HTTPS://gitlab.example.com", 700212, 700212)]
    [InlineData(Issuer, Main + " ", Issuer, 70021, 700213)]
    [InlineData(Issuer, "project_path:mygroup/myproject:ref_type:tag:ref:main", Issuer, 70021, 700213)]
    [InlineData(Issuer, "project_path:MyGroup/myproject:ref_type:branch:ref:main", Issuer, 70021, 7002138)]
    public void J11_T3_refuses_what_differs_in_one_character(string issuer, string subject, string audience, int in2024, int in2026)
    {
        Assert.Equal((in2024, in2026), Judged.Numbers(Presented(issuer, subject, audience), Exact()));
    }

    [Theory]
    [InlineData("project_path:mygroup/myproject:ref_type:branch:ref:*")]
    [InlineData("*")]
    [InlineData("project_path:mygroup/myproject:ref_type:branch:ref:mai?")]
    [Trait("Passes", "E1")]
    public void E1_a_wildcard_in_a_plain_subject_is_an_ordinary_character(string subject)
    {
        Assert.NotEqual(MatchStage.Matched, Match(Presented(), Exact(subject: subject)).Stage);
        Assert.Equal(MatchStage.Matched, Match(Presented(subject: subject), Exact(subject: subject)).Stage);
    }

    [Fact]
    public void An_expression_decides_in_the_subjects_place()
    {
        var branches = Flexible("claims['sub'] matches 'project_path:mygroup/myproject:ref_type:branch:ref:*'");
        Assert.Equal(MatchStage.Matched, Match(Presented(subject: Main.Replace("main", "feature/x", StringComparison.Ordinal)), branches).Stage);
        Assert.Equal((7002131, 7002131), Judged.Numbers(Presented(subject: "project_path:mygroup/myproject:ref_type:tag:ref:v1"), branches));
    }

    [Theory]
    [InlineData("claims['sub'] matches", 1)]
    [InlineData("claims['sub'] matches '*'", 2)]
    [InlineData("claims['sub'] matches '*'", null)]
    public void T1_what_cannot_be_read_any_more_matches_nothing(string expression, int? version)
    {
        var damaged = Flexible(expression);
        damaged.ExpressionLanguageVersion = version;
        Assert.Equal(MatchStage.Subject, Match(Presented(), damaged).Stage);
    }

    [Fact]
    public void T1_a_credential_whose_texts_were_emptied_matches_nothing()
    {
        Assert.NotEqual(MatchStage.Matched, Match(Presented(audience: "x"), Exact(audience: "")).Stage);
        Assert.NotEqual(MatchStage.Matched, Match(Presented(audience: ""), Exact(audience: "")).Stage);
        Assert.NotEqual(MatchStage.Matched, Match(Presented(issuer: ""), Exact(issuer: "")).Stage);
        Assert.NotEqual(MatchStage.Matched, Match(Presented(subject: ""), Exact(subject: "")).Stage);
        Assert.NotEqual(MatchStage.Matched, Match(Presented(), Exact(subject: null)).Stage);
    }

    // Twenty credentials of the most laborious patterns, and a subject as long as a token can carry: nobody has signed it yet.
    [Theory]
    [InlineData("a")]
    [InlineData("?a")]
    public void T8_the_longest_token_is_measured_quickly(string unit)
    {
        var pattern = "*" + string.Concat(Enumerable.Repeat(unit, 560 / unit.Length)) + "b";
        var credentials = Enumerable.Repeat(Flexible($"claims['sub'] matches '{pattern}'"), FederatedIdentityCredential.MaximumPerApplication).ToArray();
        foreach (var length in (int[])[600, Wildcard.MaximumText, 46_000])
        {
            var watch = System.Diagnostics.Stopwatch.StartNew();
            Assert.Equal(MatchStage.Subject, Match(Presented(subject: new string('a', length)), credentials).Stage);
            Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    [Trait("Passes", "A7")]
    public void A7_one_audience_may_stand_in_a_list_and_a_second_one_may_not()
    {
        Assert.Equal(MatchStage.Matched, Match(Presented() with { Audiences = [Issuer] }, Exact()).Stage);
        Assert.Equal(MatchStage.Audience, Match(Presented() with { Audiences = [Issuer, "https://evil.example"] }, Exact()).Stage);
        Assert.Equal(MatchStage.Audience, Match(Presented() with { Audiences = ["https://evil.example", Issuer] }, Exact()).Stage);
    }

    [Fact]
    public void T11_the_issuer_of_another_credential_does_not_lend_its_subject()
    {
        var match = Match(Presented(), Exact(issuer: "https://gitlab.com"), Exact(subject: "project_path:other/p:ref_type:branch:ref:main"));
        Assert.Equal(MatchStage.Subject, match.Stage);
    }

    [Fact]
    public void The_nearest_stands_first_by_stage_then_letter_case_then_difference_then_what_would_fit_besides()
    {
        FederatedIdentityCredential[] nearestFirst =
        [
            Exact(subject: Main.ToUpperInvariant()), // all but the letter case
            Exact(subject: Main + "x"),
            Exact(subject: "x"),
            Exact(audience: Issuer + "/"), // the audience differs late
            Exact(audience: "x"),
            Exact(issuer: Issuer + "/"), // audience and subject would fit
            Exact(issuer: Issuer + "/", subject: "x"),
            Exact(issuer: Issuer + "/", subject: "x", audience: "x"),
        ];
        var compared = CredentialMatcher.Compare(Presented(), [.. nearestFirst.Reverse()]);
        Assert.Equal(nearestFirst, compared.Select(c => c.Credential));
        Assert.Equal([0, Main.Length, 0, Issuer.Length, 0, Issuer.Length, Issuer.Length, Issuer.Length], compared.Select(c => c.Difference ?? -1));
        Assert.Equal([true, false, false, false, false, false, false, false], compared.Select(c => c.OnlyCase));
    }

    [Fact]
    public void An_expression_is_marked_where_its_text_or_its_pattern_departs()
    {
        Assert.Equal(Main.Length - 4, Match(Presented(), Flexible($"claims['sub'] eq '{Main[..^4]}next'")).Difference);
        Assert.Equal(Main.Length - 4, Match(Presented(), Flexible($"claims['sub'] matches '{Main[..^4]}next*'")).Difference);
        Assert.Null(Match(Presented(), Flexible($"claims['sub'] matches '{Main[..^4]}*'")).Difference);
    }

    [Fact]
    public void The_code_follows_the_credential_that_came_furthest_and_the_nearest_has_the_fewest_wrong_fields()
    {
        var (intended, legacy) = (Exact(issuer: Issuer + "/"), Exact(subject: "project_path:mygroup/legacy:ref_type:branch:ref:main", audience: "api://other"));
        var compared = CredentialMatcher.Compare(Presented(), [legacy, intended]);
        Assert.Equal((intended, MatchStage.Issuer), (compared[0].Credential, compared[0].Stage));
        Assert.Equal([1, 2], compared.Select(c => c.WrongFields));
        Assert.Equal(AssertionOutcome.AudienceDiffers, CredentialMatcher.OutcomeOf(compared));
        Assert.Equal((700212, 700212), Judged.Numbers(Presented(), legacy, intended));
    }

    [Theory]
    [InlineData(true, null)]
    [InlineData(false, false)]
    public void A_claim_that_was_not_recorded_is_not_known_and_in_the_exchange_it_is_missing(bool partial, bool? holds)
    {
        var match = Match(Presented() with { IsPartial = partial }, Flexible($"claims['sub'] eq '{Main}' and claims['project_id'] eq '1'"));
        Assert.Equal([true, holds], match.Terms.Select(t => t.Holds));
        Assert.Equal((MatchStage.Subject, partial), (match.Stage, match.IsUndecided));
    }

    [Fact]
    public void What_a_record_keeps_of_the_claims_decides_an_expression_again()
    {
        var claims = JsonSerializer.SerializeToElement(new { iss = Issuer, sub = Main, aud = Issuer, project_id = "57382910", user_email = "a@example.com" });
        var kept = PresentedClaims.Of(AssertionReader.ReadDecoded(claims).Assertion!);
        Assert.Equal("57382910", Assert.Single(kept.Claims!).Value);
        var again = AssertionReader.ReadDecoded(kept.Decoded()).Assertion!;
        Assert.Equal(MatchStage.Matched, Match(again, Flexible($"claims['sub'] eq '{Main}' and claims['project_id'] eq '57382910'")).Stage);
        Assert.Equal("project_id", Match(again, Flexible($"claims['sub'] eq '{Main}' and claims['project_id'] eq '1'")).FailingTest!.Claim);
    }

    private static CredentialMatch Match(Assertion assertion, params FederatedIdentityCredential[] credentials) =>
        CredentialMatcher.Compare(assertion, credentials)[0];

    private static Assertion Presented(string issuer = Issuer, string subject = Main, string audience = Issuer) => new(
        new UnverifiedJws("RS256", "k", null, default, [], [], []), issuer, subject, [audience], DateTimeOffset.MaxValue, null, null,
        JsonSerializer.SerializeToElement(new { iss = issuer, sub = subject, aud = audience }));

    private static FederatedIdentityCredential Exact(string issuer = Issuer, string? subject = Main, string audience = Issuer) => new()
    {
        Id = Guid.CreateVersion7(), ApplicationId = App.Id, Name = "c", Issuer = issuer, Subject = subject, Audience = audience,
        CreatedDateTime = DateTimeOffset.UnixEpoch,
    };

    private static FederatedIdentityCredential Flexible(string expression)
    {
        var credential = Exact(subject: null);
        (credential.Expression, credential.ExpressionLanguageVersion) = (expression, 1);
        return credential;
    }
}
