namespace Sallyport.Core.GitLab;

/// <summary>
/// The states of a pipeline, of a stage and of a job that occur here. Source: GitLab's Pipelines API and Jobs API.
/// </summary>
public enum CiStatus
{
    /// <summary>Waits for what comes before it.</summary>
    Created,

    /// <summary>Waits until no other job of its resource group runs.</summary>
    WaitingForResource,

    /// <summary>Waits for a runner.</summary>
    Pending,

    /// <summary>A runner has it.</summary>
    Running,

    /// <summary>Ended without a failure that counts.</summary>
    Success,

    /// <summary>Ended with a failure.</summary>
    Failed,

    /// <summary>Stopped by a user, or because another job failed.</summary>
    Canceled,

    /// <summary>Left out because of what happened before.</summary>
    Skipped,

    /// <summary>Waits until somebody starts it.</summary>
    Manual,
}

/// <summary>What the states mean for what comes after.</summary>
public static class CiStatusExtensions
{
    /// <summary>Whether what has this state is over: only then is it decided what comes after it.</summary>
    public static bool IsComplete(this CiStatus status) =>
        status is CiStatus.Success or CiStatus.Failed or CiStatus.Canceled or CiStatus.Skipped;

    /// <summary>Whether a cancel ends it. A job that waits for a person stays as it is.</summary>
    public static bool IsCancelable(this CiStatus status) => !status.IsComplete() && status != CiStatus.Manual;
}
