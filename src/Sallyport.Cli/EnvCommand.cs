using System.CommandLine;
using System.Text.Json.Nodes;
using Sallyport.Cli.Instances;
using Sallyport.Cli.Options;
using Sallyport.Cli.Output;
using Sallyport.Cli.Processes;

namespace Sallyport.Cli;

/// <summary><c>sallyport env</c>: the environment of the instance, for a shell, a dotenv file or a program.</summary>
internal static class EnvCommand
{
    private static readonly Option<string> Shell = new Option<string>("--shell")
    {
        Description = "The format of the output; auto is that of the calling shell, else of $SHELL",
        DefaultValueFactory = _ => "bash",
    }.AcceptOnlyFromAmong("bash", "fish", "pwsh", "auto", "dotenv", "json");

    internal static Command Create()
    {
        var command = new DocumentedCommand(
            "env",
            "Print the variables that point az, the Azure SDKs, curl and Node at the instance",
            "eval \"$(sallyport env)\"",
            "sallyport env --shell fish | source",
            "sallyport env --shell pwsh | Out-String | Invoke-Expression",
            "sallyport env --shell dotenv > .env",
            "sallyport env --shell json | jq .data.variables") { Shell };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult command)
    {
        var directory = command.DataDirectory();
        var instance = InstanceClient.Find(directory);
        var variables = InstanceEnvironment.Of(directory, instance);
        UserDirectHosts.Of(instance).TellOfLeftOut();
        switch (command.GetValue(Shell))
        {
            case "json":
                new Envelope("env", "ok", Json(variables)).Print();
                break;
            case "dotenv":
                Print(variables.Select(v => $"{v.Key}={ShellText.QuoteDotenv(v.Value)}"));
                break;
            case var shell:
                Print(LinesFor(shell == "auto" ? CallingShell.Find() : shell!, variables));
                break;
        }
        return ExitCodes.Done;
    }

    /// <summary>Lines for a shell to evaluate: those of a POSIX shell unless it is another one.</summary>
    internal static IEnumerable<string> LinesFor(string shell, IReadOnlyDictionary<string, string> variables) =>
        shell switch
        {
            "fish" => variables
                .Select(v => $"set -gx {v.Key} {ShellText.QuoteFish(v.Value)}")
                .Concat(InstanceEnvironment.Removed.Select(n => $"set -e {n}")),
            "pwsh" => variables
                .Select(v => $"${{env:{v.Key}}} = {ShellText.QuotePowerShell(v.Value)}")
                .Concat(InstanceEnvironment.Removed.Select(n => $"Remove-Item -ErrorAction Ignore Env:{n}")),
            _ => Bash(variables),
        };

    /// <summary>Lines for a POSIX shell to evaluate.</summary>
    internal static IEnumerable<string> Bash(IReadOnlyDictionary<string, string> variables) =>
        variables
            .Select(v => $"export {v.Key}={ShellText.Quote(v.Value)}")
            .Append($"unset {string.Join(' ', InstanceEnvironment.Removed)}");

    private static JsonObject Json(IReadOnlyDictionary<string, string> variables) => new()
    {
        ["variables"] = new JsonObject(variables.Select(v => KeyValuePair.Create(v.Key, (JsonNode?)v.Value))),
        ["unset"] = new JsonArray([.. InstanceEnvironment.Removed.Select(n => (JsonNode)n)]),
    };

    private static void Print(IEnumerable<string> lines)
    {
        foreach (var line in lines)
            Console.Out.WriteLine(line);
    }
}
