using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Core.GitLab;

/// <summary>
/// Applies <c>workflow</c> and the rules of the jobs, then checks what is left. Source:
/// <c>lib/gitlab/ci/pipeline/seed</c> and <c>lib/gitlab/ci/pipeline/chain</c>, gitlabhq.
/// </summary>
internal sealed class PipelinePlanner
{
    private const int MaximumName = 255;

    internal const string StoppedByWorkflow =
        "The pipeline did not run. Review the workflow:rules configuration for the pipeline.";

    internal const string Empty =
        "The resulting pipeline would have been empty. Review the rules configuration for the relevant jobs.";

    private readonly CiConfig config;
    private readonly PlanFacts facts;
    private readonly PlanNotes notes;
    private readonly PlanScopes scopes;

    public PipelinePlanner(CiConfig config, PlanFacts facts)
    {
        this.config = config;
        this.facts = facts;
        notes = new PlanNotes(facts.Repository);
        scopes = new PlanScopes(facts, notes);
    }

    /// <summary>Makes the plan.</summary>
    public PipelinePlan Plan(IReadOnlyList<string> names)
    {
        notes.AddOf(config, facts.Pipeline);
        try
        {
            return Workflow() is { } workflow ? Plan(names, workflow) : None([StoppedByWorkflow]);
        }
        catch (RuleException exception)
        {
            return None([$"Failed to parse rule for workflow: {exception.Message}"]);
        }
    }

    /// <summary>The file's only job as the pipeline has it; null when it is left out, or undecided.</summary>
    public JobDefinition? Foresee()
    {
        try
        {
            return Workflow() is { } workflow ? Apply(config.Jobs[0], workflow, []) : null;
        }
        catch (RuleException)
        {
            return null;
        }
    }

    private PipelinePlan Plan(IReadOnlyList<string> names, IReadOnlyList<YamlVariable> workflow)
    {
        var refusals = new List<string>();
        var jobs = config.Jobs.Select(j => Apply(j, workflow, refusals)).OfType<JobDefinition>().ToList();
        if (refusals.Count > 0)
            return None(refusals);
        if (jobs.TrueForAll(j => j.Stage is ".pre" or ".post"))
            return None([Empty]);
        var chosen = new PlanChoice(config, jobs).Of(names, refusals);
        refusals.AddRange(chosen.SelectMany(j => PlanNeeds.Check(j, jobs)).Concat(chosen.SelectMany(Circles)));
        refusals.AddRange(Refused(chosen));
        if (refusals.Count > 0)
            return None(refusals);
        var planned = chosen.Select(j => new PlannedJob(PlanNeeds.Existing(j, jobs), names.Count > 0));
        return new PipelinePlan([.. planned], [], notes.All) { Name = NameOf(workflow) };
    }

    // What cannot run here stops the pipeline only when it is to run.
    private IEnumerable<string> Refused(IEnumerable<JobDefinition> chosen) =>
        chosen.SelectMany(config.RefusalsOf).Select(r => $"{r}").Distinct(StringComparer.Ordinal);

    private PipelinePlan None(IReadOnlyList<string> refusals) => new([], refusals, notes.All);

    // The variables of the rule that fits; null when there is no pipeline.
    private IReadOnlyList<YamlVariable>? Workflow()
    {
        if (config.Workflow.Rules is not { } rules)
            return [];
        var rule = JobRules.FirstFit(rules, scopes.Of(JobVariables.ForWorkflow(WorkflowContext([]))));
        return rule is null || rule.When == JobWhen.Never ? null : rule.Variables;
    }

    private JobDefinition? Apply(JobDefinition job, IReadOnlyList<YamlVariable> workflow, List<string> refusals)
    {
        job = job.With([.. config.Variables, .. workflow]);
        try
        {
            var scope = scopes.Of(JobVariables.ForRules(facts.Context(job)));
            return JobRules.Apply(job, config.Workflow.Rules is not null, scope);
        }
        catch (RuleException exception)
        {
            refusals.Add($"Failed to parse rule for {job.Name}: {exception.Message}");
            return null;
        }
    }

    private IEnumerable<string> Circles(JobDefinition job)
    {
        var circle = VariableExpansion.Circle(JobVariables.ForRules(facts.Context(job)));
        if (circle.Count > 0)
            yield return $"{job.Name}: circular variable reference detected: [\"{string.Join("\", \"", circle)}\"]";
    }

    private string? NameOf(IReadOnlyList<YamlVariable> workflow)
    {
        if (config.Workflow.Name is not { } written)
            return null;
        var variables = VariableExpansion.ExpandAll(JobVariables.ForWorkflow(WorkflowContext(workflow)));
        var name = VariableExpansion.Expand(written, variables).Trim();
        if (name.Length == 0)
            return null;
        return name.Length > MaximumName ? name[..MaximumName] : name;
    }

    private JobContext WorkflowContext(IReadOnlyList<YamlVariable> workflow) => facts.Context(new JobDefinition
    {
        Name = "", Stage = "", Script = [], Variables = [.. config.Variables, .. workflow],
    });
}
