using System.Buffers;

namespace Sallyport.Cli.Output;

/// <summary>Values on their way into a shell or a dotenv file.</summary>
internal static class ShellText
{
    private static readonly SearchValues<char> Plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./:,@%+=");

    private static readonly SearchValues<char> PowerShellQuotes = SearchValues.Create("'\u2018\u2019\u201a\u201b");

    /// <summary>One word of a POSIX shell: as it is when harmless, else in single quotes.</summary>
    public static string Quote(string value)
    {
        if (IsPlain(value))
            return value;
        var escaped = value.Replace("'", "'\\''", StringComparison.Ordinal);
        return $"'{escaped}'";
    }

    /// <summary>
    /// One word of fish: in single quotes only <c>\\</c> and <c>\'</c> mean something. Source: "The fish language",
    /// Quotes.
    /// </summary>
    public static string QuoteFish(string value)
    {
        if (IsPlain(value))
            return value;
        var escaped = value
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("'", "\\'", StringComparison.Ordinal);
        return $"'{escaped}'";
    }

    /// <summary>
    /// A literal of PowerShell, which also ends at a typographic quote; a doubled quote stands for itself. Source:
    /// "about_Quoting_Rules", PowerShell documentation; <c>CharTraits.IsSingleQuote</c>, PowerShell.
    /// </summary>
    public static string QuotePowerShell(string value) =>
        $"'{string.Concat(value.Select(c => PowerShellQuotes.Contains(c) ? $"{c}{c}" : $"{c}"))}'";

    /// <summary>
    /// A value of a dotenv file. A value that cannot stand in single quotes stands escaped in double quotes.
    /// </summary>
    public static string QuoteDotenv(string value)
    {
        if (IsPlain(value))
            return value;
        if (!value.Contains('\'') && !value.Contains('\n'))
            return $"'{value}'";
        var escaped = value
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("$", "\\$", StringComparison.Ordinal)
            .Replace("`", "\\`", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal);
        return $"\"{escaped}\"";
    }

    private static bool IsPlain(string value) => value.Length > 0 && !value.AsSpan().ContainsAnyExcept(Plain);
}
