namespace Sallyport.Runner;

/// <summary>Where the scripts of a job run: on this machine, or elsewhere.</summary>
internal interface IExecutor
{
    /// <summary>Makes ready for a job, and tells its log where it runs.</summary>
    Task PrepareAsync(JobResponse job, JobLog log);

    /// <summary>Runs the commands of a step in a shell of their own, in the project's folder.</summary>
    /// <param name="step">The step.</param>
    /// <param name="folders">The job's folders.</param>
    /// <param name="environment">The whole environment of the shell.</param>
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
