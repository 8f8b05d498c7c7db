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
        var byIssuer = credentials.Where(c => Same(c.Issuer, assertion.Issuer)).ToList();
        if (byIssuer.Count == 0)
            return NoText(MatchStage.Issuer, assertion, credentials, c => c.Issuer, assertion.Issuer);

        var byAudience = byIssuer.Where(c => assertion.Audiences is [var only] && Same(c.Audience, only)).ToList();
        if (byAudience.Count == 0)
            return NoText(MatchStage.Audience, assertion, byIssuer, c => c.Audience, assertion.Audience);

        var compared = byAudience.Select(c => Compare(assertion, c)).ToList();
        return compared.Find(c => c.Stage == MatchStage.Matched) ?? Nearest(compared);
    }

    private static CredentialMatch NoText(
        MatchStage stage, Assertion assertion, IReadOnlyList<FederatedIdentityCredential> credentials,
        Func<FederatedIdentityCredential, string> text, string presented)
    {
        var nearest = credentials.MaxBy(c => TextDifference.Between(text(c), presented));
        var onlyCase = credentials.Any(c => string.Equals(text(c), presented, StringComparison.OrdinalIgnoreCase));
        var difference = nearest is null ? null : TextDifference.Between(text(nearest), presented);
        return new CredentialMatch(stage, nearest, assertion, null, difference, onlyCase, Expressions: false);
    }

    private static CredentialMatch Compare(Assertion assertion, FederatedIdentityCredential credential)
    {
        if (credential.Expression is { } text)
            return CompareExpression(assertion, credential, text);
        var subject = credential.Subject ?? "";
        var matches = subject.Length > 0 && Same(subject, assertion.Subject);
        var onlyCase = !matches && string.Equals(subject, assertion.Subject, StringComparison.OrdinalIgnoreCase);
        return new CredentialMatch(
            matches ? MatchStage.Matched : MatchStage.Subject, credential, assertion, null,
            TextDifference.Between(subject, assertion.Subject), onlyCase, Expressions: false);
    }

    // What cannot be read any more (a newer language, a damaged row) matches nothing.
    private static CredentialMatch CompareExpression(Assertion assertion, FederatedIdentityCredential credential, string text)
    {
        var expression = credential.ExpressionLanguageVersion == ClaimsMatchingExpression.LanguageVersion
            ? ClaimsMatchingExpression.Read(text).Expression
            : null;
        var failing = expression?.FirstFailing(assertion.Claims);
        var matches = expression is not null && failing is null;
        var difference = failing?.Mismatch(assertion.Claims.String(failing.Claim) ?? "");
        return new CredentialMatch(
            matches ? MatchStage.Matched : MatchStage.Subject, credential, assertion, failing, difference, OnlyCase: false, Expressions: true);
    }

    private static CredentialMatch Nearest(List<CredentialMatch> compared) =>
        compared.MaxBy(c => (c.OnlyCase, c.Difference ?? 0))! with
        {
            OnlyCase = compared.Exists(c => c.OnlyCase),
            Expressions = compared.Exists(c => c.Expressions),
        };

    private static bool Same(string expected, string presented) => string.Equals(expected, presented, StringComparison.Ordinal);
}
