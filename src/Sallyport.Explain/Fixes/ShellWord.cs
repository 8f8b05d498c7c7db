namespace Sallyport.Explain.Fixes;

/// <summary>One word of a POSIX shell.</summary>
public static class ShellWord
{
    /// <summary>In single quotes, in which nothing has a meaning.</summary>
    public static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
