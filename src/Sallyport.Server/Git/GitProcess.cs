using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Sallyport.Core.GitLab;

namespace Sallyport.Server.Git;

/// <summary>What git answered.</summary>
/// <param name="Code">Its exit code.</param>
/// <param name="Output">What it wrote on stdout.</param>
/// <param name="Error">The beginning of what it wrote on stderr, in English.</param>
internal sealed record GitOutput(int Code, byte[] Output, string Error)
{
    // ENOSPC and EDQUOT in the words of the C library, and of git for what it writes with a checksum.
    private static readonly string[] NoRoom = ["No space left on device", "Disk quota exceeded", "Out of diskspace"];

    /// <summary>The output as text.</summary>
    public string Text => Encoding.UTF8.GetString(Output);

    /// <summary>Whether it failed because the disk, or what its user may have of it, is full.</summary>
    public bool LacksRoom => Code != 0 && NoRoom.Any(t => Error.Contains(t, StringComparison.Ordinal));
}

/// <summary>
/// One run of git in a repository of the instance. Its environment and its settings are given here as a whole, so that
/// neither the machine's configuration nor the repository's can start a hook, a monitor, a filter or a transport.
/// </summary>
internal sealed class GitProcess : IDisposable
{
    /// <summary>How many bytes a push may have.</summary>
    public const long MaximumPush = 512L * 1024 * 1024;

    private const int MaximumError = 16 * 1024;
    private const int ErrorNoEntry = 2;
    private const int ErrorTooBig = 7;
    private const int ErrorNoAccess = 13;

    // What is given in the environment wins over every file, and counts as protected configuration.
    private static readonly (string Key, string Value)[] Settings =
    [
        ("core.hooksPath", "/dev/null"),
        ("core.fsmonitor", "false"),
        ("core.quotePath", "false"),
        ("safe.directory", "*"),
        ("gc.auto", "0"),
        ("maintenance.auto", "false"),
        ("receive.autogc", "false"),
        ("receive.fsckObjects", "true"),
        ("receive.denyNonFastForwards", "false"), // what `git init --shared` sets otherwise
        ("receive.advertisePushOptions", "true"),
        ("receive.maxInputSize", MaximumPush.ToString(CultureInfo.InvariantCulture)),
        ("receive.hideRefs", "refs/pipelines"), // the instance's own: nobody else writes them
        ("receive.hideRefs", "refs/keep-around"),
        ("receive.hideRefs", "refs/merge-requests"),
        ("receive.hideRefs", "refs/environments"),
        ("uploadpack.allowAnySHA1InWant", "true"),
        ("uploadpack.allowFilter", "true"),
        ("log.showSignature", "false"),
    ];

    private readonly Process process;
    private readonly Task<string> error;

    private GitProcess(Process process)
    {
        this.process = process;
        error = ReadErrorAsync(process.StandardError.BaseStream);
    }

    /// <summary>What git writes.</summary>
    public Stream Output => process.StandardOutput.BaseStream;

