using System.Globalization;

namespace Sallyport.Core.GitLab;

/// <summary>
/// The variables of a job in GitLab's precedence: the list goes from the lowest to the highest, the last of a name
/// wins. ID tokens are low in it, so that almost any variable of the same name replaces them. Source: "CI/CD variable
/// precedence", GitLab documentation; <c>lib/gitlab/ci/variables/builder.rb</c>, gitlabhq.
/// </summary>
public static class JobVariables
{
    /// <summary>
    /// What is known before the tokens, expanded: everything but the job's ids, its token, other tokens and the slug of
    /// its environment. Audiences and environment names expand with it.
    /// </summary>
    public static IReadOnlyList<JobVariable> Scoped(JobContext context) =>
        VariableExpansion.ExpandAll(Written(context, JobMoment.Claimed));

    /// <summary>The names of those that somebody set: in the CI file, in GitLab, or by an earlier job.</summary>
    public static IReadOnlySet<string> OwnNames(JobContext context)
    {
        IEnumerable<JobVariable> own =
            [.. Yaml(context), .. context.DotenvVariables, .. Given(context, JobMoment.Claimed)];
        return own.Select(v => v.Key).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Everything that the runner gets.</summary>
    /// <param name="context">The job.</param>
    /// <param name="tokens">The ID tokens by the names of their variables.</param>
    /// <param name="jobToken">The job's token.</param>
    public static IReadOnlyList<JobVariable> ForRunner(
        JobContext context, IReadOnlyDictionary<string, string> tokens, string jobToken) =>
        VariableExpansion.ForRunner(
        [
            .. PersistedVariables.Of(context, jobToken),
            .. tokens.Select(t => Secret(t.Key, t.Value)),
            .. Written(context, JobMoment.Claimed),
            .. AppendedEnvironment(context),
        ]);

    /// <summary>
    /// What the rules of a job see, not expanded: no runner, no variables of earlier jobs or of a manual start.
    /// </summary>
    internal static IReadOnlyList<JobVariable> ForRules(JobContext context) => Written(context, JobMoment.Planned);

    /// <summary>What the rules of <c>workflow</c> see, not expanded: nothing of a job.</summary>
    /// <param name="context">The pipeline; the variables of its job are those of the top level.</param>
    internal static IReadOnlyList<JobVariable> ForWorkflow(JobContext context) =>
    [
        .. OfPipeline(context), .. Yaml(context), .. User(context), .. Given(context, JobMoment.Planned),
    ];

    /// <summary>Those that GitLab sets itself and that are known before the job is claimed, not expanded.</summary>
    internal static IEnumerable<JobVariable> Predefined(JobContext context) =>
        [.. PredefinedVariables.OfJob(context), .. OfPipeline(context)];

    /// <summary>Those of the CI file, not expanded.</summary>
    internal static IEnumerable<JobVariable> Yaml(JobContext context) =>
        context.Job.Definition.Variables.Select(v => new JobVariable(v.Key, v.Value, Raw: v.Raw));

    /// <summary>A variable that GitLab sets. What has a dollar or a percent sign in it is never expanded.</summary>
    internal static JobVariable Known(string key, string value) =>
        new(key, value, Raw: value.AsSpan().IndexOfAny('$', '%') >= 0);

    /// <summary>A variable that the log must not show.</summary>
    internal static JobVariable Secret(string key, string value) =>
        new(key, value, Public: false, Masked: true, Raw: true);

    internal static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    internal static string Instant(DateTimeOffset value) =>
        value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static IReadOnlyList<JobVariable> Written(JobContext context, JobMoment moment)
    {
        var predefined = Predefined(context).ToList();
        List<JobVariable> rest =
        [
            .. moment == JobMoment.Claimed ? PredefinedVariables.OfRunner(context) : [],
            .. Yaml(context),
            .. User(context),
            .. moment == JobMoment.Claimed ? context.DotenvVariables : [],
            .. Given(context, moment),
        ];
        if (context.Job.Definition.Environment is null)
            return [.. predefined, .. rest];
        var variables = VariableExpansion.ExpandAll([.. predefined, .. rest]);
        return [.. OfEnvironment(JobEnvironment.Of(context, variables)!), .. predefined, .. rest];
    }

    private static IEnumerable<JobVariable> OfPipeline(JobContext context) =>
    [
        .. PredefinedVariables.OfInstance(context),
        .. PredefinedVariables.OfProject(context),
        .. PredefinedVariables.OfCommit(context),
        .. MergeRequestVariables.Of(context),
    ];

    private static IEnumerable<JobVariable> User(JobContext context) =>
    [
        Known("GITLAB_USER_ID", Number(context.User.Id)),
        Known("GITLAB_USER_EMAIL", context.User.Email),
        Known("GITLAB_USER_LOGIN", context.User.Username),
        Known("GITLAB_USER_NAME", context.User.Name),
    ];

    private static IEnumerable<JobVariable> Given(JobContext context, JobMoment moment)
    {
        var sources = context.Sources;
        return
        [
            .. sources.Instance,
            .. sources.Groups,
            .. sources.Project,
            .. sources.Pipeline,
            .. sources.Schedule,
            .. sources.Release,
            .. moment == JobMoment.Claimed ? sources.Manual : [],
        ];
    }

    private static IEnumerable<JobVariable> OfEnvironment(JobEnvironment environment)
    {
        yield return Known("CI_ENVIRONMENT_NAME", environment.Name);
        yield return Known("CI_ENVIRONMENT_ACTION", environment.Action);
        yield return Known("CI_ENVIRONMENT_TIER", environment.Tier);
        if (environment.Url is { } url)
            yield return new JobVariable("CI_ENVIRONMENT_URL", url);
    }

    // Last, so that nothing can override them. The URL may refer to the slug, and the runner expands it.
    private static IEnumerable<JobVariable> AppendedEnvironment(JobContext context)
    {
        if (JobEnvironment.Of(context) is not { } environment)
            yield break;
        yield return Known("CI_ENVIRONMENT_SLUG", environment.Slug);
        if (environment.Url is { } url)
            yield return new JobVariable("CI_ENVIRONMENT_URL", url);
    }

    private enum JobMoment
    {
        Planned,
        Claimed,
    }
}
