using System.Diagnostics;

namespace Sallyport.Cli.Demo;

/// <summary>Finds the Azure CLI that the demo runs: the one that was named, else what <c>eng/azure-cli</c> provides, else the one on PATH.</summary>
/// <param name="Path">The program.</param>
/// <param name="WarmProfile">A profile from which a new one starts quickly, or null.</param>
internal sealed record AzureCli(string Path, string? WarmProfile)
{
    /// <summary>Finds it; may download it, which the script announces.</summary>
    public static async Task<AzureCli> FindAsync(string? named, CancellationToken cancel)
    {
        var script = Environment.GetEnvironmentVariable("SALLYPORT_HOME") is { Length: > 0 } home ? System.IO.Path.Combine(home, "eng", "azure-cli") : null;
        var provides = script is not null && File.Exists(script);
        if (named is not null)
            return new AzureCli(System.IO.Path.GetFullPath(named), provides ? await AskAsync(script!, "--warm-profile", cancel) : null);
        if (provides)
            return new AzureCli(await AskAsync(script!, "--print", cancel), await AskAsync(script!, "--warm-profile", cancel));
        return new AzureCli(
            OnPath() ?? throw new CommandFailedException(ExitCodes.Failed, "the demo needs the Azure CLI (az 2.50 or later); install it, or name it with --az"), null);
    }

    private static async Task<string> AskAsync(string script, string what, CancellationToken cancel)
    {
        using var process = Process.Start(new ProcessStartInfo(script, what) { RedirectStandardOutput = true })!;
        var answer = (await process.StandardOutput.ReadToEndAsync(cancel)).Trim();
        await process.WaitForExitAsync(cancel);
        return process.ExitCode == 0 && answer.Length > 0
            ? answer
            : throw new CommandFailedException(ExitCodes.Failed, "the Azure CLI could not be provided; install az 2.50 or later and name it with --az");
    }

    private static string? OnPath() => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(System.IO.Path.PathSeparator)
        .Select(folder => System.IO.Path.Combine(folder, "az"))
        .FirstOrDefault(File.Exists);
}
