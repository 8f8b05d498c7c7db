using System.Diagnostics;
using System.Text;
using Sallyport.Cli.Instances;
using Sallyport.Cli.Output;
using Sallyport.Server.Instance;

namespace Sallyport.Cli.Demo;

/// <summary>How a command of the demo ended.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">What it printed, on stdout and stderr.</param>
internal sealed record ShellResult(int ExitCode, string Output);

/// <summary>
/// The demo's surroundings: a temporary folder with a data directory, a git project and a <c>bin</c> in which
/// <c>az</c> and <c>sallyport</c> lie. Commands run in bash there; shell variables live on from one command to the
/// next, as in one terminal.
/// </summary>
internal sealed class DemoWorld : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("sallyport-demo-").FullName;

    /// <summary>Lays the surroundings out.</summary>
    /// <param name="az">The Azure CLI to use.</param>
    /// <param name="warmProfile">A profile of that CLI from which a new one is started quickly, or null.</param>
    public DemoWorld(string az, string? warmProfile)
    {
        foreach (var name in new[] { "bin", "commands", "project" })
            Directory.CreateDirectory(Path.Combine(folder, name));
        File.CreateSymbolicLink(Path.Combine(folder, "bin", "az"), az);
        var dotnet = ShellText.Quote(Environment.ProcessPath!);
        var program = ShellText.Quote(Path.Combine(AppContext.BaseDirectory, "sallyport.dll"));
        Script("sallyport", $"exec {dotnet} {program} \"$@\"");
        Data = InstanceDirectory.Resolve(Path.Combine(folder, "data"));
        Data.Create();
        DataDirectory.CreatePrivate(Data.AzureConfig);
        foreach (var file in warmProfile is null ? [] : Directory.EnumerateFiles(warmProfile))
            File.Copy(file, Path.Combine(Data.AzureConfig, Path.GetFileName(file)));
    }

    /// <summary>The data directory of the demo's instance.</summary>
    public InstanceDirectory Data { get; }

    /// <summary>The git project.</summary>
    public string Project => Path.Combine(folder, "project");

    /// <summary>Whether commands run in the project's folder, rather than in one of their own.</summary>
    public bool InProject { get; set; }

    /// <summary>Runs a script.</summary>
    /// <param name="script">The script; it stops at its first failing command.</param>
    /// <param name="line">Takes each line that is printed.</param>
    /// <param name="cancel">Kills the script.</param>
    public async Task<ShellResult> RunAsync(string script, Action<string> line, CancellationToken cancel)
    {
        using var bash = Process.Start(Bash(script))!;
        bash.StandardInput.Close();
        var printed = new StringBuilder();
        void Take(string? text)
        {
            if (text is null)
                return;
            lock (printed)
                printed.AppendLine(text);
            line(text);
        }
        bash.OutputDataReceived += (_, data) => Take(data.Data);
        bash.ErrorDataReceived += (_, data) => Take(data.Data);
        bash.BeginOutputReadLine();
        bash.BeginErrorReadLine();
        try
        {
            await bash.WaitForExitAsync(cancel);
        }
        catch (OperationCanceledException)
        {
            bash.Kill(entireProcessTree: true);
            throw;
        }
        return new ShellResult(bash.ExitCode, printed.ToString());
    }

    /// <summary>Takes everything away.</summary>
    public void Dispose() => Directory.Delete(folder, recursive: true);

    private ProcessStartInfo Bash(string script)
    {
        var variables = Path.Combine(folder, "variables");
        var whole = $"""
            [ -f {variables} ] && . {variables}
            set -eu
            trap 'declare -p appId objectId > {variables} 2>/dev/null || :' EXIT
            {script}

            """;
        var start = new ProcessStartInfo("bash")
        {
            WorkingDirectory = InProject ? Project : Path.Combine(folder, "commands"),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(whole);
        SetEnvironment(start.Environment);
        return start;
    }

    private void SetEnvironment(IDictionary<string, string?> environment)
    {
        foreach (var name in InstanceEnvironment.Removed)
            environment.Remove(name);
        if (InstanceFile.Read(Data) is { } instance)
            foreach (var (name, value) in InstanceEnvironment.Of(Data, instance))
                environment[name] = value;
        environment["PATH"] = $"{Path.Combine(folder, "bin")}:{environment["PATH"]}";
        environment["SALLYPORT_DATA_DIR"] = Data.Path;
        environment["NO_COLOR"] = "1";
        environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        foreach (var role in new[] { "AUTHOR", "COMMITTER" })
        {
            environment[$"GIT_{role}_NAME"] = "Sallyport demo";
            environment[$"GIT_{role}_EMAIL"] = "demo@gitlab.example.com";
        }
    }

    private void Script(string name, string body)
    {
        var path = Path.Combine(folder, "bin", name);
        File.WriteAllText(path, $"#!/bin/sh\n{body}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
