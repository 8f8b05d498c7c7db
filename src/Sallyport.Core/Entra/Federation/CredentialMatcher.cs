using Sallyport.Core.Wire;

namespace Sallyport.Core.Entra.Federation;

/// <summary>
/// Finds the credential that an assertion fulfils: issuer, then audience, then subject or expression – all ordinal,
/// nothing normalised, credentials being alternatives. Pure; the default verdict is no, and an empty list allows
/// nothing.
/// </summary>
public static class CredentialMatcher
{
    /// <summary>
    /// The verdict about each credential by itself, the nearest first: what has no wrong field, then what differs by
    /// characters alone that no token has, then what has the fewest wrong fields, came furthest, and differs least.
    /// </summary>
    public static IReadOnlyList<CredentialMatch> Compare(
        Assertion assertion, IReadOnlyList<FederatedIdentityCredential> credentials) =>
        NearestFirst(credentials.Select(c => Compare(assertion, c)));

    /// <summary>Verdicts in that order.</summary>
    public static IReadOnlyList<CredentialMatch> NearestFirst(IEnumerable<CredentialMatch> compared) =>
        compared.OrderByDescending(c => c.WrongFields == 0)
            .ThenByDescending(c => c.OnlyPasted)
            .ThenBy(c => c.WrongFields)
            .ThenByDescending(c => c.Stage)
            .ThenByDescending(c => c.OnlyCase)
            .ThenByDescending(c => c.Difference ?? 0)
            .ToList();

    /// <summary>How credentials that were compared decide, the assertion being what it seems.</summary>
    public static AssertionOutcome OutcomeOf(IReadOnlyList<CredentialMatch> compared)
    {
        if (compared is [{ Stage: MatchStage.Matched }, ..])
            return AssertionOutcome.Accepted;
        return compared is [{ IsUndecided: true }, ..] ? AssertionOutcome.Undecided : OutcomeIfUnknownFails(compared);
    }

    /// <summary>
    /// The same where none matches and the claims that are not known would not fit either: by how far any credential
    /// came.
    /// </summary>
    public static AssertionOutcome OutcomeIfUnknownFails(IReadOnlyList<CredentialMatch> compared)
    {
        if (compared.Count == 0)
            return AssertionOutcome.NoCredential;
        var reached = compared.Max(c => c.Stage);
        var furthest = compared.Where(c => c.Stage == reached).ToList();
        return reached switch
        {
            MatchStage.Issuer => AssertionOutcome.IssuerDiffers,
            MatchStage.Audience => AssertionOutcome.AudienceDiffers,
            _ when furthest.Exists(c => c.OnlyCase) => AssertionOutcome.SubjectDiffersInCase,
            _ when furthest.Exists(c => c.HasExpression) => AssertionOutcome.ExpressionDiffers,
            _ => AssertionOutcome.SubjectDiffers,
        };
    }

    private static CredentialMatch Compare(Assertion assertion, FederatedIdentityCredential credential)
    {
        var isIssuer = Same(credential.Issuer, assertion.Issuer);
        var isAudience = assertion.Audiences is [var only] && Same(credential.Audience, only);
        var terms = credential.Expression is null ? [] : JudgeTerms(assertion, credential);
        var isSubject = credential.Expression is null ? IsSubject(credential, assertion) : Holds(terms);
        var stage = StageOf(isIssuer, isAudience, isSubject);
        var match = new CredentialMatch(credential, stage, assertion, terms)
        {
            WrongFields = new[] { isIssuer, isAudience, isSubject }.Count(fits => fits == false),
        };
        var (expected, presented) = TextsAt(stage, credential, assertion);
        var areTexts = expected.Length > 0 || presented.Length > 0;
        return match with
        {
            OnlyPasted = IsPasted(credential, assertion),
            Difference = areTexts ? TextDifference.Between(expected, presented) : DifferenceOf(stage, terms),
            OnlyCase = expected.Length > 0 && string.Equals(expected, presented, StringComparison.OrdinalIgnoreCase),
        };
    }

    private static bool IsPasted(FederatedIdentityCredential credential, Assertion assertion) =>
        Pasted.Clean(credential.Issuer) == assertion.Issuer
        && Pasted.Clean(credential.Audience) == assertion.Audience
        && credential.Subject is { } subject
        && Pasted.Clean(subject) == assertion.Subject;

    private static MatchStage StageOf(bool isIssuer, bool isAudience, bool? isSubject)
    {
        if (!isIssuer)
            return MatchStage.Issuer;
        if (!isAudience)
            return MatchStage.Audience;
        return isSubject == true ? MatchStage.Matched : MatchStage.Subject;
    }

    // The two texts that differ; empty where an expression decides, or nothing differs.
    private static (string Expected, string Presented) TextsAt(
        MatchStage stage, FederatedIdentityCredential credential, Assertion assertion) => stage switch
    {
        MatchStage.Issuer => (credential.Issuer, assertion.Issuer),
        MatchStage.Audience => (credential.Audience, assertion.Audience),
        MatchStage.Subject when credential.Expression is null => (credential.Subject ?? "", assertion.Subject),
        _ => ("", ""),
    };

    private static bool IsSubject(FederatedIdentityCredential credential, Assertion assertion) =>
        credential.Subject is { Length: > 0 } subject && Same(subject, assertion.Subject);

    // What cannot be read any more (a newer language, a damaged row) matches nothing.
    private static List<TermMatch> JudgeTerms(Assertion assertion, FederatedIdentityCredential credential) =>
        (credential.ReadExpression()?.Tests ?? []).Select(test => JudgeTerm(assertion, credential, test)).ToList();

    // What is not known does not hold either; it only leaves open whether it would.
    private static bool? Holds(List<TermMatch> terms)
    {
        if (terms.Count == 0 || terms.Exists(t => t.Holds == false))
            return false;
        return terms.Exists(t => t.Holds is null) ? null : true;
    }

    private static TermMatch JudgeTerm(Assertion assertion, FederatedIdentityCredential credential, ClaimTest test)
    {
        var isMissing = !assertion.Claims.TryGetProperty(test.Claim, out _);
        var isSent = IssuerProfiles.Of(credential.Issuer)?.Sends(test.Claim) == true;
        var isUnknown = assertion.IsPartial && isMissing && isSent;
        var value = assertion.Claims.String(test.Claim);
        bool? holds = isUnknown ? null : test.Holds(assertion.Claims);
        return new TermMatch(test, holds, string.IsNullOrEmpty(value) ? null : value);
    }

    private static int? DifferenceOf(MatchStage stage, List<TermMatch> terms)
    {
        var failing = stage == MatchStage.Subject ? terms.Find(t => t.Holds == false) : null;
        return failing?.Test.Mismatch(failing.Presented ?? "");
    }

    // An empty text, as only a damaged row has one, fits nothing.
    private static bool Same(string expected, string presented) =>
        expected.Length > 0 && string.Equals(expected, presented, StringComparison.Ordinal);
}
