using System.Text.RegularExpressions;

namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// Regular expressions as RE2 takes them, for questions of yes or no: translated for .NET's engine that does not
/// backtrack, so that they take linear time. What RE2 refuses is refused: looking around, references to groups,
/// possessive and repeated repetitions, unknown escapes, more than 1000 repetitions. Of <c>\p{…}</c> only the general
/// categories are known. Source: "Syntax", wiki of google/re2.
/// </summary>
internal static class Re2
{
    private const int MaximumLength = 10_000;

    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    /// <summary>Compiles one; null when RE2 refuses it.</summary>
    public static Regex? Compile(string pattern)
    {
        if (pattern.Length > MaximumLength || new Re2Reader(pattern).Read() is not { } translated)
            return null;
        try
        {
            return new Regex(translated, Options);
        }
        catch (NotSupportedException)
        {
            return null; // too large for the engine
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
