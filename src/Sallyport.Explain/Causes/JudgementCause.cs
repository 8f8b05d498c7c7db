using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Wire;
using Sallyport.Explain.Fixes;

namespace Sallyport.Explain.Causes;

/// <summary>
/// The door to this room: why an assertion was refused. The room owns the likely causes, one class for each part that
/// may differ; commands and new texts for a credential are made in Fixes, and no cause is derived from an AADSTS code.
/// This class is the one table from a judgement's outcome to its likely cause.
/// </summary>
internal static class JudgementCause
{
    /// <summary>The likely cause; null for what is accepted.</summary>
    /// <param name="judgement">The judgement.</param>
    /// <param name="application">The object id of the application; empty when it is not known.</param>
    /// <param name="source">The token as it was given, and where it comes from.</param>
    public static LikelyCause? Of(Judgement judgement, Guid application, TokenSource source) => judgement.Outcome switch
    {
        AssertionOutcome.Accepted => null,
        AssertionOutcome.Missing or AssertionOutcome.Malformed => TextCause.Of(judgement, source),
        AssertionOutcome.TypeNotAllowed or AssertionOutcome.AlgorithmNotAllowed => TextCause.Of(judgement, source),
        AssertionOutcome.ClaimMissing => TextCause.Of(judgement, source),
        AssertionOutcome.IssuedByEntra => TextCause.OfEntra(source),
        AssertionOutcome.NoCredential => ApplicationCause.NoCredential(application),
        AssertionOutcome.FederationDisabled => PolicyCause.Disabled(),
        AssertionOutcome.IssuerNotAllowed => PolicyCause.IssuerNotAllowed(judgement.Assertion!),
        AssertionOutcome.RequiredClaimDiffers => PolicyCause.Differs(judgement.Demanded!),
        AssertionOutcome.RequiredClaimUnknown => PolicyCause.Unknown(judgement.Demanded!),
        AssertionOutcome.CredentialDeleted => SignatureCause.Deleted(),
        AssertionOutcome.IssuerUnreachable => Unreachable(judgement, application),
        AssertionOutcome.KeyNotNamed => SignatureCause.NoKeyId(),
        AssertionOutcome.SignatureTruncated => TextCause.Truncated(source),
        AssertionOutcome.KeyUnknown => SignatureCause.KeyUnknown(judgement.Assertion, judgement.Failure?.Reason),
        AssertionOutcome.SignatureInvalid => SignatureCause.Invalid(),
        AssertionOutcome.NotYetValid => TimeCause.NotYetValid(judgement),
        AssertionOutcome.Expired => TimeCause.Expired(judgement),
        AssertionOutcome.LivesTooLong => TimeCause.LivesTooLong(judgement),
        AssertionOutcome.Spent => SignatureCause.Spent(),
        AssertionOutcome.IssuerDiffers or AssertionOutcome.AudienceDiffers => Mismatch(judgement),
        AssertionOutcome.SubjectDiffers or AssertionOutcome.SubjectDiffersInCase => Mismatch(judgement),
        AssertionOutcome.ExpressionDiffers or AssertionOutcome.Undecided => Mismatch(judgement),
        var unknown => throw new ArgumentOutOfRangeException(nameof(judgement), unknown, "This outcome has no cause."),
    };

    private static LikelyCause Unreachable(Judgement judgement, Guid application)
    {
        var assertion = judgement.Assertion!;
        return HttpsUrl.Read(assertion.Issuer) is null
            ? IssuerCause.Insecure(application, assertion)
            : SignatureCause.Unreachable(judgement.Failure!);
    }

    // An expression that the list has lost may be the one that fits: nothing else can be said before it is known.
    private static LikelyCause Mismatch(Judgement judgement)
    {
        var lost = judgement.Compared
            .Where(match => match.Stage == MatchStage.Subject)
            .FirstOrDefault(match => LostExpression.IsIn(match.Credential));
        return MismatchCause.Of(lost ?? judgement.Nearest!);
    }
}
