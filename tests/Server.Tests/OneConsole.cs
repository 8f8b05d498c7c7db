using System.Text;
using Sallyport.Cli;

namespace Sallyport.Server.Tests;

/// <summary>
/// Runs the command in this process and reads what it prints. The process has one console; each run has a writer of its own behind it, so
/// runs do not disturb each other. Tests that change what belongs to the whole process are in the collection, and run one at a time.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class OneConsole
{
    public const string Name = "console";

    private static readonly AsyncLocal<StringWriter?> Printed = new();

    static OneConsole() => Console.SetOut(new WriterOfTheRun(Console.Out));

    /// <summary>Runs a command line; returns what it printed on stdout.</summary>
    internal static async Task<string> RunAsync(params string[] arguments) => (await ExitAsync(arguments)).Printed;

    /// <summary>Runs a command line; returns its exit code as well.</summary>
    internal static async Task<(int ExitCode, string Printed)> ExitAsync(params string[] arguments)
    {
        using var printed = new StringWriter();
        Printed.Value = printed; // for this call and what it calls: an async method leaves its caller's value as it was
        return (await CommandLine.RunAsync(arguments), printed.ToString());
    }

    /// <summary>Writes for the run that is being made; the tests' own console for whoever is in none.</summary>
    private sealed class WriterOfTheRun(TextWriter console) : TextWriter
    {
        public override Encoding Encoding => console.Encoding;

        private TextWriter Own => Printed.Value ?? console;

        public override void Write(char value) => Own.Write(value);

        public override void Write(string? value) => Own.Write(value);

        public override void Write(char[] buffer, int index, int count) => Own.Write(buffer, index, count);

        public override void Flush() => Own.Flush();
    }
}
