using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Sts;

namespace Sallyport.Core.Tests.Federation;

/// <summary>Mistakes that people make: the right cause first, the code of either year, and a mend that works and lets nobody else in.</summary>
public sealed class PlantedMistakeTests
{
    public static TheoryData<string> Names => [.. PlantedMistake.All.Select(m => m.Name)];

    public static TheoryData<string> Mendable => [.. PlantedMistake.All.Where(m => Mends(Explain(m)).Any()).Select(m => m.Name)];

    [Fact]
    public void There_are_at_least_forty_of_them_and_most_have_a_mend_that_can_be_tried()
    {
        Assert.True(PlantedMistake.All.Count >= 40, $"{PlantedMistake.All.Count}");
        Assert.True(Mendable.Count >= 30, $"{Mendable.Count}");
        Assert.Equal(PlantedMistake.All.Count, PlantedMistake.All.Select(m => m.Name).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Names_the_cause_and_the_code_of_either_year(string name)
    {
        var mistake = Find(name);
        var verdict = Explain(mistake);
        Assert.False(verdict.Matches);
        Assert.Equal(mistake.Kind, verdict.Cause!.Kind);
        Assert.Equal((mistake.In2024, mistake.In2026), (verdict.In2024!.Number, verdict.In2026!.Number));
        Assert.Equal(mistake.Credentials.Length, verdict.Compared.Count);
    }

    [Theory]
    [MemberData(nameof(Mendable))]
    public void A_mend_makes_the_credential_match(string name)
    {
        var mistake = Find(name);
        Assert.All(Mends(Explain(mistake)), mend =>
        {
            var claims = mend.Presents is { } p ? mistake with { Issuer = p.Issuer, Subject = p.Subject, Audiences = [p.Audience] } : mistake;
            Assert.True(Explain(claims, Mended(mistake, mend)).Matches, mend.Text);
        });
    }

    [Theory]
    [MemberData(nameof(Mendable))]
    public void A_mend_lets_nobody_else_in(string name)
    {
        var mistake = Find(name);
        foreach (var mend in Mends(Explain(mistake)).Where(m => m.Trusts is not null))
            foreach (var other in Others(mistake).Where(o => (o.Issuer, o.Subject, o.Audiences[0]) != (mistake.Issuer, mistake.Subject, mistake.Audiences[0])))
                if (Explain(other, Mended(mistake, mend)).Matches)
                    Assert.True(mistake.OwnerMeantMore && Wildcard.Matches(mistake.Credentials[0].Subject!, other.Subject) && other.ProjectId == mistake.ProjectId
                        && (other.Issuer, other.Audiences[0]) == (mistake.Issuer, mistake.Audiences[0]), $"{mend.Text} {other.Subject}");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_mend_puts_in_no_wildcard_that_was_not_there(string name)
    {
        var mistake = Find(name);
        Assert.All(Mends(Explain(mistake)).Where(m => m.Trusts is not null), mend => Assert.True(
            !Wildcard.IsWild(mend.Trusts!.Subject + mend.Trusts.Expression + mend.Trusts.Issuer + mend.Trusts.Audience)
            || mistake.Credentials.Any(c => Wildcard.IsWild(c.Subject ?? ""))));
    }

    [Theory]
    [InlineData("issuer: a stranger's GitLab")]
    [InlineData("issuer: gitlab.com instead of one's own")]
    [InlineData("issuer: the project's address")]
    [InlineData("subject: a fork, or the group renamed")]
    [InlineData("subject: project renamed")]
    [InlineData("subject: two ids")]
    [InlineData("subject: the id of another project is trusted")]
    [InlineData("subject: letter case of the branch")]
    [InlineData("subject: another branch")]
    [InlineData("subject: placeholder of the tutorial")]
    [InlineData("expression: another project's id")]
    [InlineData("expression: another project")]
    public void A_fork_another_ref_and_an_unknown_issuer_are_never_trusted_by_a_mend(string name)
    {
        var cause = Explain(Find(name)).Cause!;
        Assert.All((Mend?[])[cause.Mend, cause.Other], m => Assert.Null(m?.Trusts));
    }

    [Fact]
    public void What_is_right_matches_and_has_no_cause()
    {
        var verdict = Explain(new PlantedMistake("right", "", 0, 0));
        Assert.True(verdict.Matches);
        Assert.Null(verdict.Cause);
    }

    [Fact]
    public void An_expression_that_today_refuses_is_told_though_it_matches()
    {
        var right = new PlantedMistake("right", "", 0, 0) { Credentials = [PlantedMistake.Trust(subject: null, expression: "claims['sub'] matches 'project_path:mygroup/*'")] };
        Assert.Contains("project_id", Explain(right).Warning, StringComparison.Ordinal);
    }

    private static PlantedMistake Find(string name) => PlantedMistake.All.Single(m => m.Name == name);

    private static Preflight Explain(PlantedMistake mistake, FederatedIdentityCredential[]? credentials = null) =>
        Preflight.OfClaims(mistake.Claims, new CredentialDocument(Guid.Empty, credentials ?? mistake.Credentials));

    private static IEnumerable<Mend> Mends(Preflight verdict) =>
        ((Mend?[])[verdict.Cause?.Mend, verdict.Cause?.Other]).OfType<Mend>().Where(m => m.Trusts is not null || (m.Presents is { } p && !Wildcard.IsWild(p.Subject)));

    private static FederatedIdentityCredential[] Mended(PlantedMistake mistake, Mend mend)
    {
        if (mend.Trusts is not { } trusts)
            return mistake.Credentials;
        var nearest = Explain(mistake).Compared[0].Credential;
        return [.. mistake.Credentials.Where(c => c != nearest), PlantedMistake.Trust(trusts.Issuer, trusts.Subject, trusts.Audience, trusts.Expression)];
    }

    // Each differs from what was presented in one thing.
    private static IEnumerable<PlantedMistake> Others(PlantedMistake m) =>
    [
        m with { Issuer = "https://gitlab.evil.com" },
        m with { Issuer = m.Issuer + "/" },
        m with { Audiences = ["https://elsewhere.example"] },
        m with { Subject = m.Subject.Replace("mygroup", "somebody", StringComparison.Ordinal).Replace("57382910", "1", StringComparison.Ordinal), ProjectId = "1" },
        m with { Subject = m.Subject.Replace("myproject", "another", StringComparison.Ordinal).Replace("57382910", "2", StringComparison.Ordinal) },
        m with { Subject = m.Subject + "2" },
        m with { Subject = m.Subject.Replace("branch", "tag", StringComparison.Ordinal) + "x" },
        m with { ProjectId = "1", Subject = m.Subject + "-same-path-new-project" },
    ];
}
