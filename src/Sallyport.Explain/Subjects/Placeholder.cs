using System.Text.RegularExpressions;
using Sallyport.Core.Wire;

namespace Sallyport.Explain.Subjects;

/// <summary>
/// What was to be filled in and was not: <c>&lt;group&gt;</c>, <c>{group}</c>, <c>$VARIABLE</c>, <c>%VARIABLE%</c>,
/// <c>GROUP</c>.
/// </summary>
internal static partial class Placeholder
{
    /// <summary>
    /// The first placeholder of a text, or null. A <c>$</c> within a name is none: a branch may be called <c>a$b</c>.
    /// Nor are braces around a GUID, of which Bitbucket's subjects consist.
    /// </summary>
    public static string? In(string text) => Form().Matches(text)
        .Select(match => match.Groups["it"].Value)
        .FirstOrDefault(found => !IsGuidInBraces(found));

    private static bool IsGuidInBraces(string text) =>
        text is ['{', .. var inside, '}'] && StrictGuid.TryRead(inside, out _);

    [GeneratedRegex(
        @"(?<it><[^<>]*>|\{\{[^{}]*\}\}|\$?\{[^{}]*\}|%[A-Za-z_][A-Za-z0-9_]*%)"
        + @"|(^|[:/])((?<it>\$[A-Za-z_][A-Za-z0-9_]*)"
        + @"|(?<it>(YOUR[-_])?(GROUP|PROJECT|NAMESPACE|BRANCH|ORG|ORGANIZATION|OWNER|REPO|REPOSITORY)"
        + @"([-_](NAME|PATH|ID))?)($|[:/]))",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
