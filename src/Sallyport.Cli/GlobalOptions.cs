using System.CommandLine;

namespace Sallyport.Cli;

/// <summary>Options that several commands share.</summary>
public static class GlobalOptions
{
    /// <summary>Taken by every command.</summary>
    public static Option<string?> DataDir { get; } = new("--data-dir")
    {
        Description = "Where the instance keeps its data [default: $SALLYPORT_DATA_DIR, or sallyport in the user's data folder]",
        HelpName = "DIR",
        Recursive = true,
    };

    /// <summary>Taken by the commands that print an <see cref="Envelope"/>.</summary>
    public static Option<bool> Json { get; } = new("--json") { Description = "Print one line of JSON on stdout" };

    /// <summary>The data directory that the command line names.</summary>
    public static DataDirectory DataDirectory(this ParseResult command) => Cli.DataDirectory.Resolve(command.GetValue(DataDir));
}
