using Sallyport.Core.Entra.Rules;

namespace Sallyport.Core.Entra.Federation;

/// <summary>
/// The one table from a judgement's outcome, under the rules of a year, to the entry of <see cref="Aadsts"/>.
/// </summary>
internal static class JudgementRefusals
{
    /// <summary>The refusal; null for what is accepted.</summary>
    public static AadstsRefusal? Of(Judgement judgement, RuleSet rules) => judgement.Outcome switch
    {
        AssertionOutcome.Accepted => null,
        AssertionOutcome.Missing => Aadsts.NoProof(),
        AssertionOutcome.Malformed => Aadsts.MalformedAssertion(),
        AssertionOutcome.TypeNotAllowed => Aadsts.AssertionTypeNotAllowed(),
        AssertionOutcome.AlgorithmNotAllowed =>
            Aadsts.UnsupportedAlgorithm(
                judgement.Detail, [AssertionReader.StandardAlgorithm, .. judgement.FurtherAlgorithms]),
        AssertionOutcome.ClaimMissing => Aadsts.MissingInAssertion(judgement.Detail!),
        AssertionOutcome.IssuedByEntra => Aadsts.IssuedByEntra(),
        AssertionOutcome.KeyNotNamed => Aadsts.AssertionNamesNoKey(),
        AssertionOutcome.SignatureTruncated or AssertionOutcome.SignatureInvalid => Aadsts.AssertionSignatureInvalid(),
        AssertionOutcome.IssuerUnreachable => Aadsts.IssuerUnreachable(judgement.Failure?.Message),
        AssertionOutcome.KeyUnknown =>
            Aadsts.AssertionKeyNotFound(judgement.Assertion!.Jws.KeyId, judgement.Failure?.Reason),
        AssertionOutcome.NotYetValid or AssertionOutcome.Expired => OutsideItsTime(judgement),
        AssertionOutcome.LivesTooLong => LivesTooLong(judgement.Assertion!),
        AssertionOutcome.Spent => Aadsts.AssertionSpent(),
        AssertionOutcome.Undecided =>
            NoMatch(CredentialMatcher.OutcomeIfUnknownFails(judgement.Compared), judgement.Assertion!, rules),
        AssertionOutcome.FederationDisabled => Aadsts.FederationDisabled(),
        AssertionOutcome.IssuerNotAllowed =>
            Aadsts.IssuerNotAllowed(TenantPolicy.WithSlash(judgement.Assertion!.Issuer)),
        AssertionOutcome.RequiredClaimDiffers or AssertionOutcome.RequiredClaimUnknown =>
            RequiredClaimDiffers(judgement.Assertion!, judgement.Demanded!),
        AssertionOutcome.NoCredential => NoCredential(judgement.Client, rules),
        AssertionOutcome.IssuerDiffers or AssertionOutcome.CredentialDeleted =>
            NoMatch(judgement.Outcome, judgement.Assertion!, rules),
        AssertionOutcome.AudienceDiffers or AssertionOutcome.ExpressionDiffers =>
            NoMatch(judgement.Outcome, judgement.Assertion!, rules),
        AssertionOutcome.SubjectDiffers or AssertionOutcome.SubjectDiffersInCase =>
            NoMatch(judgement.Outcome, judgement.Assertion!, rules),
        var unknown => throw new ArgumentOutOfRangeException(nameof(judgement), unknown, "This outcome has no code."),
    };

    private static AadstsRefusal NoCredential(JudgedClient? client, RuleSet rules) => rules.LegacyNoMatch
        ? Aadsts.NoCredentialIn2024()
        : Aadsts.NoCredential($"{client?.AppId}", client?.DisplayName ?? "");

    // The tutorial's rules have one code for the issuer and for exact subjects.
    private static AadstsRefusal NoMatch(AssertionOutcome outcome, Assertion a, RuleSet rules)
    {
        var refusal = outcome switch
        {
            AssertionOutcome.AudienceDiffers => Aadsts.NoMatchingAudience(a.Audience),
            AssertionOutcome.SubjectDiffers => Aadsts.NoMatchingSubject(a.Subject),
            AssertionOutcome.SubjectDiffersInCase => Aadsts.NoMatchingSubjectByCase(a.Subject),
            AssertionOutcome.ExpressionDiffers => Aadsts.NoMatchingExpression(a.Subject),
            AssertionOutcome.IssuerDiffers or AssertionOutcome.CredentialDeleted =>
                Aadsts.NoMatchingIssuer(a.Issuer),
            _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "This is not an outcome of a match."),
        };
        var hasOwnCode = outcome is AssertionOutcome.AudienceDiffers or AssertionOutcome.ExpressionDiffers;
        return rules.LegacyNoMatch && !hasOwnCode ? Aadsts.NoMatchingRecord(a.Issuer, a.Subject, a.Audience) : refusal;
    }

    private static AadstsRefusal RequiredClaimDiffers(Assertion a, DemandedClaim demanded) =>
        Aadsts.RequiredClaimDiffers(
            TenantPolicy.WithSlash(a.Issuer), demanded.Claim, demanded.ListOfValues, demanded.Actual);

    private static AadstsRefusal LivesTooLong(Assertion a) =>
        Aadsts.AssertionLivesTooLong(a.IssuedAt ?? DateTimeOffset.UnixEpoch, a.Expires);

    private static AadstsRefusal OutsideItsTime(Judgement judgement)
    {
        var assertion = judgement.Assertion!;
        var from = assertion.NotBefore ?? assertion.IssuedAt;
        return Aadsts.AssertionOutsideItsTime(judgement.JudgedAt, from, assertion.Expires);
    }
}
