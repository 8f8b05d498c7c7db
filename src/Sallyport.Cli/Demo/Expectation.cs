namespace Sallyport.Cli.Demo;

/// <summary>What a step must do to count as done: succeed or be refused, and print this.</summary>
/// <param name="Succeeds">Whether its exit code is 0.</param>
/// <param name="Prints">What its output contains; null when that does not matter.</param>
internal sealed record Expectation(bool Succeeds, string? Prints)
{
    /// <summary>The step succeeds and prints this, if anything is named.</summary>
    public static Expectation Success(string? prints = null) => new(true, prints);

    /// <summary>It is refused with this text.</summary>
    public static Expectation Refusal(string text) => new(false, text);

    /// <summary>How a result differs from this, or null.</summary>
    public string? Differs(ShellResult result)
    {
        if (Succeeds != (result.ExitCode == 0))
            return Succeeds ? $"it failed with exit code {result.ExitCode}" : "it succeeded where it must be refused";
        var printed = Prints is null || result.Output.Contains(Prints, StringComparison.Ordinal);
        return printed ? null : $"it did not print: {Prints}";
    }
}
