namespace Sallyport.Core.GitLab;

/// <summary>Whether a failed job is tried again. Source: <c>lib/gitlab/ci/build/auto_retry.rb</c>, gitlabhq.</summary>
internal static class RetryRules
{
    // A second try would fail the same way.
    private static readonly string[] Final = [FailureReasons.MissingDependency];

    /// <summary>Whether the job may be tried again.</summary>
    /// <param name="job">The job, with its reason and exit code.</param>
    /// <param name="tries">How often it was tried again already.</param>
    public static bool Allows(Job job, int tries)
    {
        var retry = job.Definition.Retry;
        if (tries >= retry.Max || Final.Contains(job.FailureReason, StringComparer.Ordinal))
            return false;
        var hasNoCondition = retry.When.Count == 0 && retry.ExitCodes.Count == 0;
        return hasNoCondition
            || retry.When.Contains("always", StringComparer.Ordinal)
            || retry.When.Contains(job.FailureReason, StringComparer.Ordinal)
            || (job.ExitCode is { } code && retry.ExitCodes.Contains(code));
    }
}
