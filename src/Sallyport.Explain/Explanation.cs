using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Rules;
using Sallyport.Explain.Causes;
using Sallyport.Explain.Lint;

namespace Sallyport.Explain;

/// <summary>
/// The door to this assembly: why a federated assertion was judged as it was, in words. It owns sentences, likely
/// causes, fixes and advice; it decides nothing and fetches nothing. The command prints it, the portal draws it.
/// </summary>
public sealed record Explanation
{
    /// <summary>The stage of a verdict about the client itself, whose assertion does not matter then.</summary>
    public const string ClientStage = "client";

    private Explanation(Judgement judgement) => Judgement = judgement;

    /// <summary>What is explained.</summary>
    public Judgement Judgement { get; }

    /// <summary>
    /// How far it came: <c>text</c>, <c>lifetime</c>, <c>issuer</c>, <c>audience</c>, <c>subject</c>,
    /// <c>expression</c>, <c>policy</c>, <c>keys</c>, <c>signature</c>, <c>time</c>, <c>replay</c>; or <c>matched</c>.
    /// <c>client</c> when the client could not sign in whatever it presents.
    /// </summary>
    public required string Stage { get; init; }

    /// <summary>The refusal under the rules of 2024; null when it would match.</summary>
    public AadstsRefusal? In2024 { get; private init; }

    /// <summary>The refusal under the rules of 2026; null when it would match.</summary>
    public AadstsRefusal? In2026 { get; private init; }

    /// <summary>The likely cause; null when it would match.</summary>
    public LikelyCause? Cause { get; private init; }

    /// <summary>What today's rules would refuse of the credential that matched; null when nothing.</summary>
    public LikelyCause? Outdated { get; private init; }

    /// <summary>The same as a sentence.</summary>
    public string? Warning => Outdated?.Text;

    /// <summary>What the credential that matched trusts beyond what its author may have meant.</summary>
    public IReadOnlyList<string> Advice { get; private init; } = [];

    /// <summary>Whether nothing speaks against the exchange.</summary>
    public bool Matches => In2026 is null;

    /// <summary>
    /// Whether all that is known fits, and an expression or the tenant's policy tests a claim that is not known here:
    /// the two refusals are then what follows if it does not hold.
    /// </summary>
    public bool IsUndecided => Stage != ClientStage
        && Judgement.Outcome is AssertionOutcome.Undecided or AssertionOutcome.RequiredClaimUnknown;

    /// <summary>Explains a judgement.</summary>
    public static Explanation Of(Judgement judgement, ExplanationContext context)
    {
        var matched = judgement.IsAccepted ? judgement.Nearest?.Credential : null;
        return new Explanation(judgement)
        {
            Stage = StageOf(judgement.Outcome),
            In2024 = judgement.RefusalUnder(RuleSet.Entra2024),
            In2026 = judgement.RefusalUnder(RuleSet.Entra2026),
            Cause = CauseOf(judgement, context),
            Outdated = matched is null ? null : OutdatedOf(matched, context),
            Advice = matched is null ? [] : CredentialLint.Of(matched),
        };
    }

    /// <summary>
    /// The same of a client that could not sign in whatever it presents: what was compared stays, the verdict is the
    /// client's.
    /// </summary>
    /// <param name="refusal">What the token service answers.</param>
    /// <param name="cause">Why.</param>
    public Explanation ForClient(AadstsRefusal refusal, LikelyCause? cause) =>
        this with
        {
            Stage = ClientStage, In2024 = refusal, In2026 = refusal, Cause = cause, Outdated = null, Advice = [],
        };

    /// <summary>What the token service answers under these rules; null when it would match.</summary>
    public AadstsRefusal? RefusalUnder(RuleSet rules) => rules.LegacyNoMatch ? In2024 : In2026;

    private static LikelyCause? CauseOf(Judgement judgement, ExplanationContext context) =>
        Shown(JudgementCause.Of(judgement, context.ApplicationId, context.Source), context);

    private static LikelyCause? OutdatedOf(FederatedIdentityCredential matched, ExplanationContext context) =>
        Shown(OutdatedCause.Of(matched, CredentialAdvice.Warning(matched, RuleSet.Entra2024)), context);

    private static LikelyCause? Shown(LikelyCause? cause, ExplanationContext context)
    {
        if (context.Identities.Count > 0)
            cause = cause?.ForIdentities(context.Identities);
        if (context.Job is { } job)
            cause = cause?.ForJob(job);
        return context.IsLocal ? cause?.Local : cause;
    }

    /// <summary>The stage of an outcome.</summary>
    internal static string StageOf(AssertionOutcome outcome) => outcome switch
    {
        AssertionOutcome.Accepted => "matched",
        AssertionOutcome.Missing or AssertionOutcome.Malformed or AssertionOutcome.ClaimMissing => "text",
        AssertionOutcome.TypeNotAllowed or AssertionOutcome.AlgorithmNotAllowed => "text",
        AssertionOutcome.IssuedByEntra or AssertionOutcome.NoCredential => "issuer",
        AssertionOutcome.IssuerDiffers or AssertionOutcome.CredentialDeleted => "issuer",
        AssertionOutcome.AudienceDiffers => "audience",
        AssertionOutcome.SubjectDiffers or AssertionOutcome.SubjectDiffersInCase => "subject",
        AssertionOutcome.ExpressionDiffers or AssertionOutcome.Undecided => "expression",
        AssertionOutcome.FederationDisabled or AssertionOutcome.IssuerNotAllowed => "policy",
        AssertionOutcome.RequiredClaimDiffers or AssertionOutcome.RequiredClaimUnknown => "policy",
        AssertionOutcome.IssuerUnreachable => "keys",
        AssertionOutcome.KeyNotNamed or AssertionOutcome.KeyUnknown => "signature",
        AssertionOutcome.SignatureTruncated or AssertionOutcome.SignatureInvalid => "signature",
        AssertionOutcome.LivesTooLong => "lifetime",
        AssertionOutcome.NotYetValid or AssertionOutcome.Expired => "time",
        AssertionOutcome.Spent => "replay",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "This outcome has no stage."),
    };
}
