namespace Sallyport.Core.GitLab;

/// <summary>Why a job can fail. Source: "Jobs API" and the runner's <c>common/spec</c>.</summary>
public static class FailureReasons
{
    /// <summary>The artifacts of a job that it depends on are gone.</summary>
    public const string MissingDependency = "missing_dependency_failure";

    /// <summary>The job's environment cannot be made: its expanded name or tier is not allowed.</summary>
    public const string EnvironmentCreation = "environment_creation_failure";

    /// <summary>The job could not be made ready for a runner.</summary>
    public const string Scheduler = "scheduler_failure";

    /// <summary>The job's time is over.</summary>
    public const string TimedOut = "job_execution_timeout";

    /// <summary>Its runner was not heard of for too long.</summary>
    public const string Stuck = "stuck_or_timeout_failure";

    /// <summary>The reasons that a runner may give, announced in the job payload.</summary>
    public static IReadOnlyList<string> Accepted { get; } =
    [
        "script_failure", "runner_system_failure", TimedOut,
        "image_pull_failure", "runner_configuration_error", "unknown_failure",
    ];

    /// <summary>The reason, or <c>unknown_failure</c> for one that is not accepted.</summary>
    public static string Known(string? reason) =>
        reason is not null && Accepted.Contains(reason, StringComparer.Ordinal) ? reason : "unknown_failure";
}
