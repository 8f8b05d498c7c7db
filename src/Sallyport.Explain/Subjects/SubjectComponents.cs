using System.Text.RegularExpressions;

namespace Sallyport.Explain.Subjects;

/// <summary>
/// The components of a GitLab subject, in whatever order somebody wrote them. Source:
/// <c>ci_id_token_sub_claim_components</c>, GitLab's projects API.
/// </summary>
internal static partial class SubjectComponents
{
    /// <summary>Whether two texts have the same components and not in the same order.</summary>
    public static bool AreReordered(string text, string subject)
    {
        var one = Of(text);
        var other = Of(subject);
        return !one.SequenceEqual(other) && one.Order(StringComparer.Ordinal).SequenceEqual(
            other.Order(StringComparer.Ordinal));
    }

    private static List<string> Of(string text)
    {
        var starts = Name().Matches(text).Select(match => match.Groups["name"].Index).ToList();
        if (starts is not [0, ..])
            return [text];
        List<int> ends = [.. starts.Skip(1).Select(start => start - 1), text.Length];
        return [.. starts.Zip(ends, (start, end) => text[start..end])];
    }

    [GeneratedRegex(
        "(^|:)(?<name>project_path|project_id|ref_type|ref):",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Name();
}
