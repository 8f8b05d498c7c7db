using System.Diagnostics;
using System.Text;

namespace Sallyport.Conformance;

/// <summary>How a program ended.</summary>
public sealed record Outcome(int ExitCode, string Output, string Error)
{
    public string All => Output + Error;

    public Outcome Passes()
    {
        Assert.True(ExitCode == 0, $"exit {ExitCode}\n{Output}\n{Error}");
        return this;
    }

    public Outcome Fails(string text, int? exitCode = null)
    {
        Assert.True(ExitCode != 0 && (exitCode is null || ExitCode == exitCode), $"exit {ExitCode}\n{Output}\n{Error}");
        Assert.Contains(text, All, StringComparison.Ordinal);
        return this;
    }

    /// <summary>Refused by our command: one line of stderr says why, stdout has no result.</summary>
    public Outcome FailsInOneLine(string text, int exitCode)
    {
        Fails(text, exitCode);
        Assert.Empty(Output);
        var line = Assert.Single(Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("sallyport: ", line, StringComparison.Ordinal);
        Assert.Contains(text, line, StringComparison.Ordinal);
        return this;
    }
}

/// <summary>Runs real programs.</summary>
public static class Command
{
    /// <summary>The repository's folder.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>The command under test: what <c>./sallyport</c> runs where <c>test.sh</c> built it, else the one built with the tests.</summary>
    public static string Sallyport { get; } =
        Environment.GetEnvironmentVariable("SALLYPORT_TEST_COMMAND") ?? Path.Combine(AppContext.BaseDirectory, "sallyport.dll");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Runs <c>sallyport</c>.</summary>
    public static Task<Outcome> SallyportAsync(
        string[] arguments, string? folder = null, IReadOnlyDictionary<string, string>? environment = null, TimeSpan? limit = null) =>
        RunAsync("dotnet", [Sallyport, .. arguments], folder, environment, limit);

    /// <summary>Runs a program to its end.</summary>
    public static async Task<Outcome> RunAsync(
        string program, string[] arguments, string? folder = null, IReadOnlyDictionary<string, string>? environment = null, TimeSpan? limit = null, string input = "")
    {
        using var process = Start(program, arguments, folder, environment, input);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Cancel), process.StandardError.ReadToEndAsync(Cancel));
        using var time = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        time.CancelAfter(limit ?? TimeSpan.FromMinutes(2));
        try
        {
            await process.WaitForExitAsync(time.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} did not end.");
        }
        return new Outcome(process.ExitCode, await output, await error);
    }

    /// <summary>Starts a program, types the input into it and nothing more.</summary>
    public static Process Start(
        string program, string[] arguments, string? folder = null, IReadOnlyDictionary<string, string>? environment = null, string input = "")
    {
        var start = new ProcessStartInfo(program)
        {
            WorkingDirectory = folder ?? Path.GetTempPath(), RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8, StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        start.Environment["SALLYPORT_HOME"] = Repository;
        start.Environment["NO_COLOR"] = "1";
        start.Environment["DOTNET_TieredPGO"] = "0"; // as ./sallyport sets it
        var process = Process.Start(start)!;
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        return process;
    }

    private static string FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "global.json")))
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run inside the repository.");
        return folder.FullName;
    }
}
