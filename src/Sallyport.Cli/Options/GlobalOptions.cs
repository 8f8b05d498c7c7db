using System.CommandLine;
using System.CommandLine.Parsing;
using Sallyport.Cli.Instances;

namespace Sallyport.Cli.Options;

/// <summary>Options that several commands share.</summary>
internal static class GlobalOptions
{
    /// <summary>Taken by every command.</summary>
    public static Option<string?> DataDir { get; } = new("--data-dir")
    {
        Description =
            "Where the instance keeps its data [default: $SALLYPORT_DATA_DIR, or sallyport in the user's data folder]",
        HelpName = "DIR",
        Recursive = true,
    };

    /// <summary>Taken by every command.</summary>
    public static Option<string?> TrustDataDir { get; } = new("--trust-data-dir")
    {
        Description =
            "Use the data directory DIR although other users own it or can write there, as in a container's volume " +
            "[default: $SALLYPORT_TRUST_DATA_DIR]",
        HelpName = "DIR",
        Recursive = true,
    };

    /// <summary>Taken by the commands that print an <see cref="Envelope"/>.</summary>
    public static Option<bool> Json { get; } = new("--json") { Description = "Print one line of JSON on stdout" };

    /// <summary>The data directory that the command line names.</summary>
    /// <exception cref="CommandFailedException">Another user can have written there (exit code 4).</exception>
    public static InstanceDirectory DataDirectory(this ParseResult command)
    {
        var directory = InstanceDirectory.Resolve(command.GetValue(DataDir), command.GetValue(TrustDataDir));
        directory.RequireTrusted();
        return directory;
    }

    /// <summary>Refuses an option's one value before it is parsed. Several values are the parser's own error.</summary>
    /// <param name="fits">Whether the value, as it was typed, will do.</param>
    /// <param name="error">What to say when it does not.</param>
    internal static Action<OptionResult> Require(Predicate<string> fits, string error) => result =>
    {
        if (result.Tokens.Count == 1 && !fits(result.Tokens[0].Value))
            result.AddError(error);
    };
}
