using Sallyport.Core.Wire;

namespace Sallyport.Core.Entra.Federation;

/// <summary>What a policy of a tenant may say. Each demand must be one that some assertion can meet.</summary>
public static class TenantPolicyRules
{
    private const int MaximumEntries = 100;
    private const int MaximumValues = 20;
    private const int TextLength = 600; // as of a credential's own texts

    /// <summary>Why the policy is not accepted, in one sentence; null when it is.</summary>
    public static string? Refuse(TenantPolicy policy) =>
        RefuseIssuers(policy.AllowedIssuers ?? []) ?? RefuseClaims(policy.RequiredClaims);

    private static string? RefuseIssuers(IReadOnlyList<string> issuers)
    {
        if (issuers.Count > MaximumEntries)
            return $"allowedIssuers has more than {MaximumEntries} entries.";
        var wrong = issuers.Where(issuer => !IsIssuer(issuer)).ToList();
        if (wrong.Count > 0)
            return NoIssuer("allowedIssuers", wrong[0]);
        var twice = issuers.GroupBy(TenantPolicy.WithSlash).FirstOrDefault(same => same.Count() > 1);
        return twice is null ? null : $"allowedIssuers names '{twice.Key}' twice.";
    }

    private static string? RefuseClaims(IReadOnlyList<RequiredClaim> claims)
    {
        if (claims.Count > MaximumEntries)
            return $"requiredClaims has more than {MaximumEntries} entries.";
        if (claims.Select(RefuseClaim).FirstOrDefault(refusal => refusal != null) is { } reason)
            return reason;
        var twice = claims
            .GroupBy(required => (Issuer: TenantPolicy.WithSlash(required.Issuer), required.Claim))
            .FirstOrDefault(same => same.Count() > 1);
        return twice is null
            ? null
            : $"requiredClaims names the claim '{twice.Key.Claim}' of '{twice.Key.Issuer}' twice; "
                + "list its values in one entry.";
    }

    private static string? RefuseClaim(RequiredClaim? required)
    {
        if (required is null)
            return "requiredClaims has an entry that is no object.";
        if (!IsIssuer(required.Issuer))
            return NoIssuer("requiredClaims", required.Issuer);
        if (!IsText(required.Claim))
            return $"requiredClaims has no name of a claim for '{required.Issuer}', or one that is too long.";
        var isListed = required.Values.Count is > 0 and <= MaximumValues;
        return isListed && required.Values.All(IsText)
            ? null
            : $"requiredClaims must list 1 to {MaximumValues} values for the claim '{required.Claim}', each of 1 to "
                + $"{TextLength} characters.";
    }

    // A text that no token says could never be met, or would be demanded of nobody.
    private static bool IsIssuer(string? issuer) =>
        IsText(issuer)
        && HttpsUrl.Read(issuer) is { Query: "", Fragment: "" } url
        && TenantPolicy.IsSame(url.AbsoluteUri, issuer!);

    private static bool IsText(string? text) =>
        text is { Length: > 0 and <= TextLength } && !text.Any(char.IsControl);

    private static string NoIssuer(string member, string? issuer) =>
        $"{member} names '{issuer}', which is no issuer as its tokens write it: an https URL in lower case, without "
        + "query, such as https://token.actions.githubusercontent.com.";
}
