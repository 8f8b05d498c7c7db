using System.Buffers;

namespace Sallyport.Cli.Output;

/// <summary>Values on their way into a shell or a dotenv file.</summary>
internal static class ShellText
{
    private static readonly SearchValues<char> Plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./:,@%+=");

    /// <summary>One word of a POSIX shell: as it is when harmless, else in single quotes.</summary>
    public static string Quote(string value)
    {
        if (IsPlain(value))
            return value;
        var escaped = value.Replace("'", "'\\''", StringComparison.Ordinal);
        return $"'{escaped}'";
    }

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
