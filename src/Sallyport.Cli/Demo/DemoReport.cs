using System.Diagnostics;

namespace Sallyport.Cli.Demo;

/// <summary>What the demo shows: sections, commands, their output, what happened behind them, and a summary.</summary>
internal sealed class DemoReport(TextWriter output, bool colour)
{
    private readonly List<(string Name, bool Passed, TimeSpan Took)> steps = [];
    private readonly Stopwatch whole = Stopwatch.StartNew();
    private string section = "";

    /// <summary>Opens a section.</summary>
    public void Section(string title)
    {
        section = title;
        output.WriteLine();
        output.WriteLine(Paint("1", $"## {title}"));
    }

    /// <summary>Says something between the commands.</summary>
    public void Say(string text)
    {
        output.WriteLine();
        output.WriteLine($"   {text}");
    }

    /// <summary>Shows a command as a person would type it.</summary>
    public void Command(string script)
    {
        output.WriteLine();
        var prompt = "$ ";
        foreach (var line in script.TrimEnd().Split('\n'))
        {
            output.WriteLine(Paint("36", $"   {prompt}{line}".TrimEnd()));
            prompt = "  ";
        }
    }

    /// <summary>Shows a line that a command printed.</summary>
    public void Output(string line)
    {
        lock (steps)
            output.WriteLine($"   {line}");
    }

    /// <summary>Says what happened behind a command.</summary>
    public void Behind(string text) => output.WriteLine($"   {Paint("2", "→ " + text)}");

    /// <summary>Keeps how a step ended.</summary>
    public void Ended(string name, bool passed, TimeSpan took) => steps.Add(($"{section}: {name}", passed, took));

    /// <summary>Says how a step differs from what it should have done.</summary>
    public void Failed(string text) => output.WriteLine(Paint("31", $"   ✗ {text}"));

    /// <summary>Shows the summary.</summary>
    /// <returns>Whether every step did what it should.</returns>
    public bool Summarize(string? stoppedBy)
    {
        output.WriteLine();
        output.WriteLine(Paint("1", "## Summary"));
        output.WriteLine();
        foreach (var (name, passed, took) in steps)
        {
            var mark = passed ? Paint("32", "✓") : Paint("31", "✗");
            output.WriteLine($"   {mark} {took.TotalSeconds,5:0.0} s  {name}");
        }
        output.WriteLine();
        var passedAll = stoppedBy is null && steps.TrueForAll(s => s.Passed);
        var seconds = whole.Elapsed.TotalSeconds;
        output.WriteLine(passedAll
            ? Paint("32", $"   Every step did what the tutorial says: {steps.Count} steps in {seconds:0} s.")
            : Paint("31", $"   The demo stopped: {stoppedBy}"));
        return passedAll;
    }

    private string Paint(string code, string text) => colour ? $"\u001b[{code}m{text}\u001b[0m" : text;
}
