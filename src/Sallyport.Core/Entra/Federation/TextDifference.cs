namespace Sallyport.Core.Entra.Federation;

/// <summary>Where two texts part.</summary>
public static class TextDifference
{
    /// <summary>
    /// The first position at which they differ, in UTF-16 units; the shorter length when one begins the other; null
    /// when equal.
    /// </summary>
    public static int? Between(string expected, string presented)
    {
        var common = expected.AsSpan().CommonPrefixLength(presented);
        return common == expected.Length && common == presented.Length ? null : common;
    }
}
