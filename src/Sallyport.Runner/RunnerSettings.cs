namespace Sallyport.Runner;

/// <summary>
/// What a runner is told when it is started; the counterpart of GitLab Runner's <c>config.toml</c>.
/// </summary>
public sealed record RunnerSettings
{
    /// <summary>The GitLab URL, without trailing slash.</summary>
    public required string Url { get; init; }

    /// <summary>The runner's authentication token.</summary>
    public required string Token { get; init; }

    /// <summary>
    /// The local repository from which each job's commit is checked out; null to fetch it from GitLab.
    /// </summary>
    public string? Repository { get; init; }

    /// <summary>The setting <c>environment</c>: variables for every job, below the job's own.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Values in <see cref="Environment"/> that no log shows.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>An az profile whose indexes (never its sessions) new profiles are seeded with, or null.</summary>
    public string? AzureProfile { get; init; }

    /// <summary>Whether jobs run in containers, or on this machine.</summary>
    public bool InContainers { get; init; }

    /// <summary>The image of a job that names none, or null. GitLab Runner's <c>docker.image</c>.</summary>
    public string? Image { get; init; }

    /// <summary>GitLab Runner's <c>pull_policy</c>: <c>always</c>, <c>if-not-present</c> or <c>never</c>.</summary>
    public string PullPolicy { get; init; } = "if-not-present";

    /// <summary>GitLab Runner's <c>docker.volumes</c>: folders of this machine, as <c>FROM:TO:ro</c>.</summary>
    public IReadOnlyList<string> Volumes { get; init; } = [];

    /// <summary>Whether the log has GitLab's colours.</summary>
    public bool Color { get; init; }

    /// <summary>How many jobs run at once.</summary>
    public int Concurrency { get; init; } = 1;

    /// <summary>How long it waits before it asks for a job again.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a process group has between SIGTERM and SIGKILL.</summary>
    public TimeSpan KillGrace { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>GitLab's limit for <c>after_script</c>.</summary>
    public TimeSpan AfterScriptTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>GitLab Runner's <c>output_limit</c>, in bytes.</summary>
    public int OutputLimit { get; init; } = 4 * 1024 * 1024;
}
