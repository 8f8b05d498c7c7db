using System.Diagnostics;
using System.Globalization;
using System.Text;
using Sallyport.Cli.Output;

namespace Sallyport.Cli.Git;

/// <summary>What git answered.</summary>
/// <param name="Code">Its exit code.</param>
/// <param name="Output">What it wrote on stdout.</param>
/// <param name="Error">What it wrote on stderr, in English.</param>
internal sealed record GitAnswer(int Code, string Output, string Error);

/// <summary>
/// Starts git in somebody's repository so that the repository's own configuration can start nothing: no hook, no file
/// system monitor, no filter driver, no transport. Whoever looks at a downloaded repository has not agreed to run it.
/// </summary>
internal sealed class GitProgram
{
    // What is given in the environment wins over every file. Signatures are never checked, so gpg is not started.
    private static readonly GitSetting[] Always =
    [
        new("core.fsmonitor", "false"),
        new("core.hooksPath", "/dev/null"),
        new("log.showSignature", "false"),
        new("status.submoduleSummary", "false"),
    ];

    private static readonly Dictionary<string, string> NoVariables = [];

    private readonly string folder;
    private readonly IReadOnlyList<GitSetting> settings;

    private GitProgram(string folder, IReadOnlyList<GitSetting> settings)
    {
        this.folder = folder;
        this.settings = settings;
    }

    /// <summary>
    /// For exactly this folder, which need not be in a repository. Another folder, also one that this repository names
    /// as its own, may be in another repository with a configuration of its own.
    /// </summary>
    /// <exception cref="CommandFailedException">The repository defines what cannot be kept from starting.</exception>
    public static async Task<GitProgram> InAsync(string folder, CancellationToken cancel)
    {
        var bare = new GitProgram(folder, Always);
        var listed = await bare.RunAsync(cancel, "config", "--list", "--show-scope", "--name-only", "-z");
        return new GitProgram(folder, [.. Always, .. FiltersOf(listed.Output).Select(Undefined)]);
    }

    /// <summary>Runs git to its end. Throws <see cref="CommandFailedException"/> when it is not installed.</summary>
    public Task<GitAnswer> RunAsync(CancellationToken cancel, params string[] arguments) =>
        RunAsync(NoVariables, cancel, arguments);

    /// <summary>Runs git to its end, with variables of its own.</summary>
    public async Task<GitAnswer> RunAsync(
        IReadOnlyDictionary<string, string> variables, CancellationToken cancel, params string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        SetEnvironment(start.Environment);
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        using var git = Start(start);
        var output = git.StandardOutput.ReadToEndAsync(cancel);
        var error = git.StandardError.ReadToEndAsync(cancel);
        await git.WaitForExitAsync(cancel);
        return new GitAnswer(git.ExitCode, await output, await error);
    }

    // A driver has any name, so those that the repository defines are set to nothing one by one. The user's own stay.
    private static IEnumerable<string> FiltersOf(string listed)
    {
        var words = listed.Split('\0', StringSplitOptions.RemoveEmptyEntries);
        return words.Chunk(2)
            .Where(pair => pair is [not ("system" or "global" or "command"), _])
            .Select(pair => pair[1])
            .Where(key => key.StartsWith("filter.", StringComparison.OrdinalIgnoreCase))
            .Distinct(StringComparer.Ordinal);
    }

    // A key that is not UTF-8 was read with replacements, so setting it would set another one.
    private static GitSetting Undefined(string key) =>
        key.Contains('\ufffd', StringComparison.Ordinal)
            ? throw new CommandFailedException(
                ExitCodes.Usage,
                $"the repository's configuration defines a filter whose name is not UTF-8 ('{key}'), and git would "
                    + "run its program; remove that section from .git/config")
            : new GitSetting(key, "");

    private void SetEnvironment(IDictionary<string, string?> environment)
    {
        environment["LC_ALL"] = "C"; // what git says is compared
        environment["GIT_OPTIONAL_LOCKS"] = "0";
        environment["GIT_TERMINAL_PROMPT"] = "0";
        environment["GIT_PAGER"] = "cat";
        environment["GIT_NO_LAZY_FETCH"] = "1"; // a missing object is missing: no remote of a partial clone is asked
        environment["GIT_ALLOW_PROTOCOL"] = "none"; // the same for git before 2.45
        var first = SettingsIn(environment); // the user's own stay in front
        foreach (var (index, setting) in settings.Index())
        {
            environment[$"GIT_CONFIG_KEY_{first + index}"] = setting.Key;
            environment[$"GIT_CONFIG_VALUE_{first + index}"] = setting.Value;
        }
        environment["GIT_CONFIG_COUNT"] = (first + settings.Count).ToString(CultureInfo.InvariantCulture);
    }

    private static int SettingsIn(IDictionary<string, string?> environment)
    {
        var isSet = environment.TryGetValue("GIT_CONFIG_COUNT", out var count);
        return isSet && int.TryParse(count, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new CommandFailedException(
                ExitCodes.Usage, "git is not installed; jobs run on a commit of the project's git repository");
        }
    }

    private sealed record GitSetting(string Key, string Value);
}
