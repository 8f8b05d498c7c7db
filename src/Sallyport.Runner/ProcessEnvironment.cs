namespace Sallyport.Runner;

/// <summary>
/// The environment of a job's processes, built from nothing: what every program needs, the runner's <c>environment</c>
/// setting, the job's folders, the job's variables – later ones win. Nothing of the runner's own environment gets
/// through but <c>PATH</c>, the language and the user's name.
/// </summary>
internal static class ProcessEnvironment
{
    private static readonly Dictionary<string, string> NoPaths = [];

    private static readonly string[] Inherited = ["PATH", "LANG", "LC_ALL", "USER", "LOGNAME"];

    /// <summary>What a process on this machine begins with.</summary>
    public static Dictionary<string, string> OfMachine(RunnerSettings settings)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["LANG"] = "C.UTF-8" };
        foreach (var name in Inherited)
            if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } value)
                environment[name] = value;
        foreach (var (name, value) in settings.Environment)
            environment[name] = value;
        return environment;
    }

    /// <summary>Builds it; file variables are written on the way.</summary>
    /// <param name="job">The job.</param>
    /// <param name="start">What it begins with.</param>
    /// <param name="folders">The job's folders.</param>
    public static Dictionary<string, string> Build(
        JobResponse job, IReadOnlyDictionary<string, string> start, JobFolders folders)
    {
        var environment = start.ToDictionary(StringComparer.Ordinal);
        foreach (var (name, value) in OfRunner(job, folders))
            environment[name] = value;
        var paths = FilePaths(job.Variables, folders);
        foreach (var variable in job.Variables)
        {
            var value = Value(variable, job.Variables, paths);
            environment[variable.Key] = variable.File ? folders.Write(variable.Key, value) : value;
        }
        return environment;
    }

    /// <summary>The values that the log must not show.</summary>
    public static IEnumerable<string> Secrets(JobResponse job, RunnerSettings settings) =>
        job.Variables.Where(v => v.Masked)
            .SelectMany(v => (string[])[v.Value, Value(v, job.Variables, NoPaths)])
            .Append(job.Token)
            .Concat(settings.Secrets);

    private static IEnumerable<(string Name, string Value)> OfRunner(JobResponse job, JobFolders folders) =>
    [
        ("HOME", folders.Home),
        ("TMPDIR", folders.Temporary),
        ("AZURE_CONFIG_DIR", folders.AzureConfig),
        ("CI_BUILDS_DIR", folders.Builds),
        ("CI_PROJECT_DIR", folders.Project),
        ("CI_CONCURRENT_ID", "0"),
        ("CI_CONCURRENT_PROJECT_ID", "0"),
        ("CI_SERVER", "yes"),
        ("CI_SHARED_ENVIRONMENT", "true"),
        ("CI_JOB_STATUS", "running"),
        ("CI_JOB_TIMEOUT", $"{job.RunnerInfo.Timeout}"),
        ("CI_RUNNER_VERSION", typeof(ProcessEnvironment).Assembly.GetName().Version?.ToString(3) ?? ""),
    ];

    // They are known before the first value is expanded, since any may refer to a file.
    private static Dictionary<string, string> FilePaths(IReadOnlyList<JobVariable> variables, JobFolders folders) =>
        variables.Where(v => v.File)
            .DistinctBy(v => v.Key)
            .ToDictionary(v => v.Key, v => folders.Write(v.Key, ""), StringComparer.Ordinal);

    /// <summary>A text of the job with the values of its variables, as the runner expands it.</summary>
    public static string Expand(string text, IReadOnlyList<JobVariable> all) =>
        RunnerExpansion.Expand(text, name => all.LastOrDefault(v => v.Key == name)?.Value);

    // A reference to a file variable is its path; other values are put in as they are sent, not expanded once more.
    private static string Value(
        JobVariable variable, IReadOnlyList<JobVariable> all, IReadOnlyDictionary<string, string> paths)
    {
        string? ValueOf(string name)
        {
            var named = all.LastOrDefault(v => v.Key == name);
            return named is { File: true } ? paths.GetValueOrDefault(name) : named?.Value;
        }
        return variable.Raw ? variable.Value : RunnerExpansion.Expand(variable.Value, ValueOf);
    }
}
