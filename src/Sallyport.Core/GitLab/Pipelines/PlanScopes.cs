using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Core.GitLab;

/// <summary>What the rules of one pipeline are judged by: its facts, and variables that differ.</summary>
internal sealed class PlanScopes
{
    private readonly PlanFacts facts;
    private readonly RuleFacts ruleFacts;

    /// <summary>The scopes of a pipeline.</summary>
    /// <param name="facts">What is known of it.</param>
    /// <param name="repository">Answers what the rules ask about files.</param>
    public PlanScopes(PlanFacts facts, IRepositoryFacts repository)
    {
        this.facts = facts;
        var pipeline = facts.Pipeline;
        ruleFacts = new RuleFacts(facts.Project.Path, pipeline.Source, pipeline.RefName, KindOf(pipeline), repository);
    }

    /// <summary>The scope with these variables, which are not expanded.</summary>
    public RuleScope Of(IReadOnlyList<JobVariable> variables)
    {
        var values = variables
            .GroupBy(v => v.Key, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Last().Value, StringComparer.Ordinal);
        var expanded = new Lazy<IReadOnlyList<JobVariable>>(() => VariableExpansion.ExpandAll(variables));
        return new RuleScope(
            ruleFacts,
            name => values.GetValueOrDefault(name),
            text => VariableExpansion.ExpandKnown(text, expanded.Value));
    }

    /// <summary>What a CI file is put together with: nothing of its own variables and jobs.</summary>
    /// <param name="inputs">The inputs that the pipeline is started with.</param>
    public IncludeContext ForIncludes(IReadOnlyDictionary<string, string> inputs)
    {
        var nothing = new JobDefinition { Name = "", Stage = "", Script = [] };
        var written = JobVariables.ForWorkflow(facts.Context(nothing));
        var scope = Of(written);
        var known = VariableExpansion.ExpandAll(written).Select(v => new IncludeVariable(v.Key, v.Value, v.Masked));
        return new IncludeContext
        {
            Variables = [.. known],
            Inputs = inputs,
            Fits = rule => JobRules.FirstFit([rule], scope) is not null,
            Holds = (expression, more) => Condition.Holds(expression, name => ValueOf(name, more, scope)),
        };
    }

    private static string? ValueOf(string name, IReadOnlyList<IncludeVariable> more, RuleScope scope) =>
        more.LastOrDefault(v => v.Key == name)?.Value ?? scope.Variable(name);

    private static RuleRefKind KindOf(Pipeline pipeline)
    {
        if (pipeline.MergeRequest is not null)
            return RuleRefKind.MergeRequest;
        return pipeline.RefType == RefType.Tag ? RuleRefKind.Tag : RuleRefKind.Branch;
    }
}
