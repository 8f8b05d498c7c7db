using System.Text.RegularExpressions;
using Sallyport.Core.Entra.Federation;
using Sallyport.Explain.Fixes;
using Sallyport.Explain.Subjects;

namespace Sallyport.Explain.Causes;

/// <summary>
/// What is compared is written for another kind of pattern: a regular expression, or a prefix. An expression knows the
/// wildcards <c>*</c> and <c>?</c> and compares the whole text. What a pattern of another kind was meant to cover, only
/// its owner knows: the corrected text is shown, and no command writes it. Source: "Flexible federated identity
/// credentials", Microsoft Entra workload ID.
/// </summary>
internal static partial class PatternCause
{
    /// <summary>Why a subject, or a comparison with it, does not fit.</summary>
    public static LikelyCause? Of(TrustedSubject t, Assertion a) =>
        Of(t.Credential, t.Test ?? new ClaimTest("sub", ClaimOperator.Eq, t.Text), a.Subject, t.Place);

    /// <summary>The same for a comparison with another claim.</summary>
    public static LikelyCause? Of(FederatedIdentityCredential c, ClaimTest test, string value, string place)
    {
        if (IsRegularExpression(test.Comparand) || IsMeantAsRegular(test.Comparand, value))
            return Regular(c, test, place);
        return IsPrefix(test, value) ? Prefix(c, test) : null;
    }

    /// <summary>What a regular expression was meant as, with wildcards; null where the pattern is none.</summary>
    public static string? MeantBy(string pattern)
    {
        if (!IsRegularExpression(pattern))
            return null;
        var meant = AsWildcards(pattern);
        return IsRegularExpression(meant) ? pattern : meant;
    }

    private static LikelyCause Regular(FederatedIdentityCredential c, ClaimTest test, string place)
    {
        var meant = AsWildcards(test.Comparand);
        var corrected = IsRegularExpression(meant)
            ? "and one credential for each alternative"
            : $"which here is {test with { Operator = ClaimOperator.Matches, Comparand = meant }}";
        return new LikelyCause(
            "pattern-regular-expression",
            FaultSide.Credential,
            $"The {place} of the credential '{c.Name}' is written as a regular expression, '{test.Comparand}'; "
            + "only an expression with matches has wildcards, and they are * and ?.",
            Fix.Look(
                $"The credential's owner writes an expression with these wildcards, {corrected}; "
                + "this lists what is trusted:",
                c.ApplicationId));
    }

    private static LikelyCause Prefix(FederatedIdentityCredential c, ClaimTest test) => new(
        "expression-without-wildcard",
        FaultSide.Credential,
        $"The pattern '{test.Comparand}' of the credential '{c.Name}' has no wildcard at its end; "
        + "a pattern is compared with the whole text, so it covers nothing that only begins with it.",
        Fix.Look(
            "If everything that begins so is to be trusted, the credential's owner writes "
            + $"{test with { Comparand = test.Comparand + "*" }}; this lists the trusted expressions:",
            c.ApplicationId));

    // A whole name, such as main before main2, is one that is meant.
    private static bool IsPrefix(ClaimTest test, string value)
    {
        var pattern = test.Comparand;
        if (test.Operator != ClaimOperator.Matches || !Wildcard.Matches(pattern + "?*", value))
            return false;
        var endsWithMark = pattern.Length > 0 && "-/_.:@".Contains(pattern[^1], StringComparison.Ordinal);
        return endsWithMark || GitLabSubject.Read(pattern) is { Ref: null };
    }

    private static bool IsRegularExpression(string text) => Syntax().IsMatch(text);

    // Of v1.* the dot belongs to a version.
    private static bool IsMeantAsRegular(string text, string value) =>
        AnyCharacters().IsMatch(text) && Wildcard.Matches(AsWildcards(text), value);

    private static string AsWildcards(string text)
    {
        var whole = text.TrimStart('^').TrimEnd('$');
        return whole
            .Replace(".*", "*", StringComparison.Ordinal)
            .Replace(".+", "?*", StringComparison.Ordinal)
            .Replace("\\", "", StringComparison.Ordinal);
    }

    // No ref of git has ^, [, * or a backslash, and none begins with a dot.
    [GeneratedRegex(
        @"^\^|(^|[:/(])\.[*+]|\\[.dwsS/-]|\([^()|]*\|[^()]*\)|\[(?=[^\[\]]*\])[^\[\]]*[a-z0-9]-[a-z0-9]",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase)]
    private static partial Regex Syntax();

    [GeneratedRegex(@"[^0-9]\.[*+]")]
    private static partial Regex AnyCharacters();
}
