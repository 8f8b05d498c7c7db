using System.Text.Json.Nodes;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Rules;
using Sallyport.Explain.Causes;
using Sallyport.Explain.Tests.Mistakes;

namespace Sallyport.Explain.Tests;

/// <summary>The two forms of an explanation, and the table behind both: each outcome has its stage, and a cause unless it is accepted.</summary>
public sealed class ExplanationWritersTests
{
    public static TheoryData<AssertionOutcome> Outcomes => [.. Enum.GetValues<AssertionOutcome>()];

    [Theory]
    [MemberData(nameof(Outcomes))]
    public void Each_outcome_has_a_cause_and_both_codes_unless_it_is_accepted(AssertionOutcome outcome)
    {
        var explanation = Told(outcome);
        var isAccepted = outcome == AssertionOutcome.Accepted;
        Assert.Equal(isAccepted, explanation.Cause is null);
        Assert.Equal(isAccepted, explanation.In2024 is null);
        Assert.Equal(isAccepted, explanation.In2026 is null);
        Assert.Equal(isAccepted, explanation.Matches);
        Assert.Equal(isAccepted, explanation.Stage == "matched");
    }

    [Fact]
    public void The_JSON_has_what_scripts_read()
    {
        var json = ExplanationJson.Of(Mistake("audience: the portal's default"));
        Assert.Equal(
            ["matches", "undecided", "outcome", "stage", "codes", "presented", "credentials", "cause", "warning", "advice"],
            json.Select(member => member.Key));
        Assert.Equal(("audienceDiffers", "audience", false), ((string?)json["outcome"], (string?)json["stage"], (bool)json["matches"]!));
        Assert.Equal("""{"entra-2026":"AADSTS700212","entra-2024":"AADSTS700212"}""", json["codes"]!.ToJsonString());
        var credential = json["credentials"]![0]!.AsObject();
        Assert.Equal(
            ["id", "name", "issuer", "subject", "expression", "audience", "stage", "difference", "failingClaim", "terms"],
            credential.Select(member => member.Key));
        Assert.Equal(["kind", "side", "text", "fixes", "further"], json["cause"]!.AsObject().Select(member => member.Key));
        Assert.All(json["cause"]!["fixes"]!.AsArray(), fix => Assert.Equal(["text", "command"], fix!.AsObject().Select(member => member.Key)));
    }

    [Fact]
    public void The_JSON_of_an_expression_tells_each_comparison()
    {
        var json = ExplanationJson.Of(Mistake("expression: the claim is not known here"));
        Assert.Equal((true, "undecided", "expression"), ((bool)json["undecided"]!, (string?)json["outcome"], (string?)json["stage"]));
        var terms = json["credentials"]![0]!["terms"]!.AsArray();
        Assert.Equal(["claim", "operator", "comparand", "holds", "presented", "difference"], terms[0]!.AsObject().Select(member => member.Key));
        Assert.Equal([true, null], terms.Select(term => (bool?)term!["holds"]));
    }

    [Fact]
    public void A_client_that_cannot_sign_in_has_no_outcome_and_both_its_codes()
    {
        var told = Told(AssertionOutcome.Accepted).ForClient(Aadsts.ApplicationNotFound("x", "t"), ClientCause.Unknown("x"));
        var json = ExplanationJson.Of(told);
        Assert.Equal((null, "client", false), ((JsonNode?)json["outcome"], (string?)json["stage"], told.Matches));
        Assert.Equal("AADSTS700016", (string?)json["codes"]!["entra-2024"]);
    }

