using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Text.Json.Nodes;
using Sallyport.Cli.Demo;
using Sallyport.Cli.Explain;
using Sallyport.Cli.Options;
using Sallyport.Cli.Output;
using Sallyport.Cli.Processes;
using Sallyport.Cli.Run;
using Sallyport.Cli.Trust;
using Sallyport.Cli.Up;
using Sallyport.Cli.Variables;
using Sallyport.Core.Wire;

namespace Sallyport.Cli;

/// <summary>
/// The <c>sallyport</c> command: results on stdout, progress and errors on stderr, an exit code that scripts can rely
/// on. Each command is a file of its own; here they are put together, and every failure ends in one line.
/// </summary>
internal static class CommandLine
{
    private static readonly ParserConfiguration Parser = new()
    {
        ResponseFileTokenReplacer = null,
        EnablePosixBundling = false,
    };

    // The options are shared, and each command that holds one is remembered by it: so the commands are made once.
    private static readonly Lazy<RootCommand> Root = new(Create);

    private static InvocationConfiguration Invocation => new()
    {
        EnableDefaultExceptionHandler = false,
        ProcessTerminationTimeout = null,
    };

    /// <summary>What a command line asks for.</summary>
    public static ParseResult Parse(string[] args) => Root.Value.Parse(args, Parser);

    /// <summary>Runs the command line; returns the exit code.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        using var stop = new StopSignal();
        var command = Parse(args);
        try
        {
            if (command.Action is ParseErrorAction)
            {
                var errors = string.Join(' ', command.Errors.Select(e => OneLine(e.Message)));
                throw new CommandFailedException(ExitCodes.Usage, $"{errors} See `{Help(command)}`.");
            }
            return await command.InvokeAsync(Invocation, stop.Token);
        }
        catch (CommandFailedException failure)
        {
            return Fail(command, failure.ExitCode, failure.Message, failure);
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            return ExitCodes.Interrupted;
        }
        catch (Exception exception) when (IsSilence(exception))
        {
            var reason = OneLine(exception.Message).TrimEnd('.');
            var message = $"the instance did not answer ({reason}); `sallyport status` shows whether it is running";
            return Fail(command, ExitCodes.Failed, message, exception);
        }
        catch (Exception exception)
        {
            const string hint = "this is a bug in sallyport; set SALLYPORT_DEBUG=1 to see where";
            var message = $"{exception.GetType().Name}: {OneLine(exception.Message)} – {hint}";
            return Fail(command, ExitCodes.Defect, message, exception);
        }
    }

    private static RootCommand Create()
    {
        var root = new RootCommand(
            "GitLab's OIDC issuer and CI jobs, Microsoft Entra and Azure Resource Manager in one local process.")
        {
            GlobalOptions.DataDir,
            GlobalOptions.TrustDataDir,
            UpCommand.Create(),
            DownCommand.Create(),
            WaitCommand.Create(),
            StatusCommand.Create(),
            PortalCommand.Create(),
            TrustCommand.Create(),
            UntrustCommand.Create(),
            ResetCommand.Create(),
            EnvCommand.Create(),
            ExecCommand.Create(),
            ShellCommand.Create(),
            RunCommand.Create(),
            RunnerCommand.Create(),
            ExplainCommand.Create(),
            CredentialsCommand.Create(),
            SignInsCommand.Create(),
            PolicyCommand.Create(),
            KeysCommand.Create(),
            VariablesCommand.Create(),
            CacheCommand.Create(),
            DrillCommand.Create(),
            DemoCommand.Create(),
        };
        root.SetAction(command =>
        {
            new HelpAction().Invoke(command);
            return ExitCodes.Usage;
        });
        if (root.Options.OfType<HelpOption>().Single() is { Action: HelpAction usual } help)
            help.Action = new DocumentedHelp(usual);
        return root;
    }

    private static int Fail(ParseResult command, int exitCode, string message, Exception exception)
    {
        try
        {
            Tell(command, exitCode, message, exception);
        }
        catch (IOException)
        {
            // Nobody can be told: the log is on a full disk, or the reader has gone. The exit code says it still.
        }
        return exitCode;
    }

    private static void Tell(ParseResult command, int exitCode, string message, Exception exception)
    {
        if (WantsJson(command))
        {
            var data = new JsonObject { ["message"] = message, ["exitCode"] = exitCode };
            new Envelope(command.CommandResult.Command.Name, "error", data).Print();
        }
        foreach (var line in exception is CommandFailedException { Lines: var several } ? several : [message])
            Terminal.Progress($"sallyport: {TerminalText.Visible(line)}");
        if (Environment.GetEnvironmentVariable("SALLYPORT_DEBUG") == "1")
            Terminal.Progress($"{exception}");
    }

    private static string OneLine(string text) =>
        string.Join(' ', text.Split(['\n', '\r', '\t', ' '], StringSplitOptions.RemoveEmptyEntries));

    private static bool IsSilence(Exception exception) =>
        exception is HttpRequestException { StatusCode: null } or TaskCanceledException;

    private static bool WantsJson(ParseResult command) => command.GetResult(GlobalOptions.Json) is { Implicit: false };

    private static string Help(ParseResult command)
    {
        var asked = command.CommandResult.Command;
        return asked is RootCommand ? "sallyport --help" : $"sallyport {asked.Name} --help";
    }
}
