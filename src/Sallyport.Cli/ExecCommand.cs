using System.CommandLine;
using Sallyport.Cli.Instances;
using Sallyport.Cli.Options;
using Sallyport.Cli.Processes;

namespace Sallyport.Cli;

/// <summary><c>sallyport exec -- COMMAND…</c>: any command in the environment of the instance.</summary>
internal static class ExecCommand
{
    private static readonly Argument<string[]> Words = new("COMMAND")
    {
        Description = "The command and its arguments",
        Arity = ArgumentArity.OneOrMore,
        CaptureRemainingTokens = true,
    };

    internal static Command Create()
    {
        var command = new DocumentedCommand(
            "exec",
            "Run a command in the environment of the instance, and end with its exit code",
            "sallyport exec -- az group list",
            "sallyport exec -- curl https://management.azure.com/tenants?api-version=2022-12-01") { Words };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult command)
    {
        var directory = command.DataDirectory();
        var environment = ProgramExecution.Environment(directory, InstanceClient.Find(directory));
        return ProgramExecution.Replace(command.GetRequiredValue(Words), environment);
    }
}
