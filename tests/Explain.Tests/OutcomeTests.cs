using System.Text.Json;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Tests.GitLab;
using Sallyport.Explain.Causes;
using Sallyport.Explain.Fixes;
using Sallyport.Explain.Tests.Mistakes;

namespace Sallyport.Explain.Tests;

/// <summary>The three tables of outcomes: each names all of them and takes no unknown one for another.</summary>
public sealed class OutcomeTests
{
    private const AssertionOutcome New = (AssertionOutcome)99;

    // The stage, the codes of 2024 and 2026, and the kind of cause.
    private static readonly Dictionary<AssertionOutcome, (string Stage, int In2024, int In2026, string? Kind)> Expected = new()
    {
        [AssertionOutcome.Accepted] = ("matched", 0, 0, null),
        [AssertionOutcome.Missing] = ("text", 7000216, 7000216, "token-empty"),
        [AssertionOutcome.Malformed] = ("text", 50027, 50027, "claims-malformed"),
        [AssertionOutcome.TypeNotAllowed] = ("text", 5002727, 5002727, "token-type"),
        [AssertionOutcome.AlgorithmNotAllowed] = ("text", 5002738, 5002738, "token-algorithm"),
        [AssertionOutcome.ClaimMissing] = ("text", 90014, 90014, "claim-missing"),
        [AssertionOutcome.IssuedByEntra] = ("issuer", 700222, 700222, "token-of-entra"),
        [AssertionOutcome.NoCredential] = ("issuer", 70025, 70025, "no-credential"),
        [AssertionOutcome.LivesTooLong] = ("lifetime", 70023, 70023, "token-lives-too-long"),
        [AssertionOutcome.IssuerDiffers] = ("issuer", 70021, 700211, "issuer-trailing-slash"),
        [AssertionOutcome.AudienceDiffers] = ("audience", 700212, 700212, "audience-other"),
        [AssertionOutcome.SubjectDiffers] = ("subject", 70021, 700213, "branch-other"),
        [AssertionOutcome.SubjectDiffersInCase] = ("subject", 70021, 7002138, "subject-letter-case"),
        [AssertionOutcome.ExpressionDiffers] = ("expression", 7002131, 7002131, "expression-project-id"),
        [AssertionOutcome.Undecided] = ("expression", 7002131, 7002131, "claim-unknown"),
        [AssertionOutcome.CredentialDeleted] = ("issuer", 70021, 700211, "credential-deleted"),
        [AssertionOutcome.FederationDisabled] = ("policy", 700223, 700223, "federation-disabled"),
        [AssertionOutcome.IssuerNotAllowed] = ("policy", 700238, 700238, "issuer-not-allowed"),
        [AssertionOutcome.RequiredClaimDiffers] = ("policy", 7002381, 7002381, "required-claim-differs"),
        [AssertionOutcome.RequiredClaimUnknown] = ("policy", 7002381, 7002381, "required-claim-unknown"),
        [AssertionOutcome.KeyNotNamed] = ("signature", 5002723, 5002723, "token-without-kid"),
        [AssertionOutcome.SignatureTruncated] = ("signature", 7000274, 7000274, "token-truncated"),
        [AssertionOutcome.IssuerUnreachable] = ("keys", 501661, 501661, "issuer-unreachable"),
        [AssertionOutcome.KeyUnknown] = ("signature", 700027, 700027, "key-unknown"),
        [AssertionOutcome.SignatureInvalid] = ("signature", 7000274, 7000274, "signature-invalid"),
        [AssertionOutcome.NotYetValid] = ("time", 700024, 700024, "token-not-yet-valid"),
        [AssertionOutcome.Expired] = ("time", 700024, 700024, "token-expired"),
        [AssertionOutcome.Spent] = ("replay", 50013, 50013, "assertion-spent"),
    };

    public static TheoryData<AssertionOutcome> Outcomes => [.. Enum.GetValues<AssertionOutcome>()];

    [Theory]
    [MemberData(nameof(Outcomes))]
    public void Each_outcome_has_its_stage_its_code_of_either_year_and_its_cause(AssertionOutcome outcome)
    {
        var judgement = JudgementOf(outcome);
        var found = (
            Explanation.StageOf(outcome),
            judgement.RefusalUnder(RuleSet.Entra2024)?.Number ?? 0,
            judgement.RefusalUnder(RuleSet.Entra2026)?.Number ?? 0,
            JudgementCause.Of(judgement, Guid.Empty, TokenSource.Of(null, [], isLocal: false))?.Kind);
        Assert.True(Expected.TryGetValue(outcome, out var expected), $"Nothing is said of {outcome}: {found}");
        Assert.Equal(expected, found);
    }

