using Sallyport.Core.Wire;
using Spectre.Console;

namespace Sallyport.Cli.Output;

/// <summary>
/// What people read. Results go to stdout, progress to stderr; colours only on a terminal, and not with NO_COLOR.
/// </summary>
internal static class Terminal
{
    private static readonly Lazy<IAnsiConsole> Console = new(() =>
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(System.Console.Out),
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        // A URL or a secret that is cut into lines cannot be copied.
        console.Profile.Width = 4096;
        return console;
    });

    /// <summary>Stdout, never wrapped.</summary>
    public static IAnsiConsole Out => Console.Value;

    /// <summary>
    /// Lines of stderr about what happens. They may quote a file or an answer, so no control character of theirs
    /// reaches the terminal.
    /// </summary>
    public static void Progress(string text)
    {
        var lines = text.Split('\n').Select(TerminalText.Visible);
        System.Console.Error.WriteLine(string.Join('\n', lines));
    }

    /// <summary>A line of a result on stdout, without control characters: it may name a folder.</summary>
    public static void Line(string text) => System.Console.Out.WriteLine(TerminalText.Visible(text));

    /// <summary>Rows of a name and a value on stdout.</summary>
    public static void Rows(IEnumerable<(string Name, string Value)> rows, int width)
    {
        foreach (var (name, value) in rows)
        {
            var label = TerminalText.Visible(name.PadRight(width));
            Out.MarkupLineInterpolated($"  [grey]{label}[/] {TerminalText.Visible(value)}");
        }
    }
}
