namespace Sallyport.Runner;

/// <summary>A job as GitLab hands it out: the members of the payload that a shell executor needs.</summary>
public sealed record JobResponse(
    long Id,
    string Token,
    JobInfo JobInfo,
    GitInfo GitInfo,
    RunnerInfo RunnerInfo,
    IReadOnlyList<JobVariable> Variables,
    IReadOnlyList<JobStep> Steps,
    JobImage? Image,
    JobFeatures? Features)
{
    /// <summary>What is uploaded when the job is over.</summary>
    public IReadOnlyList<JobArtifact>? Artifacts { get; init; }

    /// <summary>The earlier jobs whose archives are downloaded before the script.</summary>
    public IReadOnlyList<JobDependency>? Dependencies { get; init; }

    /// <summary>What a container executor would run beside it.</summary>
    public IReadOnlyList<JobService>? Services { get; init; }

    /// <summary>The value of the last variable of a name, or null.</summary>
    public string? Variable(string key) => Variables.LastOrDefault(v => v.Key == key)?.Value;
}

/// <summary>What the job is called.</summary>
public sealed record JobInfo(string Name, string Stage, long ProjectId, string ProjectName, string? ProjectFullPath);

/// <summary>The commit that it is for.</summary>
public sealed record GitInfo(string Ref, string Sha, string RefType)
{
    /// <summary>The URL of the repository, with the job's token.</summary>
    public string? RepoUrl { get; init; }

    /// <summary>What to fetch from there.</summary>
    public IReadOnlyList<string>? Refspecs { get; init; }

    /// <summary>How many commits to fetch; 0 for all.</summary>
    public int Depth { get; init; }
}

/// <summary>How long it may run, in seconds.</summary>
public sealed record RunnerInfo(int Timeout);

/// <summary>A variable of the job, with how it is shown and passed on.</summary>
public sealed record JobVariable(
    string Key, string Value, bool Public = false, bool Masked = false, bool File = false, bool Raw = false);

/// <summary>Commands that share a shell.</summary>
public sealed record JobStep(string Name, IReadOnlyList<string> Script);

/// <summary>The image that a container executor would use.</summary>
public sealed record JobImage(
    string Name,
    IReadOnlyList<string>? Entrypoint = null,
    IReadOnlyList<string>? PullPolicy = null,
    ExecutorOptions? ExecutorOpts = null)
{
    /// <summary>The user in the container; null for the image's.</summary>
    public string? User => ExecutorOpts?.Docker?.User;

    /// <summary>The platform; null for this machine's.</summary>
    public string? Platform => ExecutorOpts?.Docker?.Platform;
}

/// <summary>What an image has for one kind of executor.</summary>
public sealed record ExecutorOptions(DockerOptions? Docker = null);

/// <summary>What an image has for containers.</summary>
public sealed record DockerOptions(string? Platform = null, string? User = null);

/// <summary>A service that a container executor would run beside the job.</summary>
public sealed record JobService(
    string Name,
    string? Alias = null,
    IReadOnlyList<string>? Entrypoint = null,
    IReadOnlyList<string>? Command = null,
    IReadOnlyList<JobVariable>? Variables = null,
    IReadOnlyList<string>? PullPolicy = null,
    ExecutorOptions? ExecutorOpts = null)
{
    /// <summary>What its container is made of.</summary>
    public JobImage AsImage { get; } = new(Name, Entrypoint, PullPolicy, ExecutorOpts);
}

/// <summary>Files that are uploaded when the job is over.</summary>
public sealed record JobArtifact(
    string? Name,
    bool Untracked,
    IReadOnlyList<string>? Paths,
    IReadOnlyList<string>? Exclude,
    string? When,
    string? ExpireIn,
    string ArtifactType = "archive",
    string ArtifactFormat = "zip")
{
    /// <summary>Whether they are uploaded after such a result.</summary>
    public bool IsKeptAfter(bool succeeded) => When switch
    {
        "always" => true,
        "on_failure" => !succeeded,
        _ => succeeded,
    };
}

/// <summary>An earlier job with an archive, and the token by which that can be read.</summary>
public sealed record JobDependency(long Id, string Token, string Name, DependencyFile? ArtifactsFile);

/// <summary>The archive of an earlier job.</summary>
public sealed record DependencyFile(string? Filename, long Size);

/// <summary>What the server asks of the runner.</summary>
public sealed record JobFeatures(IReadOnlyList<string>? TokenMaskPrefixes);

/// <summary>How a job ended.</summary>
public enum JobState
{
    /// <summary>Its script ended with 0.</summary>
    Success,

    /// <summary>Its script failed, it ran too long, or the runner could not do its part.</summary>
    Failed,

    /// <summary>Somebody canceled it while it ran.</summary>
    Canceled,
}

/// <summary>How a job ended and why.</summary>
/// <param name="State">How.</param>
/// <param name="FailureReason">GitLab's word for why, if it failed.</param>
/// <param name="ExitCode">The exit code of the script, if that ended it.</param>
/// <param name="Message">The last line of the log.</param>
public sealed record JobResult(JobState State, string? FailureReason, int? ExitCode, string Message)
{
    /// <summary>The script ended with 0.</summary>
    public static JobResult Succeeded { get; } = new(JobState.Success, null, null, "Job succeeded");

    /// <summary>The script ended otherwise.</summary>
    public static JobResult Exit(int code) =>
        new(JobState.Failed, "script_failure", code, $"ERROR: Job failed: exit status {code}");

    /// <summary>It ran too long.</summary>
    public static JobResult TimedOut(TimeSpan limit)
    {
        var message = $"ERROR: Job failed: execution took longer than {limit.TotalSeconds:0}s seconds";
        return new JobResult(JobState.Failed, "job_execution_timeout", null, message);
    }

    /// <summary>The runner could not do its part.</summary>
    public static JobResult System(string reason) =>
        new(JobState.Failed, "runner_system_failure", null, $"ERROR: Job failed (system failure): {reason}");

    /// <summary>It was canceled.</summary>
    public static JobResult Canceled { get; } = new(JobState.Canceled, null, null, "ERROR: Job failed: canceled");
}
