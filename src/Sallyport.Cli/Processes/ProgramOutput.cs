using System.Diagnostics;

namespace Sallyport.Cli.Processes;

/// <summary>How a small program of the system ended that was run to its end without input.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Error">What it wrote on stderr.</param>
internal sealed record ProgramOutput(int ExitCode, string Error)
{
    private const string SystemFolders = "/usr/local/sbin:/usr/sbin:/sbin"; // not on the PATH of every user

    /// <summary>Whether it did what it was asked for.</summary>
    public bool IsGood => ExitCode == 0;

    /// <summary>Why it failed: the last line that it wrote.</summary>
    public string Reason =>
        Error.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).LastOrDefault()
        ?? $"exit code {ExitCode}";

    /// <summary>The file of a program; null when it is not installed.</summary>
    public static string? Find(string program)
    {
        var path = $"{Environment.GetEnvironmentVariable("PATH")}:{SystemFolders}";
        return ProgramExecution.Find(program, path) is { } file && Posix.MayExecute(file) ? file : null;
    }

    /// <summary>Runs a program.</summary>
    public static async Task<ProgramOutput> RunAsync(
        string program, IEnumerable<string> arguments, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(cancel);
        var error = await process.StandardError.ReadToEndAsync(cancel);
        await output;
        await process.WaitForExitAsync(cancel);
        return new(process.ExitCode, error);
    }
}
