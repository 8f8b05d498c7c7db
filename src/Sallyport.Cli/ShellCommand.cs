using System.CommandLine;
using System.Diagnostics;
using Sallyport.Cli.Instances;
using Sallyport.Cli.Options;
using Sallyport.Cli.Output;
using Sallyport.Cli.Processes;
using Sallyport.Server.Instance;
using Sallyport.Server;

namespace Sallyport.Cli;

/// <summary>
/// <c>sallyport shell</c>: a shell in the environment of the instance, signed in as the owner; the stand-in for Azure
/// Cloud Shell.
/// </summary>
internal static class ShellCommand
{
    internal static Command Create()
    {
        var command = new DocumentedCommand(
            "shell",
            "Open a shell in the environment of the instance, with az signed in as the owner",
            "sallyport shell");
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult command, CancellationToken cancel)
    {
        var directory = command.DataDirectory();
        var instance = InstanceClient.Find(directory);
        var environment = ProgramExecution.Environment(directory, instance);
        if (Environment.GetEnvironmentVariable("SALLYPORT_HOME") is { Length: > 0 } home)
            environment["PATH"] = $"{home}:{environment.GetValueOrDefault("PATH")}";
        await SignInAsync(directory, instance, environment, cancel);
        return ProgramExecution.Replace(Shell(directory, environment), environment);
    }

    /// <summary>
    /// Bash is told to mark its prompt, and to take our variables last: its own start files may set others.
    /// </summary>
    private static string[] Shell(InstanceDirectory directory, Dictionary<string, string> environment)
    {
        var shell = environment.GetValueOrDefault("SHELL") is { Length: > 0 } own ? own : "/bin/bash";
        if (Path.GetFileName(shell) != "bash" || Console.IsInputRedirected)
            return [shell];
        var ofInstance = InstanceEnvironment.Of(directory, InstanceClient.Find(directory));
        HashSet<string> names = ["PATH", "SALLYPORT_DATA_DIR", "SALLYPORT_TRUST_DATA_DIR", .. ofInstance.Keys];
        var ours = environment.Where(v => names.Contains(v.Key)).ToDictionary();
        string[] lines = ["[ -f ~/.bashrc ] && . ~/.bashrc", .. EnvCommand.Bash(ours), "PS1=\"(sallyport) $PS1\""];
        PrivateFile.Write(directory.ShellStart, string.Join('\n', lines) + "\n");
        return [shell, "--rcfile", directory.ShellStart, "-i"];
    }

    private static async Task SignInAsync(
        InstanceDirectory directory,
        InstanceFile instance,
        Dictionary<string, string> environment,
        CancellationToken cancel)
    {
        if (ProgramExecution.Find("az", environment.GetValueOrDefault("PATH") ?? "") is not { } az)
        {
            Terminal.Progress("az is not installed: the shell opens without a sign-in.");
            return;
        }
        Terminal.Progress("Signing az in as the owner …");
        // Not on the command line, which every user of the machine can read.
        var secret = Path.Combine(directory.AzureConfig, "owner-secret");
        PrivateFile.Write(secret, instance.OwnerClientSecret);
        try
        {
            string[] login =
            [
                "login", "--service-principal",
                "-u", $"{instance.OwnerClientId}",
                "-p", $"@{secret}",
                "--tenant", $"{instance.TenantId}",
                "--output", "none",
            ];
            var error = await RunAsync(az, login, environment, cancel);
            if (error is not null)
                Terminal.Progress($"az could not sign in; the shell opens without it.\n{error.TrimEnd()}");
        }
        finally
        {
            File.Delete(secret);
        }
    }

    /// <returns>What it wrote on stderr when it failed, else null.</returns>
    private static async Task<string?> RunAsync(
        string program,
        string[] arguments,
        Dictionary<string, string> environment,
        CancellationToken cancel)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(cancel);
        var error = await process.StandardError.ReadToEndAsync(cancel);
        await output;
        await process.WaitForExitAsync(cancel);
        return process.ExitCode == 0 ? null : error;
    }
}
