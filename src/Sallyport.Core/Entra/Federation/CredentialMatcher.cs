using Sallyport.Core.Wire;


namespace Sallyport.Core.Entra.Federation;

/// <summary>
/// Finds the credential that an assertion fulfils: issuer, then audience, then subject or expression – all ordinal, nothing normalised,
/// credentials being alternatives. Pure; the default verdict is no, and an empty list allows nothing.
/// </summary>
public static class CredentialMatcher
{
    /// <summary>Matches the assertion with the credentials of one application.</summary>
    public static CredentialMatch Match(Assertion assertion, IReadOnlyList<FederatedIdentityCredential> credentials)
    {
        if (Compare(assertion, credentials) is not [var nearest, ..] compared)
            return new CredentialMatch(null, MatchStage.Issuer, assertion, [], 3, null, OnlyCase: false, Expressions: false);
        var reached = compared.Max(c => c.Stage);
        var furthest = compared.Where(c => c.Stage == reached).ToList();
        return nearest with { Reached = reached, OnlyCase = furthest.Exists(c => c.OnlyCase), Expressions = furthest.Exists(c => c.Expressions) };
    }

    /// <summary>
    /// The verdict about each credential by itself, the nearest first: what has the fewest wrong fields, then what came furthest, then what
    /// differs least.
    /// </summary>
    public static IReadOnlyList<CredentialMatch> Compare(Assertion assertion, IReadOnlyList<FederatedIdentityCredential> credentials) =>
        credentials.Select(c => Compare(assertion, c))
            .OrderBy(c => c.WrongFields)
            .ThenByDescending(c => c.Stage)
            .ThenByDescending(c => c.OnlyCase)
            .ThenByDescending(c => c.Difference ?? 0)
            .ToList();

    private static CredentialMatch Compare(Assertion assertion, FederatedIdentityCredential credential)
    {
        var issuer = Same(credential.Issuer, assertion.Issuer);
        var audience = assertion.Audiences is [var only] && Same(credential.Audience, only);
        var (terms, subject) = credential.Expression is not null ? Judge(assertion, credential) : ([], IsSubject(credential, assertion));
        var stage = !issuer ? MatchStage.Issuer : !audience ? MatchStage.Audience : subject == true ? MatchStage.Matched : MatchStage.Subject;
        var (expected, presented) = stage switch
        {
            MatchStage.Issuer => (credential.Issuer, assertion.Issuer),
            MatchStage.Audience => (credential.Audience, assertion.Audience),
            MatchStage.Subject when credential.Expression is null => (credential.Subject ?? "", assertion.Subject),
            _ => ("", ""),
        };
        return new CredentialMatch(
            credential, stage, assertion, terms,
            WrongFields: (issuer ? 0 : 1) + (audience ? 0 : 1) + (subject == false ? 1 : 0),
            expected.Length > 0 || presented.Length > 0 ? TextDifference.Between(expected, presented) : DifferenceOf(stage, terms),
            OnlyCase: expected.Length > 0 && string.Equals(expected, presented, StringComparison.OrdinalIgnoreCase),
            Expressions: credential.Expression is not null);
    }

    private static bool? IsSubject(FederatedIdentityCredential credential, Assertion assertion) =>
        credential.Subject is { Length: > 0 } subject && Same(subject, assertion.Subject);

    // What cannot be read any more (a newer language, a damaged row) matches nothing; nor does what is not known.
    private static (IReadOnlyList<TermMatch> Terms, bool? Holds) Judge(Assertion assertion, FederatedIdentityCredential credential)
    {
        if (credential.ReadExpression() is not { } expression)
            return ([], false);
        var terms = expression.Tests.Select(t => Judge(assertion, credential, t)).ToList();
        return (terms, terms.Exists(t => t.Holds == false) ? false : terms.Exists(t => t.Holds is null) ? null : terms.Count > 0);
    }

    private static TermMatch Judge(Assertion assertion, FederatedIdentityCredential credential, ClaimTest test)
    {
        var unknown = assertion.IsPartial && !assertion.Claims.TryGetProperty(test.Claim, out _) && IssuerProfiles.Of(credential.Issuer)?.Sends(test.Claim) == true;
        return new TermMatch(test, unknown ? null : test.Holds(assertion.Claims), assertion.Claims.String(test.Claim) is { Length: > 0 } value ? value : null);
    }

    private static int? DifferenceOf(MatchStage stage, IReadOnlyList<TermMatch> terms) => stage == MatchStage.Subject
        && terms.FirstOrDefault(t => t.Holds == false) is { } failing ? failing.Test.Mismatch(failing.Presented ?? "") : null;

    // An empty text, as only a damaged row has one, fits nothing.
    private static bool Same(string expected, string presented) => expected.Length > 0 && string.Equals(expected, presented, StringComparison.Ordinal);
}
