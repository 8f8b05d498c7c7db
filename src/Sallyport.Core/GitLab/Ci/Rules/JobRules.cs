namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// Whether a pipeline has a job, and what the job is in it: the first rule whose conditions all hold decides, else
/// <c>only</c> and <c>except</c>. Source: "Specify when jobs run with rules", GitLab documentation;
/// <c>lib/gitlab/ci/build/rules.rb</c>, gitlabhq.
/// </summary>
internal static class JobRules
{
    /// <summary>The first rule that fits, or null.</summary>
    /// <exception cref="RuleException">A condition cannot be decided.</exception>
    public static RuleDefinition? FirstFit(IReadOnlyList<RuleDefinition> rules, RuleScope scope) =>
        rules.FirstOrDefault(r => Fits(r, scope));

    /// <summary>The job as the pipeline has it, its rules applied and gone; null when the pipeline lacks it.</summary>
    /// <param name="job">The job as the file defines it.</param>
    /// <param name="hasWorkflowRules">Whether <c>workflow</c> has rules.</param>
    /// <param name="scope">What it is judged by.</param>
    /// <exception cref="RuleException">A condition cannot be decided.</exception>
    public static JobDefinition? Apply(JobDefinition job, bool hasWorkflowRules, RuleScope scope)
    {
        var final = job with { Rules = null, Only = null, Except = null };
        if (job.Rules is null)
            return Policy.Has(job, !hasWorkflowRules, scope) ? final : null;
        if (FirstFit(job.Rules, scope) is not { } rule)
            return null;
        var when = rule.When ?? job.When;
        return when == JobWhen.Never ? null : Changed(final, rule) with { When = when };
    }

    // A rule's allow_failure replaces the job's exit codes as well. A job that is manual by itself is optional unless
    // it says otherwise, and stays so; one that a rule makes manual blocks what comes after it.
    private static JobDefinition Changed(JobDefinition job, RuleDefinition rule) => job with
    {
        StartIn = rule.StartIn ?? job.StartIn,
        AllowFailure = rule.AllowFailure ?? job.AllowFailure,
        AllowFailureExitCodes = rule.AllowFailure is null ? job.AllowFailureExitCodes : [],
        Variables = [.. job.Variables.Where(v => rule.Variables.All(r => r.Key != v.Key)), .. rule.Variables],
        Needs = rule.Needs ?? job.Needs,
        Interruptible = rule.Interruptible ?? job.Interruptible,
    };

    private static bool Fits(RuleDefinition rule, RuleScope scope)
    {
        if (rule.If is { } expression && !Condition.Holds(expression, scope.Variable))
            return false;
        if (rule.Changes is { } changes && !FileConditions.HasChanged(changes, scope))
            return false;
        return rule.Exists is not { } exists || FileConditions.Exists(exists, scope);
    }
}
