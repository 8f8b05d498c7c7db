using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Wire;
using Sallyport.Explain;

namespace Sallyport.Portal.Verdicts;

/// <summary>One claim of an assertion beside what a credential expects of it.</summary>
/// <param name="Claim">What is compared: <c>issuer</c>, <c>audience</c>, <c>subject</c> or a claim.</param>
/// <param name="Fits">Whether it fits; null when the claim is not known here.</param>
/// <param name="Presented">What was presented.</param>
/// <param name="Word">What stands before the expectation: <c>expected</c>, <c>eq</c>, <c>matches</c>.</param>
/// <param name="Expected">What is expected; null when there is nothing to compare with.</param>
/// <param name="Difference">Where they first differ, in UTF-16 units; null where that says nothing.</param>
public sealed record ComparedClaim(
    string Claim, bool? Fits, MarkedText Presented, string Word, MarkedText? Expected, int? Difference)
{
    private const string ExpectedWord = "expected";

    /// <summary>The claims of a credential's comparison, in the order of the checks.</summary>
    public static IEnumerable<ComparedClaim> Of(CredentialMatch match)
    {
        var assertion = match.Assertion;
        var credential = match.Credential;
        yield return Compare("issuer", assertion.Issuer, credential.Issuer);
        yield return Compare("audience", assertion.Audience, credential.Audience);
        if (credential.Expression is null)
            yield return Compare("subject", assertion.Subject, credential.Subject ?? "");
        else if (match.Terms.Count == 0)
            yield return Unreadable(assertion.Subject, credential.Expression);
        foreach (var term in match.Terms)
            yield return Of(term);
    }

    /// <summary>The same where a part of the assertion is not known.</summary>
    /// <param name="match">The comparison.</param>
    /// <param name="unknown">What is not known, of <c>issuer</c>, <c>audience</c> and <c>subject</c>.</param>
    public static IEnumerable<ComparedClaim> Of(CredentialMatch match, IReadOnlyCollection<string> unknown) =>
        Of(match).Select(claim => unknown.Contains(claim.Claim) ? Unknown(claim) : claim);

    /// <summary>The claims of an assertion that no credential was compared with.</summary>
    public static IEnumerable<ComparedClaim> Of(Assertion assertion)
    {
        yield return Alone("issuer", assertion.Issuer);
        yield return Alone("audience", assertion.Audience);
        yield return Alone("subject", assertion.Subject);
    }

    private static ComparedClaim Compare(string claim, string presented, string expected)
    {
        if (TextDifference.Between(expected, presented) is not { } difference)
            return new(claim, true, MarkedText.Same(presented), ExpectedWord, MarkedText.Same(expected), null);
        return new(
            claim, false, MarkedText.Between(presented, expected), ExpectedWord,
            MarkedText.Between(expected, presented), difference);
    }

    private static ComparedClaim Of(TermMatch term)
    {
        var claim = term.Test.Claim == "sub" ? "subject" : TerminalText.Visible(term.Test.Claim);
        var presented = term is { Presented: { } value, Difference: { } difference }
            ? MarkedText.From(value, difference)
            : MarkedText.Same(ExplanationText.PresentedIn(term));
        return new(
            claim, term.Holds, presented, term.Test.Word, MarkedText.Same(term.Test.Comparand), term.Difference);
    }

    private static ComparedClaim Unknown(ComparedClaim claim) => claim with
    {
        Fits = null,
        Presented = MarkedText.Same("–"),
        Expected = claim.Expected is null ? null : claim.Expected with { Different = null },
        Difference = null,
    };

    private static ComparedClaim Unreadable(string subject, string expression) =>
        new("subject", false, MarkedText.Same(subject), "rule", MarkedText.Same(expression), null);

    private static ComparedClaim Alone(string claim, string presented) =>
        new(claim, false, MarkedText.Same(presented), ExpectedWord, null, null);
}
