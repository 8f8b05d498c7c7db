using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Tests;
using Sallyport.Explain.Fixes;
using Sallyport.Explain.Subjects;

namespace Sallyport.Explain.Tests.Mistakes;

/// <summary>Mistakes that people make: the right cause first, the code of either year, and a fix that works and lets nobody else in.</summary>
public sealed class PlantedMistakeTests
{
    public static TheoryData<string> Names => [.. PlantedMistake.All.Select(m => m.Name)];

    public static TheoryData<string> Attacked => [.. PlantedMistake.All.Where((_, i) => i % PropertySize.Stride == 0).Select(m => m.Name)];

    public static TheoryData<string> Fixable => [.. PlantedMistake.All.Where(m => !m.IsDenied && Commands(Explain(m)).Any()).Select(m => m.Name)];

    public static TheoryData<string> Denied => [.. PlantedMistake.All.Where(m => m.IsDenied).Select(m => m.Name)];

    [Fact]
    public void There_are_at_least_forty_of_them_and_most_have_a_fix_that_can_be_tried()
    {
        Assert.True(PlantedMistake.All.Count >= 40, $"{PlantedMistake.All.Count}");
        Assert.True(Fixable.Count >= 50, $"{Fixable.Count}");
        Assert.Equal(PlantedMistake.All.Count, PlantedMistake.All.Select(m => m.Name).Distinct().Count());
    }

