using System.Text.RegularExpressions;
using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Core.GitLab;

/// <summary>What GitLab would do silently and a job's author should know.</summary>
internal static class PipelineWarnings
{
    private static readonly Regex RetiredToken =
        new(@"\bCI_JOB_JWT(_V1|_V2)?\b", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    /// <summary>The warnings for these jobs.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<JobDefinition> jobs, GitLabInstance instance) =>
        jobs.SelectMany(j => Retired(j, instance).Concat(Shadowed(j)).Concat(Hurried(j))).ToList();

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

    private static IEnumerable<string> Hurried(JobDefinition job)
    {
        if (job.When == JobWhen.Delayed)
            yield return $"job '{job.Name}' is delayed; here it starts at once";
    }

    private static bool Sets(JobDefinition job, string name) =>
        job.Variables.Any(v => v.Key == name) || job.IdTokens.Any(t => t.Name == name);

    private static IEnumerable<string> Shadowed(JobDefinition job)
    {
        var hidden = job.IdTokens.Where(t => job.Variables.Any(v => v.Key == t.Name));
        return hidden.Select(t =>
            $"job '{job.Name}': the variable {t.Name} has the name of an ID token and replaces it; "
            + "the job gets no such token");
    }
}
