using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Signing;

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
            return new CredentialMatch(MatchStage.Issuer, null, assertion, null, null, OnlyCase: false, Expressions: false);
        var left = compared.Where(c => c.Stage == nearest.Stage).ToList();
        return nearest with { OnlyCase = left.Exists(c => c.OnlyCase), Expressions = left.Exists(c => c.Expressions) };
    }

    /// <summary>The verdict about each credential by itself, the nearest first: what came furthest, then what differs least.</summary>
    public static IReadOnlyList<CredentialMatch> Compare(Assertion assertion, IReadOnlyList<FederatedIdentityCredential> credentials) =>
        credentials.Select(c => Compare(assertion, c))
            .OrderByDescending(c => c.Stage)
            .ThenByDescending(c => c.OnlyCase)
            .ThenByDescending(c => c.Difference ?? 0)
            .ThenByDescending(c => FurtherFits(assertion, c.Credential!))
            .ToList();

    private static CredentialMatch Compare(Assertion assertion, FederatedIdentityCredential credential)
    {
        if (!Same(credential.Issuer, assertion.Issuer))
            return CompareText(MatchStage.Issuer, assertion, credential, credential.Issuer, assertion.Issuer);
        if (assertion.Audiences is not [var only] || !Same(credential.Audience, only))
            return CompareText(MatchStage.Audience, assertion, credential, credential.Audience, assertion.Audience);
        if (credential.Expression is not null)
            return CompareExpression(assertion, credential);
        var subject = credential.Subject ?? "";
        return Same(subject, assertion.Subject)
            ? new CredentialMatch(MatchStage.Matched, credential, assertion, null, null, OnlyCase: false, Expressions: false)
            : CompareText(MatchStage.Subject, assertion, credential, subject, assertion.Subject);
    }

    private static CredentialMatch CompareText(
        MatchStage stage, Assertion assertion, FederatedIdentityCredential credential, string expected, string presented) => new(
        stage, credential, assertion, null, TextDifference.Between(expected, presented),
        OnlyCase: string.Equals(expected, presented, StringComparison.OrdinalIgnoreCase), Expressions: false);

    // What cannot be read any more (a newer language, a damaged row) matches nothing.
    private static CredentialMatch CompareExpression(Assertion assertion, FederatedIdentityCredential credential)
    {
        var expression = credential.ReadExpression();
        var failing = expression?.FirstFailing(assertion.Claims);
        var matches = expression is not null && failing is null;
        var difference = failing?.Mismatch(assertion.Claims.String(failing.Claim) ?? "");
        return new CredentialMatch(
            matches ? MatchStage.Matched : MatchStage.Subject, credential, assertion, failing, difference, OnlyCase: false, Expressions: true);
    }

    // Among equals the one that would fit in what is not compared any more is what was meant.
    private static int FurtherFits(Assertion assertion, FederatedIdentityCredential credential) =>
        (Same(credential.Audience, assertion.Audience) ? 1 : 0) + (Same(credential.Subject ?? "", assertion.Subject) ? 1 : 0);

    // An empty text, as only a damaged row has one, fits nothing.
    private static bool Same(string expected, string presented) => expected.Length > 0 && string.Equals(expected, presented, StringComparison.Ordinal);
}
