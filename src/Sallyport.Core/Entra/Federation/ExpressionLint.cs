namespace Sallyport.Core.Entra.Federation;

/// <summary>What an expression accepts beyond what its author may have meant. Advice: it refuses nothing.</summary>
public static class ExpressionLint
{
    /// <summary>The warnings about an expression that is read, for an issuer.</summary>
    public static IReadOnlyList<string> Of(string issuer, ClaimsMatchingExpression expression)
    {
        var warnings = new List<string>();
        if (IssuerProfiles.Of(issuer) is not { } profile)
            return [$"Expressions are not possible for the issuer '{issuer}'."];
        foreach (var test in expression.Tests.Where(t => !profile.Wild.Contains(t.Claim) && !profile.Exact.Contains(t.Claim)))
            warnings.Add($"The claim '{test.Claim}' may not be tested for this issuer; those that may: {string.Join(", ", profile.Wild.Concat(profile.Exact))}.");
        foreach (var test in expression.Tests.Where(t => t.Operator == ClaimOperator.Matches && profile.Exact.Contains(t.Claim)))
            warnings.Add($"The claim '{test.Claim}' may be compared with eq only.");
        foreach (var test in expression.Tests.Where(t => t.Operator == ClaimOperator.Eq && Wildcard.IsWild(t.Comparand)))
            warnings.Add($"eq takes the wildcard in '{test.Comparand}' as an ordinary character.");
        var subjects = expression.Tests.Where(t => t.Claim == "sub").ToList();
        if (subjects.Count == 0)
            warnings.Add("No test of 'sub': every ref of what the other tests name is trusted.");
        foreach (var test in subjects.Where(t => t.Operator == ClaimOperator.Matches))
            warnings.AddRange(Subject(test.Comparand));
        if (profile.ImmutableIds.Count > 0 && !HasImmutableId(expression, profile))
            warnings.Add($"No immutable id: whoever registers the path after a renaming or deletion is trusted. Add: and claims['{profile.ImmutableIds[0]}'] eq '<{profile.ImmutableIds[0]}>'");
        return warnings;
    }

    private static IEnumerable<string> Subject(string pattern)
    {
        var parts = GitLabSubject.Read(pattern);
        if (!pattern.StartsWith("project_path:", StringComparison.Ordinal) && !pattern.StartsWith("project_id:", StringComparison.Ordinal))
        {
            if (pattern.AsSpan().IndexOfAny('*', '?') is >= 0 and <= 13) // within, or right behind, "project_path:"
                yield return $"'{pattern}' matches any project of the issuer.";
            yield break;
        }
        var project = parts?.Project ?? pattern[(pattern.IndexOf(':', StringComparison.Ordinal) + 1)..];
        if (Project(project) is { } warning)
            yield return warning;
        if (parts is null)
            yield return $"'{pattern}' does not say which refs: a wildcard crosses ':' and '/', so every branch and every tag is covered.";
        else if (Wildcard.IsWild(parts.RefType))
            yield return "Branches and tags alike are covered.";
        if (parts is not null && Wildcard.IsWild(parts.Ref))
            yield return $"Each {parts.RefType} that fits '{parts.Ref}' is covered, also those that are not protected: whoever may push one is trusted.";
    }

    private static string? Project(string project)
    {
        var at = project.AsSpan().IndexOfAny('*', '?');
        if (at < 0)
            return null;
        var fixedPart = project[..at];
        return fixedPart switch
        {
            "" => "It matches any project of the issuer.",
            _ when !fixedPart.Contains('/', StringComparison.Ordinal) => $"It matches any group whose name starts with '{fixedPart}', also a stranger's.",
            [.., '/'] => $"It matches any project in '{fixedPart.TrimEnd('/')}', also those that come later.",
            _ => $"It matches any project whose path starts with '{fixedPart}'.",
        };
    }

    private static bool HasImmutableId(ClaimsMatchingExpression expression, IssuerProfile profile) =>
        expression.Tests.Any(t => profile.ImmutableIds.Contains(t.Claim))
        || (profile.ImmutableSubject is { } lead && expression.Tests.Any(t => t.Claim == "sub" && t.Comparand.StartsWith(lead, StringComparison.Ordinal)));
}
