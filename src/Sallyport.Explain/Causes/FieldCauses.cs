using Sallyport.Core.Entra.Federation;
using Sallyport.Explain.Fixes;
using Sallyport.Explain.Subjects;

namespace Sallyport.Explain.Causes;

/// <summary>
/// All that differs between a credential and what was presented, in the order in which it would be refused: whoever
/// fixes only the first fault is refused again. What another spelling corrects is corrected before the next field is
/// looked at, so that each fix may be carried out after those before it.
/// </summary>
internal static class FieldCauses
{
    /// <summary>The first cause, with the further ones in it.</summary>
    public static LikelyCause Of(CredentialMatch match)
    {
        List<LikelyCause> causes = [.. WithOneFix(match.Credential, All(match))];
        return causes[0] with { Further = causes[1..] };
    }

    private static List<LikelyCause> All(CredentialMatch match)
    {
        var a = match.Assertion;
        var c = match.Credential;
        var causes = new List<LikelyCause>();
        if (c.Issuer != a.Issuer)
            causes.AddRange(IssuerCause.Of(c, a));
        if (causes.Exists(cause => cause.Kind == IssuerCause.RetiredToken))
            return causes; // nothing of such a token is compared with sense
        c = Spelt(c, causes);
        if (a.Audiences is not [var only] || c.Audience != only)
            causes.Add(AudienceCause.Of(c, a));
        c = Spelt(c, causes);
        var isSubjectCompared = causes.Count == 0 || AreComparable(c, a);
        if (isSubjectCompared)
            causes.AddRange(OfSubject(CredentialMatcher.Compare(a, [c])[0], causes.Count == 0));
        return causes;
    }

    // A token of another platform has another subject by its nature.
    private static bool AreComparable(FederatedIdentityCredential c, Assertion a) =>
        c.Issuer == a.Issuer || Platforms.Of(c.Issuer, c.Subject) == Platforms.Of(a.Issuer, a.Subject);

    private static IReadOnlyList<LikelyCause> OfSubject(CredentialMatch match, bool isFirst)
    {
        if (match.HasExpression)
            return ExpressionCause.Of(match, isFirst);
        var isSame = match.Credential.Subject == match.Assertion.Subject;
        return isSame && !isFirst ? [] : SubjectCause.Of(match.Credential, match.Assertion);
    }

    /// <summary>The credential after what the causes correct by another spelling.</summary>
    public static FederatedIdentityCredential Spelt(
        FederatedIdentityCredential c, IReadOnlyCollection<LikelyCause> causes) =>
        causes.Select(SpellingIn).OfType<TrustedClaims>().LastOrDefault()?.In(c) ?? c;

    // Each spelling was made from the credential that had those before it.
    private static IEnumerable<LikelyCause> WithOneFix(FederatedIdentityCredential c, List<LikelyCause> causes)
    {
        var becomes = TrustedClaims.Of(Spelt(c, causes));
        var places = CredentialFix.PlacesOf(TrustedClaims.Of(c), becomes);
        if (causes.Count(cause => SpellingIn(cause) is not null) < 2)
            return causes;
        var one = CredentialFix.Change(c, $"Spell the credential's {places} as the token does:", becomes);
        return one.Change is null
            ? causes
            : causes.Select(cause => SpellingIn(cause) is null ? cause : cause with { Fix = one, OtherFix = null });
    }

    // The other way of an audience counts too: where the credential is changed anyway, the job stays as it is.
    private static TrustedClaims? SpellingIn(LikelyCause cause)
    {
        if (cause.Fix.Change is { } change)
            return Respelling.Is(TrustedClaims.Of(change.Credential), cause.Fix.Trusts!) ? cause.Fix.Trusts : null;
        var other = cause.OtherFix?.Change;
        var isSpelling = other is not null && Respelling.OfAudience(other.Credential.Audience, other.Audience);
        return isSpelling ? cause.OtherFix!.Trusts : null;
    }
}
