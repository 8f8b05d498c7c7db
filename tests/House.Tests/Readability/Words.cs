using System.Text.RegularExpressions;

namespace Sallyport.House.Tests.Readability;

/// <summary>Finds words that we do not use, in names, strings, comments and pages alike: to "fix" is the plain one.</summary>
internal static partial class Words
{
    public static IEnumerable<string> Old(Text text) =>
        from line in text.Lines.Index()
        from Match word in Mend().Matches(line.Item)
        select text.At(line.Index + 1, $"\"{word.Value}\": say fix");

    /// <summary>The verb's forms, also as a part of a name such as <c>MendText</c>; "recommend" and "amend" are other words.</summary>
    [GeneratedRegex("(?<![A-Za-z])mend(s|ed|ing)?(?![a-z])|(?<![A-Z])Mend(s|ed|ing)?(?![a-z])|\\bMEND(S|ED|ING)?\\b")]
    private static partial Regex Mend();
}
