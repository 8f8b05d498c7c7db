using System.Globalization;

namespace Sallyport.Core.GitLab;

/// <summary>
/// The variables of a job in GitLab's precedence: the list goes from the lowest to the highest, the last of a name
/// wins. ID tokens are low in it, so that any variable of the same name replaces them. Source: "CI/CD variable
/// precedence", GitLab documentation.
/// </summary>
public static class JobVariables
{
    /// <summary>
    /// What is known before the tokens: predefined, user and YAML variables. Audiences and environment names expand
    /// with it.
    /// </summary>
    public static IReadOnlyList<JobVariable> Scoped(JobContext context) =>
        VariableExpansion.ExpandAll([.. Predefined(context), .. Yaml(context), .. User(context)]);

    /// <summary>Everything that the runner gets.</summary>
    /// <param name="context">The job.</param>
    /// <param name="tokens">The ID tokens by the names of their variables.</param>
    /// <param name="jobToken">The job's token.</param>
    public static IReadOnlyList<JobVariable> ForRunner(
        JobContext context, IReadOnlyDictionary<string, string> tokens, string jobToken)
    {
        var scoped = Scoped(context);
        var idTokens = tokens.Select(t => Secret(t.Key, t.Value));
        var definition = context.Job.Definition.Environment;
        var environment = definition is null ? [] : Environment(JobEnvironment.Of(definition, scoped));
        return [.. Persisted(context, jobToken), .. idTokens, .. scoped, .. environment];
    }

    private static IEnumerable<JobVariable> Persisted(JobContext context, string jobToken)
    {
        yield return Known("CI_PIPELINE_ID", Number(context.Pipeline.Id));
        yield return Known("CI_PIPELINE_URL", $"{context.ProjectUrl}/-/pipelines/{Number(context.Pipeline.Id)}");
        yield return Known("CI_JOB_ID", Number(context.Job.Id));
        yield return Known("CI_JOB_URL", $"{context.ProjectUrl}/-/jobs/{Number(context.Job.Id)}");
        yield return Secret("CI_JOB_TOKEN", jobToken);
        if (context.Job.StartedAt is { } started)
            yield return Known("CI_JOB_STARTED_AT", Instant(started));
        if (context.Job.Timeout is { } timeout)
            yield return Known("CI_JOB_TIMEOUT", Number(timeout));
        yield return Known("CI_RUNNER_ID", Number(context.Pipeline.Runner.Id));
        yield return Known("CI_RUNNER_DESCRIPTION", context.Pipeline.Runner.Description);
        yield return Known("CI_RUNNER_TAGS", "[]");
    }

    /// <summary>Those that GitLab sets itself and that are known before the job is claimed, not expanded.</summary>
    internal static IEnumerable<JobVariable> Predefined(JobContext context) =>
    [
        .. PredefinedVariables.OfInstance(context),
        .. PredefinedVariables.OfProject(context),
        .. PredefinedVariables.OfCommit(context),
        .. MergeRequestVariables.Of(context),
        .. PredefinedVariables.OfJob(context),
    ];

    /// <summary>Those of the CI file, not expanded.</summary>
    internal static IEnumerable<JobVariable> Yaml(JobContext context) =>
        context.Job.Definition.Variables.Select(v => new JobVariable(v.Key, v.Value, Raw: v.Raw));

    private static IEnumerable<JobVariable> User(JobContext context) =>
    [
        Known("GITLAB_USER_ID", Number(context.User.Id)),
        Known("GITLAB_USER_EMAIL", context.User.Email),
        Known("GITLAB_USER_LOGIN", context.User.Username),
        Known("GITLAB_USER_NAME", context.User.Name),
    ];

    // Appended last, so that nothing can override them.
    private static IEnumerable<JobVariable> Environment(JobEnvironment environment)
    {
        yield return Known("CI_ENVIRONMENT_NAME", environment.Name);
        yield return Known("CI_ENVIRONMENT_SLUG", Slug.OfEnvironment(environment.Name));
        yield return Known("CI_ENVIRONMENT_ACTION", environment.Action);
        yield return Known("CI_ENVIRONMENT_TIER", environment.Tier);
        if (environment.Url is not null)
            yield return Known("CI_ENVIRONMENT_URL", environment.Url);
    }

    private static JobVariable Secret(string key, string value) =>
        new(key, value, Public: false, Masked: true, Raw: true);

    internal static JobVariable Known(string key, string value) => new(key, value, Raw: true);

    internal static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    internal static string Instant(DateTimeOffset value) =>
        value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
