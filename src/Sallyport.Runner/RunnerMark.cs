namespace Sallyport.Runner;

/// <summary>
/// How the names begin of what a runner must not leave behind: its process's number and its start, since numbers come
/// again. So whoever finds such a name knows whether its runner still lives.
/// </summary>
internal static class RunnerMark
{
    private const int StartField = 19; // field 22 of proc_pid_stat(5), counted from the state

    /// <summary>The mark of this process.</summary>
    public static string Own => $"{Environment.ProcessId}-{StartOf(Environment.ProcessId)}";

    /// <summary>Whether a name is that of a runner which has ended.</summary>
    /// <param name="name">The name: the beginning, the mark, and what tells it from others.</param>
    /// <param name="beginning">What stands before the mark, with the dash.</param>
    public static bool IsOfGone(string name, string beginning)
    {
        if (!name.StartsWith(beginning, StringComparison.Ordinal))
            return false;
        if (name[beginning.Length..].Split('-') is not [var number, var start, _])
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
