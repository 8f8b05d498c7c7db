using Sallyport.Core.Wire;

namespace Sallyport.Server.Http;

/// <summary>Text from outside on its way into a log.</summary>
internal static class LogText
{
    private const int MaximumLength = 500;
    private const int MaximumException = 8_000;

    /// <summary>
    /// One event stays one line: control characters, line separators and direction marks become <c>?</c>; long text is
    /// cut.
    /// </summary>
    public static string OneLine(string text) => OneLine(text, MaximumLength);

    /// <summary>An exception with its stack, on one line: its message may repeat what came from outside.</summary>
    public static string Of(Exception exception) =>
        OneLine(exception.ToString().ReplaceLineEndings(" "), MaximumException);

    private static string OneLine(string text, int maximum)
    {
        var cut = text.Length > maximum ? text[..maximum] + "…" : text;
        return TerminalText.Visible(cut).Replace('\uFFFD', '?');
    }
}
