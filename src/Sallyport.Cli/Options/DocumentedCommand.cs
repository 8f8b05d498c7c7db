using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Sallyport.Cli.Options;

/// <summary>A command whose <c>--help</c> ends with notes and examples.</summary>
internal sealed class DocumentedCommand(string name, string description, params string[] examples)
    : Command(name, description)
{
    /// <summary>What to know before one uses it; may be empty.</summary>
    public string Notes { get; set; } = "";

    /// <summary>What its options are for; empty where they are one list.</summary>
    public IReadOnlyList<OptionGroup> Groups { get; set; } = [];

    /// <summary>Command lines that work as they stand.</summary>
    public IReadOnlyList<string> Examples { get; } = examples;
}

/// <summary>The usual help, then notes, examples and exit codes.</summary>
internal sealed class DocumentedHelp(HelpAction usual) : SynchronousCommandLineAction
{
    private const string ExitCodesText = """
        Exit codes:
          0    done; explain: would be accepted       4    cannot start: already running, port in use,
          1    failed: a pipeline, a step of the           or the data directory cannot be used or trusted
               demo; explain: would be refused;       70   a bug in sallyport itself
               status: the instance is broken;        124  wait: not ready in time
               trust: a place is not as wanted;       130  interrupted
               credentials: one can never match
          2    wrong command line or input
          3    no running instance
          exec and shell end with the exit code of their program; exec: 126 not executable, 127 command not found
        """;

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var output = parseResult.InvocationConfiguration.Output;
        var code = InvokeUsual(parseResult, output);
        if (parseResult.CommandResult.Command is DocumentedCommand { Notes: { Length: > 0 } notes })
        {
            output.WriteLine(notes);
            output.WriteLine();
        }
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

    private int InvokeUsual(ParseResult parseResult, TextWriter output)
    {
        if (parseResult.CommandResult.Command is not DocumentedCommand { Groups: { Count: > 0 } groups })
            return usual.Invoke(parseResult);
        using var written = new StringWriter();
        parseResult.InvocationConfiguration.Output = written;
        var code = usual.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output = output;
        output.Write(OptionGroups.Apply(written.ToString(), groups));
        return code;
    }
}
