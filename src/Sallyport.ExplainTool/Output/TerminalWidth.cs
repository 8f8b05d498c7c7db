namespace Sallyport.ExplainTool.Output;

/// <summary>How wide the terminal is that stdout leads to.</summary>
internal static class TerminalWidth
{
    /// <summary>Its columns; null where stdout is no terminal, or has none that is known.</summary>
    public static int? OfStdout => Console.IsOutputRedirected || Console.WindowWidth <= 0 ? null : Console.WindowWidth;
}