    [Fact]
    public void The_text_marks_the_first_difference_and_labels_cause_and_fix()
    {
        var lines = Lines(text => text.Write(Mistake("audience: the portal's default"), RuleSet.Entra2026));
        Assert.Equal("✗ AADSTS700212 would be the answer (entra-2026)", lines[0]);
        Assert.Equal("  credential: trusted", lines[1]);
        Assert.StartsWith("  = issuer    presented https://gitlab.example.com", lines[2], StringComparison.Ordinal);
        var marked = Array.FindIndex(lines, line => line.Contains('^', StringComparison.Ordinal));
        var (presented, expected) = (lines[marked - 2], lines[marked - 1]);
        var at = lines[marked].IndexOf('^', StringComparison.Ordinal);
        Assert.Equal(presented[24..at], expected[24..at]);
        Assert.NotEqual(presented[at], expected[at]);
        Assert.Contains(lines, line => line.StartsWith("  cause     ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("  fix       ", StringComparison.Ordinal));
    }

    [Fact]
    public void The_text_of_a_match_says_so_and_nothing_from_a_credential_moves_the_cursor()
    {
        var hostile = new PlantedMistake("hostile", "", 0, 0) { Credentials = [PlantedMistake.Trust(subject: "\u001b[2Jx\u202e")] };
        var told = Explained.Claims(hostile.Claims, new CredentialDocument(Guid.Empty, hostile.Credentials));
        var said = string.Concat(Lines(text => text.Write(told, RuleSet.Entra2026)));
        Assert.DoesNotContain('\u001b', said);
        Assert.DoesNotContain('\u202e', said);
        Assert.Equal("✓ would match: trusted", Lines(text => text.Write(Told(AssertionOutcome.Accepted), RuleSet.Entra2026))[0]);
    }

    [Fact]
    public void The_nearest_credential_is_shown_and_the_others_are_named_unless_all_are_asked_for()
    {
        var told = OfTwenty();
        var folded = Lines(text => text.Write(told, RuleSet.Entra2026));
        Assert.Single(folded, line => line.StartsWith("  credential: ", StringComparison.Ordinal));
        Assert.Contains("  others    c1, c2, c3, c4, c5 and 14 more; --all compares them as well", folded);
        var all = Lines(text => text.Write(told, RuleSet.Entra2026), showsAll: true);
        Assert.Equal(20, all.Count(line => line.StartsWith("  credential: ", StringComparison.Ordinal)));
        Assert.DoesNotContain(all, line => line.StartsWith("  others", StringComparison.Ordinal));
    }

    [Fact]
    public void On_a_narrow_terminal_the_texts_stay_above_one_another_and_no_sentence_is_cut_within_a_word()
    {
        var lines = Lines(text => text.Write(OfTwenty(), RuleSet.Entra2026), width: 60);
        var at = Array.FindIndex(lines, line => line.StartsWith("  ≠ subject", StringComparison.Ordinal));
        Assert.Equal(
            [
                "  ≠ subject   presented project_path:mygroup/myproject:ref_t",
                "              expected  project_path:mygroup/myproject:ref_t",
                "                        ype:branch:ref:main",
                "                        ype:branch:ref:b0",
                "          differs from character 52 on ^",
            ],
            lines[at..(at + 5)]);
        // a command is one line, so that it can be copied
        Assert.All(lines.Where(line => !IsCommand(line)), line => Assert.InRange(line.Length, 0, 60));
        Assert.Contains(OfTwenty().Cause!.Text, Words(lines), StringComparison.Ordinal);

        static bool IsCommand(string line) => Array.Exists(["objectId=", "az ", "curl "], c => line.TrimStart().StartsWith(c, StringComparison.Ordinal));
        static string Words(IEnumerable<string> all) => string.Join(' ', string.Join(' ', all).Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("a", 10)]
    [InlineData("", 60)]
    [InlineData("https://gitlab.example.com/a/very/long/path", 1)]
    public void A_terminal_of_any_width_shows_texts_of_any_length(string issuer, int width)
    {
        var credential = PlantedMistake.Trust(issuer: issuer);
        var told = Explained.Claims(new PlantedMistake("right", "", 0, 0).Claims, new CredentialDocument(Guid.Empty, [credential]));
        Assert.Contains(Lines(text => text.Write(told, RuleSet.Entra2026), width: width), line => line.Contains('^', StringComparison.Ordinal));
    }

    private static Explanation OfTwenty()
    {
        var credentials = Enumerable.Range(0, 20).Select(i => new FederatedIdentityCredential
        {
            Id = Guid.CreateVersion7(), ApplicationId = Guid.CreateVersion7(), Name = $"c{i}", Issuer = PlantedMistake.Host,
            Subject = $"project_path:mygroup/myproject:ref_type:branch:ref:b{i}", Audience = PlantedMistake.Host, CreatedDateTime = DateTimeOffset.UnixEpoch,
        });
        var claims = new PlantedMistake("right", "", 0, 0).Claims;
        return Explained.Claims(claims, new CredentialDocument(Guid.Empty, [.. credentials]));
    }

    private static string[] Lines(Action<ExplanationText> write, bool showsAll = false, int? width = null)
    {
        using var output = new StringWriter { NewLine = "\n" };
        write(new ExplanationText(output, colour: false) { ShowsAll = showsAll, Width = width });
        return output.ToString().Split('\n');
    }

    private static Explanation Mistake(string name)
    {
        var mistake = PlantedMistake.All.Single(m => m.Name == name);
        return Explained.Claims(mistake.Claims, new CredentialDocument(Guid.Empty, mistake.Credentials));
    }

    private static Explanation Told(AssertionOutcome outcome)
    {
        var assertion = AssertionReader.ReadDecoded(new PlantedMistake("right", "", 0, 0).Claims).Assertion!;
        var isMismatch = outcome is >= AssertionOutcome.IssuerDiffers and <= AssertionOutcome.Undecided;
        var credential = PlantedMistake.Trust(subject: isMismatch ? "another" : PlantedMistake.Main);
        var judgement = new Judgement
        {
            Outcome = outcome,
            Assertion = assertion,
            Compared = outcome == AssertionOutcome.NoCredential ? [] : CredentialMatcher.Compare(assertion, [credential]),
            Detail = "sub",
            MissingClaims = ["sub"],
            Failure = new IssuerUnreachableException("https://gitlab.example.com", "no such host"),
            Demanded = new DemandedClaim("enterprise", ["octo"], "cat"),
            JudgedAt = DateTimeOffset.UnixEpoch,
        };
        return Explanation.Of(judgement, new ExplanationContext());
    }
}