    [Fact]
    public void The_mistakes_that_people_reported_in_public_are_among_them()
    {
        string[] threads =
        [
            "Azure/azure-workload-identity#340", "Azure/azure-workload-identity#616", "Azure/login#175", "Azure/login#178", "Azure/login#261", "Azure/login#346", "Azure/login#453",
            "Azure/login#482", "Azure/login#515", "Azure/login#517", "Azure/login#617", "Azure/azure-cli#32816",
        ];
        Assert.Empty(threads.Except(PlantedMistake.All.Select(m => m.Reported)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Names_the_cause_and_the_code_of_either_year(string name)
    {
        var mistake = Find(name);
        var verdict = Explain(mistake);
        Assert.False(verdict.Matches);
        Assert.Equal(mistake.Kind, verdict.Cause!.Kind);
        Assert.Equal(mistake.Side ?? verdict.Cause.Side, verdict.Cause.Side);
        Assert.Equal((mistake.In2024, mistake.In2026), (verdict.In2024!.Number, verdict.In2026!.Number));
        Assert.Equal(mistake.Credentials.Length, verdict.Judgement.Compared.Count);
    }

    [Theory]
    [MemberData(nameof(Fixable))]
    public async Task A_fix_makes_the_credential_match(string name)
    {
        var mistake = Find(name);
        foreach (var command in Commands(Explain(mistake)))
            Assert.True(Explain(await CarriedOut.ClaimsAsync(command, mistake), After(mistake, command)).Matches, command);
    }

    [Theory]
    [MemberData(nameof(Denied))]
    public void A_fix_that_asks_changes_nothing_when_it_is_told_no(string name)
    {
        var mistake = Find(name);
        var command = Commands(Explain(mistake)).Single();
        Assert.StartsWith("test ", command, StringComparison.Ordinal);
        Assert.Equal(mistake.Credentials, After(mistake, command));
    }

    [Theory]
    [MemberData(nameof(Fixable))]
    public void A_fix_lets_nobody_else_in(string name)
    {
        var mistake = Find(name);
        foreach (var command in Commands(Explain(mistake)).Where(CarriedOut.ChangesTheCredential))
            foreach (var other in Others(mistake).Where(o => !IsNamed(mistake, o)))
                Assert.False(Explain(other.Claims, After(mistake, command)).Matches, $"{command} {other.Subject}");
    }

    // Whoever posts a token that nobody has verified yet may write anything into it: the fix is made from that.
    [Theory]
    [MemberData(nameof(Attacked))]
    public void A_fix_of_what_an_attacker_presented_does_not_let_the_attacker_in(string name)
    {
        var mistake = Find(name);
        foreach (var attacker in Attackers(mistake))
            foreach (var posted in Forged(attacker, mistake))
                foreach (var command in Commands(Explain(posted)).Where(CarriedOut.ChangesTheCredential))
                    Assert.False(Explain(attacker.Claims, After(posted, command)).Matches, $"{posted.Subject}: {command}");
    }

    [Fact]
    public void The_attackers_of_another_issuers_mistake_present_subjects_of_that_issuer()
    {
        foreach (var mistake in OtherIssuersMistakes.All)
        {
            var attackers = Attackers(mistake).ToList();
            Assert.True(attackers.Count > 0, mistake.Name);
            Assert.All(attackers, attacker => Assert.Null(GitLabSubject.Read(attacker.Subject)));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_command_stands_behind_a_colon_and_nothing_else_does(string name)
    {
        var cause = Explain(Find(name)).Cause!;
        Assert.All(((Fix?[])[cause.Fix, cause.OtherFix, cause.Local.Fix, cause.Local.OtherFix]).OfType<Fix>(),
            m => Assert.True(m.Text.EndsWith(':') == m.Command is not null, m.Text));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_fix_puts_in_no_wildcard_that_was_not_there(string name)
    {
        var mistake = Find(name);
        Assert.All(Commands(Explain(mistake)).Where(CarriedOut.ChangesTheCredential), command => Assert.True(
            !Wildcard.IsWild(CarriedOut.Body(command).ToJsonString())
            || mistake.Credentials.Any(c => Wildcard.IsWild(c.Subject + c.Expression))));
    }

    [Theory]
    [InlineData("issuer: a stranger's GitLab")]
    [InlineData("issuer: gitlab.com instead of one's own")]
    [InlineData("issuer: the project's address")]
    [InlineData("issuer: letter case of a path, which may be another tenant's")]
    [InlineData("audience: the portal's default")]
    [InlineData("audience: neither side has GitLab's")]
    [InlineData("audience: a token that was made for somebody else")]
    [InlineData("subject: a fork, or the group renamed")]
    [InlineData("subject: project renamed")]
    [InlineData("subject: two ids")]
    [InlineData("subject: the id of another project is trusted")]
    [InlineData("subject: letter case of the branch")]
    [InlineData("GitHub: letter case of the branch")]
    [InlineData("subject: a letter of another alphabet")]
    [InlineData("subject: another branch")]
    [InlineData("subject: placeholder of the tutorial")]
    [InlineData("subject: wildcard in the group")]
    [InlineData("subject: nothing but a wildcard")]
    [InlineData("GitHub: a wildcard")]
    [InlineData("subject: wildcard, the project's id is not known")]
    [InlineData("GitHub: a fork")]
    [InlineData("GitHub: another repository")]
    [InlineData("GitHub: the name was taken anew")]
    [InlineData("GitHub: another environment")]
    [InlineData("GitHub: a fork, in an environment")]
    [InlineData("GitHub: a pattern without ids, the job's subject has them")]
    [InlineData("GitHub: letter case of the owner in a pattern")]
    [InlineData("GitHub: letter case of the environment in a pattern")]
    [InlineData("GitHub: the credential has the ids, the job's subject has none")]
    [InlineData("cluster: its own name for itself")]
    [InlineData("cluster: another audience")]
    [InlineData("terraform: another audience")]
    [InlineData("terraform: the other region")]
    [InlineData("Bitbucket: another repository")]
    [InlineData("expression: another project's id")]
    [InlineData("expression: another project")]
    public void A_fork_another_ref_and_an_unknown_issuer_are_never_trusted_by_a_fix(string name)
    {
        var cause = Explain(Find(name)).Cause!;
        Assert.All((Fix?[])[cause.Fix, cause.OtherFix], m => Assert.Null(m?.Trusts));
        Assert.DoesNotContain(Commands(Explain(Find(name))), CarriedOut.ChangesTheCredential);
    }

    // Of an issuer that is not GitLab, and of its subjects.
    [Fact]
    public void What_is_said_of_another_issuers_mistake_names_nothing_of_GitLab()
    {
        var mistakes = OtherIssuersMistakes.All.Where(m => !m.Credentials.Any(c => GitLabSubject.Read(c.Subject) is not null)).ToList();
        Assert.True(mistakes.Count >= 40, $"{mistakes.Count}");
        foreach (var cause in mistakes.Select(m => Explain(m).Cause!))
            foreach (var said in cause.Fixes.SelectMany(f => (string?[])[f.Text, f.Command]).Append(cause.Text).OfType<string>())
            {
                Assert.DoesNotContain("gitlab", said, StringComparison.OrdinalIgnoreCase);
                Assert.DoesNotContain("external_url", said, StringComparison.Ordinal);
                Assert.DoesNotContain("id_tokens", said, StringComparison.Ordinal);
            }
    }

    [Theory]
    [InlineData("cluster: another audience", "In the pod's projected token (serviceAccountToken), ask for the audience that is expected, 'https://vault.example.com':")]
    [InlineData("terraform: another audience", "In the workspace, set the environment variable TFC_AZURE_WORKLOAD_IDENTITY_AUDIENCE to 'api://AzureADTokenExchange':")]
    [InlineData("GitHub: no audience asked for", "In the workflow, in the step that gets the token (azure/login has an input for it), ask for the audience that is expected:")]
    [InlineData("audience: the portal's default", "In .gitlab-ci.yml, in the job, ask for the audience that is expected:")]
    public void A_job_asks_for_another_audience_where_its_platform_has_it(string name, string text) =>
        Assert.Equal(text, Explain(Find(name)).Cause!.Fix.Text);

    [Fact]
    public void A_claim_that_is_not_known_here_is_neither_missing_nor_wrong()
    {
        var verdict = Explain(Find("expression: the claim is not known here"));
        Assert.True(verdict.IsUndecided);
        Assert.Equal([true, null], verdict.Judgement.Compared[0].Terms.Select(t => t.Holds));
        Assert.Equal(("project_id", null), (verdict.Judgement.Compared[0].UnknownTest!.Claim, verdict.Judgement.Compared[0].FailingTest));
        Assert.Equal("curl --fail --silent --header \"PRIVATE-TOKEN: $GITLAB_TOKEN\" \"https://gitlab.example.com/api/v4/projects/mygroup%2Fmyproject\" | jq .id", verdict.Cause!.Fix.Command);
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

    private static Explanation Explain(PlantedMistake mistake) => Explain(mistake.Claims, mistake.Credentials);

    private static Explanation Explain(System.Text.Json.JsonElement claims, FederatedIdentityCredential[] credentials) =>
        Explained.Claims(claims, new CredentialDocument(Guid.Empty, credentials));

    // At a real GitLab and at Sallyport.
    private static IEnumerable<string> Commands(Explanation verdict) =>
        (verdict.Cause?.Fixes ?? []).SelectMany(m => (string?[])[m.Command, m.Local.Command])
            .OfType<string>().Where(CarriedOut.Does).Distinct();

    private static FederatedIdentityCredential[] After(PlantedMistake presented, string command) =>
        CarriedOut.Credentials(command, presented.Credentials, Explain(presented).Judgement.Compared[0].Credential!);

    // What the credential's owner wrote, spelt right, covers these as well.
    private static bool IsNamed(PlantedMistake mistake, PlantedMistake other) =>
        (other.Issuer, other.Audiences[0]) == (mistake.Issuer, mistake.Audiences[0])
        && (other.Subject == mistake.Subject
            || (other.ProjectId == mistake.ProjectId && mistake.Credentials.Any(c => Patterns(c).Any(p => Wildcard.Matches(p, other.Subject)))));

    private static IEnumerable<string> Patterns(FederatedIdentityCredential c) => Subjects(c).Select(s => s.Replace("refs/heads/", "", StringComparison.Ordinal));

    private static IEnumerable<string> Subjects(FederatedIdentityCredential c) =>
        c.Expression is null ? [c.Subject ?? ""] : ClaimsMatchingExpression.Read(c.Expression).Expression?.Tests.Where(t => t.Claim == "sub").Select(t => t.Comparand) ?? [];

    // Each differs from what was presented in one thing.
    private static IEnumerable<PlantedMistake> Others(PlantedMistake m) =>
    [
        m with { Issuer = "https://gitlab.evil.com" },
        m with { Issuer = m.Issuer + "/" },
        m with { Audiences = ["https://elsewhere.example"] },
        m with { Subject = m.Subject.Replace("mygroup", "somebody", StringComparison.OrdinalIgnoreCase).Replace("57382910", "1", StringComparison.Ordinal), ProjectId = "1" },
        m with { Subject = m.Subject.Replace("myproject", "another", StringComparison.Ordinal).Replace("57382910", "2", StringComparison.Ordinal), ProjectId = "2" },
        m with { Subject = m.Subject + "2" },
        m with { Subject = m.Subject.Replace("branch", "tag", StringComparison.Ordinal) + "x" },
        .. m.Subject.StartsWith("project_id:", StringComparison.Ordinal) ? [] : (PlantedMistake[])[m with { ProjectId = "1", Subject = m.Subject + "-same-path-new-project" }],
        .. Attackers(m),
    ];

    private static IEnumerable<PlantedMistake> Attackers(PlantedMistake m)
    {
        if (OtherIssuersMistakes.Strangers.TryGetValue(m.Issuer, out var strangers))
            return AttackersAt(strangers, m);
        Assert.True(GitLabSubject.Read(m.Subject) is not null, $"Nothing is said of the strangers at '{m.Issuer}'.");
        return AttackersAtGitLab(m);
    }

    private static IEnumerable<PlantedMistake> AttackersAt((string Issuer, string Subject)[] strangers, PlantedMistake m) =>
        from stranger in strangers
        let attacker = m with { Issuer = stranger.Issuer, Subject = stranger.Subject }
        where (attacker.Issuer, attacker.Subject) != (m.Issuer, m.Subject) && !Explain(attacker.Claims, m.Credentials).Matches
        from audience in m.Credentials.Select(c => c.Audience).Distinct()
        select attacker with { Audiences = [audience] };

    // Tokens that a stranger can have for the asking: of projects of one's own, for whatever audience, in whatever form.
    private static IEnumerable<PlantedMistake> AttackersAtGitLab(PlantedMistake m) =>
        from project in CarriedOut.Projects
        where project.Value != "57382910"
        from subject in (string[])[$"project_path:{project.Key}", $"project_id:{project.Value}"]
        from reference in (string[])["", ":ref_type:branch:ref:main", ":ref_type:branch:ref:x", ":ref_type:tag:ref:v1.0"]
        from audience in m.Credentials.Select(c => c.Audience).Append(PlantedMistake.Host).Distinct()
        select m with { Subject = subject + reference, ProjectPath = project.Key, ProjectId = project.Value, Audiences = [audience] };

    // One part of it: what the names of owner, repository and environment are, and in which places they stand, is another matter.
    private static IEnumerable<string> InTheOtherCase(string pattern)
    {
        var parts = System.Text.RegularExpressions.Regex.Split(pattern, "([:/])");
        return parts.Select((_, which) => string.Concat(parts.Select((part, i) => i != which ? part : string.Concat(part.Select(c => char.IsAsciiLetter(c) ? (char)(c ^ 0x20) : c)))));
    }

    private static IEnumerable<PlantedMistake> Forged(PlantedMistake attacker, PlantedMistake mistake) =>
    [
        attacker,
        attacker with { ProjectPath = "mygroup/myproject" },
        attacker with { ProjectId = "57382910" },
        attacker with { ProjectPath = "mygroup/myproject", ProjectId = "57382910" },
        attacker with { Subject = mistake.Subject },
        attacker with { Subject = attacker.Subject.Replace("evil", "octo", StringComparison.Ordinal) },
        attacker with { Subject = "repo:octo@1/kitten@2:ref:refs/heads/main" },
        .. mistake.Credentials.SelectMany(Subjects).SelectMany(InTheOtherCase).Select(s => attacker with { Subject = s }),
        attacker with { Audiences = mistake.Audiences },
    ];
}
