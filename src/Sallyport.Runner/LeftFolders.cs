using System.Diagnostics;

namespace Sallyport.Runner;

/// <summary>
/// The folders of jobs whose runner was killed before it could remove them. A folder of a runner that lives stays,
/// however old it is, and so does what belongs to another user.
/// </summary>
internal static class LeftFolders
{
    /// <summary>How the names of all jobs' folders begin.</summary>
    public const string Beginning = "sallyport-job-";

    /// <summary>Ends what still runs for such a job, and removes its folder.</summary>
    public static async Task RemoveAsync(CancellationToken cancel)
    {
        foreach (var folder in Directory.EnumerateDirectories(Path.GetTempPath(), Beginning + "*").ToList())
        {
            var isLeft = RunnerMark.IsOfGone(Path.GetFileName(folder), Beginning);
            if (!isLeft || !await IsOwnAsync(folder, cancel))
                continue;
            ProcessGroup.KillMarked(folder);
            try
            {
                JobFolders.Remove(folder);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Another run of this user removes it just now, or the next one does.
            }
        }
    }

    // .NET does not tell the owner. Root may remove everything, so it has to ask.
    private static async Task<bool> IsOwnAsync(string folder, CancellationToken cancel)
    {
        const string script = "[ -O \"$1\" ] && ! [ -L \"$1\" ]";
        string[] arguments = ["--noprofile", "--norc", "-c", script, "-", folder];
        using var shell = Process.Start(new ProcessStartInfo("bash", arguments))!;
        await shell.WaitForExitAsync(cancel);
        return shell.ExitCode == 0;
    }
}
