namespace Sallyport.Core.Entra.Federation;

/// <summary>What an expression accepts beyond what its author may have meant. Advice: it refuses nothing.</summary>
public static class ExpressionLint
{
    /// <summary>The warnings about an expression that is read, for an issuer.</summary>
    public static IReadOnlyList<string> Of(string issuer, ClaimsMatchingExpression expression)
    {
        if (IssuerProfiles.Of(issuer) is not { } profile)
            return [$"Expressions are not possible for the issuer '{issuer}'."];
        var warnings = new List<string>();
        foreach (var test in expression.Tests.Where(t => !profile.Sends(t.Claim)))
            warnings.Add($"The claim '{test.Claim}' may not be tested for this issuer; those that may: {string.Join(", ", profile.Claims)}.");
        foreach (var test in expression.Tests.Where(t => t.Operator == ClaimOperator.Matches && profile.Exact.Contains(t.Claim)))
            warnings.Add($"The claim '{test.Claim}' may be compared with eq only.");
        foreach (var test in expression.Tests.Where(t => t.Operator == ClaimOperator.Eq && Wildcard.IsWild(t.Comparand)))
            warnings.Add($"eq takes the wildcard in '{test.Comparand}' as an ordinary character.");
        if (!expression.Tests.Any(t => t.Claim == "sub"))
            warnings.Add("No test of 'sub': every ref of what the other tests name is trusted.");
        var pinned = new Pinned(Pins(expression, profile.ProjectIds), Pins(expression, profile.OwnerIds));
        foreach (var test in expression.Tests.Where(t => t.Operator == ClaimOperator.Matches && Wildcard.IsWild(t.Comparand)))
            warnings.AddRange(test.Claim == "sub" ? Subject(profile, test.Comparand, pinned) : profile.Wild.Contains(test.Claim) ? [Workflow(test)] : []);
        if (profile.ImmutableIds.Count > 0 && !expression.Tests.Any(profile.PinsId))
            warnings.Add($"No immutable id: whoever registers the path after a renaming or deletion is trusted. Add: and claims['{profile.ImmutableIds[0]}'] eq '<{profile.ImmutableIds[0]}>'");
        return warnings;
    }

    private static bool Pins(ClaimsMatchingExpression expression, IReadOnlyList<string> ids) =>
        expression.Tests.Any(t => t.Operator == ClaimOperator.Eq && ids.Contains(t.Claim, StringComparer.Ordinal));

    // What the other comparisons pin is not open, whatever the pattern says.
    private static IEnumerable<string> Subject(IssuerProfile profile, string pattern, Pinned pinned)
    {
        var fixedPart = pattern[..pattern.AsSpan().IndexOfAny('*', '?')];
        if (profile.Subjects.FirstOrDefault(s => pattern.StartsWith(s.Lead, StringComparison.Ordinal)) is not { } form)
        {
            if (profile.Subjects.FirstOrDefault(s => s.Lead.StartsWith(fixedPart, StringComparison.Ordinal)) is not { } open)
                yield return $"'{pattern}' fits no subject of {profile.Name}: those begin with {string.Join(" or ", profile.Subjects.Select(s => s.Lead))}.";
            else if (pinned.Project)
                yield return $"'{pattern}' leaves the refs of the {open.Named} open: {open.Rest} may be covered.";
            else
                yield return pinned.Owner ? $"'{pattern}' matches any {open.Named} of the {open.Owner} that is pinned." : $"'{pattern}' matches any {open.Named} of the issuer.";
            yield break;
        }
        var name = form.NameIn(pattern) ?? pattern[form.Lead.Length..];
        if (Wildcard.IsWild(name) && !pinned.Project)
            yield return Name(form, name[..name.AsSpan().IndexOfAny('*', '?')], pinned.Owner);
        foreach (var warning in Rest(form, pattern, pattern[(form.Lead.Length + name.Length)..]))
            yield return warning;
    }

    private static string Name(SubjectPattern form, string fixedPart, bool ownerPinned) => (form, fixedPart) switch
    {
        ({ IsImmutable: true }, { Length: > 0 }) => $"It matches any {form.Named} whose id starts with '{fixedPart}', also a stranger's.",
        ({ Owner: { } owner }, _) when ownerPinned && !fixedPart.Contains('/', StringComparison.Ordinal) => $"It matches any {form.Named} of the {owner} that is pinned.",
        (_, "") => $"It matches any {form.Named} of the issuer.",
        ({ Owner: null }, _) => $"It matches any {form.Named} whose name starts with '{fixedPart}', also a stranger's.",
        ({ Owner: { } owner }, _) when !fixedPart.Contains('/', StringComparison.Ordinal) => $"It matches any {owner} whose name starts with '{fixedPart}', also a stranger's.",
        (_, [.., '/']) => $"It matches any {form.Named} in '{fixedPart.TrimEnd('/')}', also those that come later.",
        _ => $"It matches any {form.Named} whose path starts with '{fixedPart}'.",
    };

    private static IEnumerable<string> Rest(SubjectPattern form, string pattern, string rest)
    {
        if (rest is "" or [':', '*', ..])
            yield return $"'{pattern}' does not say which refs: a wildcard crosses ':' and '/', so {form.Rest} may be covered.";
        else if (GitLabSubject.Read(pattern) is { RefType: { } type } parts)
        {
            if (Wildcard.IsWild(type))
                yield return "Branches and tags alike are covered.";
            if (parts.Ref is { } name && Wildcard.IsWild(name))
                yield return $"Each {type} that fits '{name}' is covered, also those that are not protected: whoever may push one is trusted.";
        }
        else if (Wildcard.IsWild(rest))
            yield return $"What fits '{rest[1..]}' is covered, also what is not protected: whoever may make one is trusted.";
    }

    // OWNER/REPOSITORY/.github/workflows/FILE@REF
    private static string Workflow(ClaimTest test)
    {
        var fixedPart = test.Comparand[..test.Comparand.AsSpan().IndexOfAny('*', '?')];
        var whose = fixedPart.Count(c => c == '/') switch
        {
            0 => fixedPart.Length == 0 ? "of anybody" : $"of any owner whose name starts with '{fixedPart}', also a stranger's",
            1 => $"of any repository that begins with '{fixedPart}'",
            _ => $"that begins with '{fixedPart}', in whatever file and on whatever ref fits",
        };
        return $"The pattern '{test.Comparand}' of '{test.Claim}' covers each workflow {whose}.";
    }

    private readonly record struct Pinned(bool Project, bool Owner);
}
