namespace Sallyport.Runner;

/// <summary>Where the scripts of one job run: on this machine, or in a container.</summary>
internal interface IExecutor : IAsyncDisposable
{
    /// <summary>What a job's environment begins with, below the runner's and the job's variables.</summary>
    IReadOnlyDictionary<string, string> BaseEnvironment { get; }

    /// <summary>Makes ready for a job, and tells its log where it runs.</summary>
    /// <param name="job">The job.</param>
    /// <param name="folders">The job's folders.</param>
    /// <param name="log">The job's log.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>Why the job cannot run; null if it can.</returns>
    Task<JobResult?> PrepareAsync(JobResponse job, JobFolders folders, JobLog log, CancellationToken cancel);

    /// <summary>
    /// Starts what runs the scripts. Before that nothing of the job runs that could change its folders, so that the
    /// sources and the artifacts of earlier jobs have got there by then.
    /// </summary>
    /// <param name="folders">The job's folders.</param>
    /// <param name="log">The job's log.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>Why the job cannot run; null if it can.</returns>
    Task<JobResult?> StartAsync(JobFolders folders, JobLog log, CancellationToken cancel);

    /// <summary>Runs the commands of a step in a shell of their own, in the project's folder.</summary>
    /// <param name="step">The step.</param>
    /// <param name="folders">The job's folders.</param>
    /// <param name="environment">The environment of the shell.</param>
    /// <param name="log">Where its output goes.</param>
    /// <param name="cancel">Ends it and all that it has started.</param>
    /// <returns>The exit code; null if it was cancelled.</returns>
    Task<int?> RunAsync(
        JobStep step,
        JobFolders folders,
        IReadOnlyDictionary<string, string> environment,
        JobLog log,
        CancellationToken cancel);
}
