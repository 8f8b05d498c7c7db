namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// <c>only</c> and <c>except</c>. Source: "Deprecated keywords", GitLab documentation;
/// <c>lib/gitlab/ci/build/policy</c>, gitlabhq.
/// </summary>
internal static class Policy
{
    private static readonly PolicyDefinition Default = new() { Refs = ["branches", "tags"] };

    /// <summary>Whether the pipeline has the job.</summary>
    /// <param name="job">A job without rules.</param>
    /// <param name="hasDefault">
    /// Whether a job that says nothing runs for branches and tags only: not if <c>workflow</c> has rules.
    /// </param>
    /// <param name="scope">What it is judged by.</param>
    public static bool Has(JobDefinition job, bool hasDefault, RuleScope scope)
    {
        if (OnlyOf(job, hasDefault) is { } only && !Conditions(only, scope).All(holds => holds))
            return false;
        return job.Except is null || !Conditions(job.Except, scope).Any(holds => holds);
    }

    // What `only` says is laid over the default, whatever `workflow` says.
    private static PolicyDefinition? OnlyOf(JobDefinition job, bool hasDefault)
    {
        if (job.Only is { } only)
            return only with { Refs = only.Refs ?? Default.Refs };
        return hasDefault ? Default : null;
    }

    private static IEnumerable<bool> Conditions(PolicyDefinition policy, RuleScope scope)
    {
        if (policy.Refs is { } refs)
            yield return refs.Any(r => IsOf(r, scope.Facts));
        if (policy.Kubernetes)
            yield return false; // there is no cluster
        if (policy.Variables is { } expressions)
            yield return expressions.Any(e => Condition.Holds(e, scope.Variable));
        if (policy.Changes is { } patterns)
            yield return FileConditions.HasChanged(patterns, scope.Facts.Repository.Changed(null));
    }

    private static bool IsOf(string entry, RuleFacts facts)
    {
        var parts = entry.Split('@', 2);
        if (parts.Length == 2 && parts[1] != facts.ProjectPath)
            return false;
        var name = parts[0];
        return IsWordFor(name, facts) || (facts.RefKind != RuleRefKind.MergeRequest && IsRef(name, facts.RefName));
    }

    private static bool IsWordFor(string name, RuleFacts facts)
    {
        const string suffix = "_event";
        var source = facts.Source.EndsWith(suffix, StringComparison.Ordinal)
            ? facts.Source[..^suffix.Length]
            : facts.Source;
        var plural = source.EndsWith("sh", StringComparison.Ordinal) ? source + "es" : source + "s";
        return name switch
        {
            "branches" => facts.RefKind == RuleRefKind.Branch,
            "tags" => facts.RefKind == RuleRefKind.Tag,
            _ => name == source || name == plural,
        };
    }

    private static bool IsRef(string name, string reference) =>
        ConditionPattern.Read(name)?.Finds(reference) ?? name == reference;
}
