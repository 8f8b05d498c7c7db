using System.Text;

namespace Sallyport.Runner.Containers;

/// <summary>
/// The variables of a service: the job's, and its own above them. The engine's format has one line for each, so a value
/// of several lines is left out.
/// </summary>
internal static class ServiceEnvironment
{
    /// <summary>Writes the file that podman's <c>--env-file</c> reads.</summary>
    public static string Write(JobResponse job, JobService service)
    {
        IReadOnlyList<JobVariable> all = [.. job.Variables, .. service.Variables ?? []];
        var text = new StringBuilder();
        foreach (var variable in all.Where(v => !v.File).GroupBy(v => v.Key).Select(g => g.Last()))
        {
            var value = variable.Raw ? variable.Value : ProcessEnvironment.Expand(variable.Value, all);
            if (ShellScript.IsName(variable.Key) && !value.Contains('\n', StringComparison.Ordinal))
                text.Append(variable.Key).Append('=').Append(value).Append('\n');
        }
        return text.ToString();
    }
}
