namespace Sallyport.Explain.Fixes;

/// <summary>One word of a POSIX shell.</summary>
internal static class ShellWord
{
    public static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
