using Sallyport.Core.GitLab;
using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Server.GitLab;

/// <summary>A pipeline that would be made, with what its jobs would see and what their ID tokens would claim.</summary>
internal static class PlanJson
{
    private const string Hidden = "[masked]";

    /// <summary>The answer to a dry run. No token is in it, and no secret value.</summary>
    public static object Of(PlannedPipeline planned, DateTimeOffset now) => new
    {
        planned.Pipeline.Origin.Background.Name,
        planned.Pipeline.Source,
        planned.Warnings,
        MergedYaml = planned.Document.MergedYaml(),
        Jobs = planned.Contexts.Select(c => JobOf(c, now)),
    };

    private static object JobOf(JobContext context, DateTimeOffset now)
    {
        var definition = context.Job.Definition;
        var variables = JobVariables.Scoped(context);
        var own = JobVariables.OwnNames(context);
        return new
        {
            definition.Name,
            definition.Stage,
            Status = GitLabJson.Word(context.Job.Status),
            When = GitLabJson.Word(definition.When),
            definition.AllowFailure,
            Needs = definition.Needs?.Select(n => n.Job),
            Trigger = definition.Trigger is not null,
            Environment = definition.Environment is { } environment
                ? VariableExpansion.Expand(environment.Name, variables)
                : null,
            definition.Script,
            Variables = variables.GroupBy(v => v.Key, StringComparer.Ordinal).Select(g => ShownOf(g.Last(), own)),
            IdTokens = Core.GitLab.IdTokens.Preview(context, variables, now),
        };
    }

    private static object ShownOf(JobVariable variable, IReadOnlySet<string> own) => new
    {
        variable.Key,
        Value = variable.Masked ? Hidden : variable.Value,
        variable.Masked,
        variable.File,
        variable.Raw,
        Predefined = !own.Contains(variable.Key),
    };
}
