using System.Text.RegularExpressions;
using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Core.GitLab;

/// <summary>What GitLab would do silently and a job's author should know before the job starts.</summary>
internal static class PipelineWarnings
{
    private static readonly Regex RetiredToken =
        new(@"\bCI_JOB_JWT(_V1|_V2)?\b", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    /// <summary>The warnings for the jobs of a pipeline.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<JobContext> jobs)
    {
        var hasDotenv = jobs.Any(j => j.Job.Definition.Artifacts is { Dotenv.Count: > 0 });
        return jobs.SelectMany(j => Of(j, hasDotenv)).ToList();
    }

    private static IEnumerable<string> Of(JobContext context, bool hasDotenv)
    {
        var job = context.Job.Definition;
        var scoped = VariablesOf(context);
        var names = scoped.Select(v => v.Key).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. Retired(job, context.Instance),
            .. Shadowed(job, names),
            .. Audiences(job, scoped),
            // A dotenv report may set anything.
            .. hasDotenv ? [] : Unset(job, names),
        ];
    }

    private static IReadOnlyList<JobVariable> VariablesOf(JobContext context) =>
        [.. JobVariables.ForRules(context), .. PredefinedVariables.OfRunner(context)];

    // Source: "Deprecations by version", GitLab documentation: removed in 17.0, a script sees an empty value.
    private static IEnumerable<string> Retired(JobDefinition job, GitLabInstance instance)
    {
        var texts = job.Script.Concat(job.AfterScript).Concat(job.Variables.Select(v => v.Value));
        var used = texts.SelectMany(t => RetiredToken.Matches(t).Select(m => m.Value)).Distinct(StringComparer.Ordinal);
        return used.Where(name => !Sets(job, name)).Select(name =>
            $"job '{job.Name}' uses {name}, which GitLab 17.0 removed: it is empty. "
            + $"Let the job ask for an ID token, and write $GITLAB_OIDC_TOKEN instead of ${name}:\n\n"
            + $"{job.Name}:\n  id_tokens:\n    GITLAB_OIDC_TOKEN:\n      aud: {instance.Url}\n");
    }

    private static bool Sets(JobDefinition job, string name) =>
        job.Variables.Any(v => v.Key == name) || job.IdTokens.Any(t => t.Name == name);

    private static IEnumerable<string> Shadowed(JobDefinition job, HashSet<string> names) =>
        job.IdTokens.Where(t => names.Contains(t.Name)).Select(t =>
            $"job '{job.Name}': the variable {t.Name} has the name of an ID token and replaces it; "
            + "the job gets no such token");

    private static IEnumerable<string> Audiences(JobDefinition job, IReadOnlyList<JobVariable> variables)
    {
        IReadOnlyList<JobVariable>? expanded = null;
        foreach (var token in job.IdTokens)
            foreach (var audience in token.Audiences)
                foreach (var name in VariableExpansion.Unknown(audience, variables))
                {
                    expanded ??= VariableExpansion.ExpandAll(variables);
                    yield return $"job '{job.Name}': the audience '{audience}' of {token.Name} uses ${name}, which "
                        + "nothing sets where GitLab makes the token: the token will say "
                        + $"'{VariableExpansion.Expand(audience, expanded)}'";
                }
    }

    private static IEnumerable<string> Unset(JobDefinition job, HashSet<string> names)
    {
        bool IsSet(string name) =>
            names.Contains(name) || Sets(job, name) || job.Secrets.Any(s => s.Variable == name);
        return ScriptVariables.Used(job).Where(name => !IsSet(name)).Select(name =>
            $"job '{job.Name}': the job uses ${name}, which nothing sets: it is empty there");
    }
}