    [Fact]
    public void No_table_takes_an_unknown_outcome_for_another()
    {
        var judgement = JudgementOf(New);
        Assert.Throws<ArgumentOutOfRangeException>(() => Explanation.StageOf(New));
        Assert.Throws<ArgumentOutOfRangeException>(() => judgement.RefusalUnder(RuleSet.Entra2024));
        Assert.Throws<ArgumentOutOfRangeException>(() => judgement.RefusalUnder(RuleSet.Entra2026));
        Assert.Throws<ArgumentOutOfRangeException>(() => JudgementCause.Of(judgement, Guid.Empty, TokenSource.Of(null, [], isLocal: false)));
    }

    [Fact]
    public void No_range_of_numbers_takes_an_unknown_outcome_in()
    {
        var all = Enumerable.Range(0, 200).Select(number => (AssertionOutcome)number).ToList();
        Assert.Equal(
            [
                AssertionOutcome.NoCredential, AssertionOutcome.IssuerDiffers, AssertionOutcome.AudienceDiffers, AssertionOutcome.SubjectDiffers,
                AssertionOutcome.SubjectDiffersInCase, AssertionOutcome.ExpressionDiffers, AssertionOutcome.Undecided, AssertionOutcome.CredentialDeleted,
            ],
            all.Where(outcome => outcome.IsMismatch()));
        Assert.Equal(
            [AssertionOutcome.Accepted, AssertionOutcome.NotYetValid, AssertionOutcome.Expired, AssertionOutcome.Spent],
            all.Where(outcome => outcome.MayChangeWithKeys()));
        Assert.Equal(
            [
                AssertionOutcome.FederationDisabled, AssertionOutcome.IssuerNotAllowed,
                AssertionOutcome.RequiredClaimDiffers, AssertionOutcome.RequiredClaimUnknown,
            ],
            all.Where(outcome => outcome.IsOfPolicy()));
    }

    private static Judgement JudgementOf(AssertionOutcome outcome)
    {
        var assertion = AssertionOf(outcome);
        return new Judgement
        {
            Outcome = outcome,
            Assertion = assertion,
            Compared = CredentialMatcher.Compare(assertion, CredentialsOf(outcome)),
            Detail = outcome == AssertionOutcome.ClaimMissing ? "iss" : null,
            MissingClaims = outcome == AssertionOutcome.ClaimMissing ? ["iss"] : [],
            Failure = outcome == AssertionOutcome.IssuerUnreachable
                ? new IssuerUnreachableException($"{PlantedMistake.Host}/.well-known/openid-configuration", "the host name was not found")
                : null,
            Demanded = outcome is AssertionOutcome.RequiredClaimDiffers or AssertionOutcome.RequiredClaimUnknown
                ? new DemandedClaim("enterprise", ["octo"], "")
                : null,
            JudgedAt = GitLabExample.Noon,
        };
    }

    private static Assertion AssertionOf(AssertionOutcome outcome)
    {
        var projectId = outcome == AssertionOutcome.Undecided ? null : "57382910";
        var presented = new PlantedMistake("presented", "", 0, 0) { ProjectId = projectId };
        return AssertionReader.ReadDecoded(presented.Claims).Assertion!;
    }

    private static FederatedIdentityCredential[] CredentialsOf(AssertionOutcome outcome)
    {
        const string main = PlantedMistake.Main;
        var ofProject = $"claims['sub'] eq '{main}' and claims['project_id'] eq '1'";
        return outcome switch
        {
            AssertionOutcome.NoCredential => [],
            AssertionOutcome.IssuerDiffers => [PlantedMistake.Trust(PlantedMistake.Host + "/")],
            AssertionOutcome.AudienceDiffers => [PlantedMistake.Trust(audience: PlantedMistake.Exchange)],
            AssertionOutcome.SubjectDiffers => [PlantedMistake.Trust(subject: main + "2")],
            AssertionOutcome.SubjectDiffersInCase =>
                [PlantedMistake.Trust(subject: main.Replace("mygroup", "MyGroup", StringComparison.Ordinal))],
            AssertionOutcome.ExpressionDiffers or AssertionOutcome.Undecided =>
                [PlantedMistake.Trust(subject: null, expression: ofProject)],
            _ => [PlantedMistake.Trust()],
        };
    }
}
