using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Sallyport.Cli;

/// <summary>A command whose <c>--help</c> ends with examples.</summary>
internal sealed class DocumentedCommand(string name, string description, params string[] examples)
    : Command(name, description)
{
    /// <summary>Command lines that work as they stand.</summary>
    public IReadOnlyList<string> Examples { get; } = examples;
}

/// <summary>The usual help, then examples and exit codes.</summary>
internal sealed class DocumentedHelp(HelpAction usual) : SynchronousCommandLineAction
{
    private const string ExitCodesText = """
        Exit codes:
          0    done                                  4    cannot start: already running, port in use,
          1    failed (a job, a step of the demo;         or the data directory cannot be used
               explain: it would not match)          70   a defect of sallyport itself
          2    wrong command line                    124  wait: not ready in time
          3    no running instance
          exec and run pass on the exit code of what they run; exec: 126 not executable, 127 command not found;
          130: interrupted
        """;

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var code = usual.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        if (parseResult.CommandResult.Command is DocumentedCommand { Examples: { Count: > 0 } examples })
        {
            output.WriteLine("Examples:");
            foreach (var example in examples)
                output.WriteLine($"  {example}");
            output.WriteLine();
        }
        output.WriteLine(ExitCodesText);
        return code;
    }
}
