using Sallyport.Core.Entra.Sts;

namespace Sallyport.Core.Entra.Federation;

/// <summary>What an expression may say about the assertions of one kind of issuer.</summary>
/// <param name="Name">The kind, for messages.</param>
/// <param name="Covers">Whether an issuer is of this kind.</param>
/// <param name="Wild">The claims that may be compared by pattern, and by equality.</param>
/// <param name="Exact">The claims that may be compared by equality only.</param>
/// <param name="ImmutableIds">The claims of which one is needed beside a path, under rules that demand it.</param>
/// <param name="ImmutableSubject">How a subject begins that needs no such companion; null when there is none.</param>
public sealed record IssuerProfile(
    string Name,
    Func<string, bool> Covers,
    IReadOnlyList<string> Wild,
    IReadOnlyList<string> Exact,
    IReadOnlyList<string> ImmutableIds,
    string? ImmutableSubject);

/// <summary>
/// The kinds of issuer whose assertions may be matched by expression, as data. Exact subjects need no profile.
/// Source: "Flexible federated identity credentials", sections on issuers and claims.
/// </summary>
public static class IssuerProfiles
{
    private static readonly string[] None = [];

    private static readonly IssuerProfile[] All =
    [
        new("GitLab", IsGitLab, ["sub"], ["project_id"], ["project_id"], "project_id:"),
        new("GitHub Actions", i => i == "https://token.actions.githubusercontent.com",
            ["sub", "job_workflow_ref"], ["repository_id", "repository_owner_id"], ["repository_id", "repository_owner_id"], null),
        new("Terraform Cloud", i => i is "https://app.terraform.io" or "https://app.eu.terraform.io", ["sub"], None, None, null),
    ];

    /// <summary>The profile of an issuer, or null when expressions are not possible for it.</summary>
    public static IssuerProfile? Of(string issuer) => All.FirstOrDefault(p => p.Covers(issuer));

    /// <summary>Why this expression may not be used for this issuer, or null when it may.</summary>
    public static string? Refuse(string issuer, ClaimsMatchingExpression expression, Rules rules)
    {
        if (Of(issuer) is not { } profile)
            return $"Issuer '{issuer}' is not supported for claims matching expressions.";
        var allowed = expression.Tests.All(t =>
            profile.Wild.Contains(t.Claim) || (t.Operator == ClaimOperator.Eq && profile.Exact.Contains(t.Claim)));
        return allowed && HasRequired(profile, expression, rules)
            ? null
            : $"Expression configured for issuer '{issuer}' either lacks all required claims or contains unallowed claims.";
    }

    private static bool HasRequired(IssuerProfile profile, ClaimsMatchingExpression expression, Rules rules)
    {
        if (!rules.ImmutableIdRequired)
            return true;
        var subjects = expression.Tests.Where(t => t.Claim == "sub").ToList();
        if (subjects.Count == 0)
            return false;
        return profile.ImmutableIds.Count == 0
            || expression.Tests.Any(t => profile.ImmutableIds.Contains(t.Claim))
            || (profile.ImmutableSubject is { } lead && subjects.Any(t => t.Comparand.StartsWith(lead, StringComparison.Ordinal)));
    }

    // https://gitlab.com, https://gitlab.<one label>.com, https://gitlab.<one label>.ca – and nothing else.
    private static bool IsGitLab(string issuer)
    {
        const string lead = "https://gitlab.";
        if (issuer == "https://gitlab.com")
            return true;
        if (!issuer.StartsWith(lead, StringComparison.Ordinal))
            return false;
        var labels = issuer[lead.Length..].Split('.');
        return labels is [{ Length: > 0 } label, "com" or "ca"] && label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');
    }
}
