using Sallyport.Core.Entra.Federation;
using Sallyport.Explain.Subjects;

namespace Sallyport.Explain.Lint;

/// <summary>What the patterns of an expression leave open that the other comparisons do not pin.</summary>
internal static class PatternLint
{
    /// <summary>The warnings about all patterns of an expression, for the issuers of one kind.</summary>
    public static IEnumerable<string> Of(IssuerProfile profile, ClaimsMatchingExpression expression)
    {
        var isProjectPinned = Pins(expression, profile.ProjectIds);
        var isOwnerPinned = Pins(expression, profile.OwnerIds);
        var patterns = expression.Tests.Where(t => t.Operator == ClaimOperator.Matches && Wildcard.IsWild(t.Comparand));
        foreach (var test in patterns)
        {
            if (test.Claim != "sub")
            {
                if (profile.Wild.Contains(test.Claim))
                    yield return Workflow(test);
                continue;
            }
            foreach (var warning in Subject(profile, test.Comparand, isProjectPinned, isOwnerPinned))
                yield return warning;
        }
    }

    private static bool Pins(ClaimsMatchingExpression expression, IReadOnlyList<string> ids) =>
        expression.Tests.Any(t => t.Operator == ClaimOperator.Eq && ids.Contains(t.Claim, StringComparer.Ordinal));

    private static IEnumerable<string> Subject(
        IssuerProfile profile, string pattern, bool isProjectPinned, bool isOwnerPinned)
    {
        var form = profile.Subjects.FirstOrDefault(s => pattern.StartsWith(s.Lead, StringComparison.Ordinal));
        if (form is null)
        {
            yield return WithoutLead(profile, pattern, isProjectPinned, isOwnerPinned);
            yield break;
        }
        var name = form.NameIn(pattern) ?? pattern[form.Lead.Length..];
        if (Wildcard.IsWild(name) && !isProjectPinned)
            yield return Name(form, FixedPart(name), isOwnerPinned);
        foreach (var warning in Rest(form, pattern, pattern[(form.Lead.Length + name.Length)..]))
            yield return warning;
    }

    private static string WithoutLead(IssuerProfile profile, string pattern, bool isProjectPinned, bool isOwnerPinned)
    {
        var fixedPart = FixedPart(pattern);
        var open = profile.Subjects.FirstOrDefault(s => s.Lead.StartsWith(fixedPart, StringComparison.Ordinal));
        if (open is null)
        {
            var leads = string.Join(" or ", profile.Subjects.Select(s => s.Lead));
            return $"'{pattern}' fits no subject of {profile.Name}: those begin with {leads}.";
        }
        if (isProjectPinned)
            return $"'{pattern}' leaves the refs of the {open.Named} open: {open.Rest} may be covered.";
        return isOwnerPinned
            ? $"'{pattern}' matches any {open.Named} of the {open.Owner} that is pinned."
            : $"'{pattern}' matches any {open.Named} of the issuer.";
    }

    private static string Name(SubjectPattern form, string fixedPart, bool isOwnerPinned)
    {
        var isWithinOwner = form.Owner is not null && !fixedPart.Contains('/', StringComparison.Ordinal);
        if (form.IsImmutable && fixedPart.Length > 0)
            return $"It matches any {form.Named} whose id starts with '{fixedPart}', also a stranger's.";
        if (isWithinOwner && isOwnerPinned)
            return $"It matches any {form.Named} of the {form.Owner} that is pinned.";
        if (fixedPart.Length == 0)
            return $"It matches any {form.Named} of the issuer.";
        if (form.Owner is null)
            return $"It matches any {form.Named} whose name starts with '{fixedPart}', also a stranger's.";
        if (isWithinOwner)
            return $"It matches any {form.Owner} whose name starts with '{fixedPart}', also a stranger's.";
        return fixedPart[^1] == '/'
            ? $"It matches any {form.Named} in '{fixedPart.TrimEnd('/')}', also those that come later."
            : $"It matches any {form.Named} whose path starts with '{fixedPart}'.";
    }

    private static IEnumerable<string> Rest(SubjectPattern form, string pattern, string rest)
    {
        if (rest.Length == 0 || rest.StartsWith(":*", StringComparison.Ordinal))
        {
            yield return $"'{pattern}' does not say which refs: "
                + $"a wildcard crosses ':' and '/', so {form.Rest} may be covered.";
            yield break;
        }
        if (GitLabSubject.Read(pattern) is not { RefType: { } type } parts)
        {
            if (Wildcard.IsWild(rest))
                yield return $"What fits '{rest[1..]}' is covered, also what is not protected: "
                    + "anyone who may make one is trusted.";
            yield break;
        }
        if (Wildcard.IsWild(type))
            yield return "Branches and tags alike are covered.";
        if (parts.Ref is { } name && Wildcard.IsWild(name))
            yield return $"Each {type} that fits '{name}' is covered, also those that are not protected: "
                + "anyone who may push one is trusted.";
    }

    // OWNER/REPOSITORY/.github/workflows/FILE@REF
    private static string Workflow(ClaimTest test)
    {
        var fixedPart = FixedPart(test.Comparand);
        var whose = fixedPart.Count(c => c == '/') switch
        {
            0 when fixedPart.Length == 0 => "of anybody",
            0 => $"of any owner whose name starts with '{fixedPart}', also a stranger's",
            1 => $"of any repository that begins with '{fixedPart}'",
            _ => $"that begins with '{fixedPart}', in whatever file and on whatever ref fits",
        };
        return $"The pattern '{test.Comparand}' of '{test.Claim}' covers each workflow {whose}.";
    }

    private static string FixedPart(string pattern) => pattern[..pattern.AsSpan().IndexOfAny('*', '?')];
}
