using System.Diagnostics;
using Sallyport.Cli.Output;

namespace Sallyport.Cli.Demo;

/// <summary>
/// Finds the Azure CLI that the demo runs: the one that was named, else what <c>eng/azure-cli</c> provides, else the
/// one on PATH.
/// </summary>
/// <param name="Path">The program.</param>
/// <param name="WarmProfile">A profile from which a new one starts quickly, or null.</param>
internal sealed record AzureCli(string Path, string? WarmProfile)
{
    private const string NotFound = "the demo needs the Azure CLI (az 2.50 or later); install it, or name it with --az";

    private const string NotProvided =
        "the Azure CLI could not be provided; install az 2.50 or later and name it with --az";

    /// <summary>Finds it; may download it, which the script announces.</summary>
    public static async Task<AzureCli> FindAsync(string? named, CancellationToken cancel)
    {
        var script = Script();
        if (named is not null)
        {
            var profile = script is null ? null : await AskAsync(script, "--warm-profile", cancel);
            return new AzureCli(System.IO.Path.GetFullPath(named), profile);
        }
        if (script is not null)
        {
            var program = await AskAsync(script, "--print", cancel);
            return new AzureCli(program, await AskAsync(script, "--warm-profile", cancel));
        }
        var found = OnPath() ?? throw new CommandFailedException(ExitCodes.Failed, NotFound);
        return new AzureCli(found, null);
    }

    /// <summary>The script <c>eng/azure-cli</c> of the folder that the launcher names, or null without it.</summary>
    private static string? Script()
    {
        var home = Environment.GetEnvironmentVariable("SALLYPORT_HOME");
        if (string.IsNullOrEmpty(home))
            return null;
        var script = System.IO.Path.Combine(home, "eng", "azure-cli");
        return File.Exists(script) ? script : null;
    }

    private static async Task<string> AskAsync(string script, string what, CancellationToken cancel)
    {
        using var process = Process.Start(new ProcessStartInfo(script, what) { RedirectStandardOutput = true })!;
        var answer = (await process.StandardOutput.ReadToEndAsync(cancel)).Trim();
        await process.WaitForExitAsync(cancel);
        return process.ExitCode == 0 && answer.Length > 0
            ? answer
            : throw new CommandFailedException(ExitCodes.Failed, NotProvided);
    }

    private static string? OnPath() => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(System.IO.Path.PathSeparator)
        .Select(folder => System.IO.Path.Combine(folder, "az"))
        .FirstOrDefault(File.Exists);
}
