namespace Sallyport.Runner.Containers;

/// <summary>
/// Pods whose runner was killed before it could remove them. Their names begin with the runner's process: its
/// number and its start, since numbers come again.
/// </summary>
internal static class Leftovers
{
    /// <summary>The label of each pod of a runner.</summary>
    public const string Label = "sallyport.runner";

    private const int StartField = 19; // field 22 of proc_pid_stat(5), counted from the state

    /// <summary>How the names of this process's pods begin.</summary>
    public static string Prefix => $"sallyport-{Environment.ProcessId}-{StartOf(Environment.ProcessId)}";

    /// <summary>Removes the pods of runners that are gone.</summary>
    public static async Task RemoveAsync(Engine engine, CancellationToken cancel)
    {
        var listed = await engine.AskAsync(cancel, "pod", "ls", "--filter", $"label={Label}", "--format", "{{.Name}}");
        if (!listed.IsDone)
            return;
        foreach (var pod in listed.Output.Split('\n').Where(IsLeft))
            await engine.AskAsync(cancel, "pod", "rm", "-f", "-t", "0", pod);
    }

    private static bool IsLeft(string pod)
    {
        if (pod.Split('-') is not ["sallyport", var number, var start, _])
            return false;
        return int.TryParse(number, out var id) && StartOf(id) != start;
    }

    private static string StartOf(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[StartField];
        }
        catch (IOException)
        {
            return ""; // there is no such process
        }
    }
}
