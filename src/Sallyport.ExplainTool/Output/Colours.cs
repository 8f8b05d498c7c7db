namespace Sallyport.ExplainTool.Output;

/// <summary>When what is written may have colours: only on a terminal, and not with NO_COLOR (no-color.org).</summary>
internal static class Colours
{
    /// <summary>Whether what is written to stdout or stderr may have colours.</summary>
    public static bool AreFor(TextWriter output)
    {
        var isRedirected = ReferenceEquals(output, Console.Error)
            ? Console.IsErrorRedirected
            : Console.IsOutputRedirected;
        return !isRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
    }
}
