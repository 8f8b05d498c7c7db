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
        AssertionOutcome.KeyUnknown => Aadsts.AssertionKeyNotFound(judgement.Assertion!.Jws.KeyId),
        AssertionOutcome.NotYetValid or AssertionOutcome.Expired or AssertionOutcome.LivesTooLong =>
            OutsideItsTime(judgement),
        AssertionOutcome.Spent => Aadsts.AssertionSpent(),
        AssertionOutcome.Undecided =>
            NoMatch(CredentialMatcher.OutcomeIfUnknownFails(judgement.Compared), judgement.Assertion!, rules),
        var noMatch => NoMatch(noMatch, judgement.Assertion!, rules),
    };

    private static AadstsRefusal NoMatch(AssertionOutcome outcome, Assertion a, RuleSet rules)
    {
        if (outcome == AssertionOutcome.AudienceDiffers)
            return Aadsts.NoMatchingAudience(a.Audience);
        if (rules.LegacyNoMatch)
            return Aadsts.NoMatchingRecord(a.Issuer, a.Subject, a.Audience);
        return outcome switch
        {
            AssertionOutcome.SubjectDiffers => Aadsts.NoMatchingSubject(a.Subject),
            AssertionOutcome.SubjectDiffersInCase => Aadsts.NoMatchingSubjectByCase(a.Subject),
            AssertionOutcome.ExpressionDiffers => Aadsts.NoMatchingExpression(a.Subject),
            AssertionOutcome.NoCredential or AssertionOutcome.IssuerDiffers or AssertionOutcome.CredentialDeleted =>
                Aadsts.NoMatchingIssuer(a.Issuer),
            _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "This is not an outcome of a match."),
        };
    }

    private static AadstsRefusal OutsideItsTime(Judgement judgement)
    {
        var assertion = judgement.Assertion!;
        var from = assertion.NotBefore ?? assertion.IssuedAt;
        return Aadsts.AssertionOutsideItsTime(judgement.JudgedAt, from, assertion.Expires);
    }
}