    /// <summary>Starts git so that no setting of the repository can run a program.</summary>
    /// <param name="folder">The bare repository.</param>
    /// <param name="arguments">The arguments.</param>
    /// <param name="variables">Further variables of its environment.</param>
    public static GitProcess Start(
        string folder, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? variables = null)
    {
        var start = new ProcessStartInfo("git", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        SetEnvironment(start.Environment, folder);
        foreach (var (name, value) in variables ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        try
        {
            return new GitProcess(Process.Start(start)!);
        }
        catch (Win32Exception) when (!Directory.Exists(folder))
        {
            throw GitLabErrors.NotFound("Project").ToException(); // it was deleted meanwhile
        }
        catch (Win32Exception failure)
        {
            throw RefusalOf(failure).ToException();
        }
    }

    /// <summary>Runs git to its end.</summary>
    /// <param name="input">What it reads.</param>
    /// <param name="maximum">How many bytes it may write; more is refused.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task<GitOutput> FinishAsync(ReadOnlyMemory<byte> input, int maximum, CancellationToken cancel)
    {
        var fed = FeedAsync(input, cancel);
        using var output = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (await Output.ReadAsync(buffer, cancel) is > 0 and var read)
        {
            if (output.Length + read > maximum)
                throw GitLabErrors.BadRequest(413, "Request Entity Too Large").ToException();
            output.Write(buffer, 0, read);
        }
        await fed;
        var code = await EndAsync(cancel);
        return new GitOutput(code, output.ToArray(), await error);
    }

    /// <summary>Gives git a piece of its input. False when it does not want any more: it says on stderr why.</summary>
    public async Task<bool> WriteAsync(ReadOnlyMemory<byte> piece, CancellationToken cancel)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(piece, cancel);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Ends its input.</summary>
    public void CloseInput()
    {
        try
        {
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // it does not read any more
        }
    }

    /// <summary>Waits for its end and returns the exit code.</summary>
    public async Task<int> EndAsync(CancellationToken cancel)
    {
        await process.WaitForExitAsync(cancel);
        return process.ExitCode;
    }

    /// <summary>Ends it, with what it has started, if it still runs.</summary>
    public void Kill()
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
    }

    /// <summary>Ends it, if it still runs, and lets go of it.</summary>
    public void Dispose()
    {
        Kill();
        process.Dispose();
    }

    private async Task FeedAsync(ReadOnlyMemory<byte> input, CancellationToken cancel)
    {
        await WriteAsync(input, cancel);
        CloseInput();
    }

    // Source: errno(3), execve(2).
    private static GitLabRefusal RefusalOf(Win32Exception failure) => failure.NativeErrorCode switch
    {
        ErrorNoEntry or ErrorNoAccess =>
            GitLabErrors.BadRequest(501, "Not Implemented - git is not installed beside this instance"),
        ErrorTooBig => GitLabErrors.BadRequest(400, "Bad request - a text is too long for git"),
        _ => GitLabErrors.Unavailable with { LogDetail = $"git cannot be started: {failure.Message}" },
    };

    private static void SetEnvironment(IDictionary<string, string?> environment, string folder)
    {
        var path = environment.TryGetValue("PATH", out var known) ? known : "/usr/bin:/bin";
        environment.Clear();
        environment["PATH"] = path;
        environment["HOME"] = folder;
        environment["LC_ALL"] = "C";
        environment["GIT_DIR"] = folder;
        environment["GIT_CONFIG_NOSYSTEM"] = "1";
        environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        environment["GIT_ATTR_NOSYSTEM"] = "1";
        environment["GIT_TERMINAL_PROMPT"] = "0";
        environment["GIT_OPTIONAL_LOCKS"] = "0";
        environment["GIT_NO_LAZY_FETCH"] = "1";
        environment["GIT_NO_REPLACE_OBJECTS"] = "1"; // a pushed replacement does not change what a commit is
        environment["GIT_ALLOW_PROTOCOL"] = "none";
        foreach (var (index, setting) in Settings.Index())
        {
            environment[$"GIT_CONFIG_KEY_{index}"] = setting.Key;
            environment[$"GIT_CONFIG_VALUE_{index}"] = setting.Value;
        }
        environment["GIT_CONFIG_COUNT"] = Settings.Length.ToString(CultureInfo.InvariantCulture);
    }

    private static async Task<string> ReadErrorAsync(Stream stream)
    {
        var kept = new byte[MaximumError];
        var length = 0;
        var buffer = new byte[4096];
        while (await ReadOrEndAsync(stream, buffer) is > 0 and var read)
        {
            var room = Math.Min(read, kept.Length - length);
            buffer.AsSpan(0, room).CopyTo(kept.AsSpan(length));
            length += room;
        }
        return Encoding.UTF8.GetString(kept, 0, length);
    }

    private static async Task<int> ReadOrEndAsync(Stream stream, byte[] buffer)
    {
        try
        {
            return await stream.ReadAsync(buffer);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            return 0; // it was ended
        }
    }
}
