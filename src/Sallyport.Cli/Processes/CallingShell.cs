namespace Sallyport.Cli.Processes;

/// <summary>The kind of the shell that called this command.</summary>
internal static class CallingShell
{
    private static readonly string[] Posix = ["bash", "zsh", "dash", "sh", "ksh", "ash", "busybox"];

    /// <summary>
    /// <c>fish</c>, <c>pwsh</c> or <c>bash</c> for all POSIX shells: by the process that called, else by <c>SHELL</c>.
    /// </summary>
    public static string Find() =>
        Kind(ParentName()) ?? Kind(Path.GetFileName(Environment.GetEnvironmentVariable("SHELL"))) ?? "bash";

    /// <summary>The kind of a shell by the name of its program; null when that is no shell.</summary>
    internal static string? Kind(string? program)
    {
        if (program is "fish" or "pwsh")
            return program;
        return Posix.Contains(program, StringComparer.Ordinal) ? "bash" : null;
    }

    // proc(5): Linux alone has these files.
    private static string? ParentName()
    {
        const string Label = "PPid:";
        try
        {
            var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith(Label, StringComparison.Ordinal));
            return File.ReadAllText($"/proc/{line[Label.Length..].Trim()}/comm").Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
