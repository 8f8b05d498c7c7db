using System.Text.RegularExpressions;

namespace Sallyport.Runner;

/// <summary>
/// The environment of a job's processes, built from nothing: what every program needs, the runner's <c>environment</c>
/// setting, the job's folders, the job's variables – later ones win. Nothing of the runner's own environment gets
/// through but <c>PATH</c>, the language and the user's name.
/// </summary>
internal static partial class ProcessEnvironment
{
    private static readonly string[] Inherited = ["PATH", "LANG", "LC_ALL", "USER", "LOGNAME"];

    /// <summary>Builds it; file variables are written on the way.</summary>
    public static Dictionary<string, string> Build(JobResponse job, RunnerSettings settings, JobFolders folders)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["LANG"] = "C.UTF-8" };
        foreach (var name in Inherited)
            if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } value)
                environment[name] = value;
        foreach (var (name, value) in settings.Environment)
            environment[name] = value;
        foreach (var (name, value) in OfRunner(job, folders))
            environment[name] = value;
        foreach (var variable in job.Variables)
            environment[variable.Key] = Value(variable, job.Variables, folders);
        return environment;
    }

    /// <summary>The values that the log must not show.</summary>
    public static IEnumerable<string> Secrets(JobResponse job, RunnerSettings settings) =>
        job.Variables.Where(v => v.Masked).Select(v => v.Value).Append(job.Token).Concat(settings.Secrets);

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

    private static string Value(JobVariable variable, IReadOnlyList<JobVariable> all, JobFolders folders)
    {
        var value = variable.Raw ? variable.Value : Expand(variable.Value, all);
        return variable.File ? folders.Write(variable.Key, value) : value;
    }

    // One pass, as GitLab Runner does it: $NAME, ${NAME}, and $$ for a dollar; an unknown name is nothing.
    internal static string Expand(string text, IReadOnlyList<JobVariable> all)
    {
        string ValueOf(Match reference)
        {
            if (reference.Value == "$$")
                return "$";
            var name = reference.Groups["name"].Value;
            return all.LastOrDefault(v => v.Key == name)?.Value ?? "";
        }
        return Reference().Replace(text, ValueOf);
    }

    [GeneratedRegex(@"\$\$|\$(?<name>[A-Za-z0-9_]+)|\$\{(?<name>[A-Za-z0-9_]+)\}", RegexOptions.ExplicitCapture)]
    private static partial Regex Reference();
}
