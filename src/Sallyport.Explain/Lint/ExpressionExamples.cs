using System.Text.RegularExpressions;
using Sallyport.Core.Entra.Federation;

namespace Sallyport.Explain.Lint;

/// <summary>
/// What an expression accepts, shown: subjects that the issuer could give, each of them tried with the matcher.
/// </summary>
public static class ExpressionExamples
{
    private const int Most = 3;
    private const int MostWildcards = 2;

    private static readonly string[] Words = ["plan", "apply", "branch", "tag", "pull_request"];

    /// <summary>
    /// Up to three subjects that fulfil what the expression says of <c>sub</c> by pattern; none when it has no pattern.
    /// </summary>
    public static IReadOnlyList<string> Of(string issuer, ClaimsMatchingExpression expression)
    {
        var subjects = expression.Tests.Where(t => t.Claim == "sub").ToList();
        var pattern = subjects
            .Where(t => t.Operator == ClaimOperator.Matches)
            .Select(t => t.Comparand)
            .FirstOrDefault(Wildcard.IsWild);
        var profile = IssuerProfiles.Of(issuer);
        if (pattern is null || profile is null)
            return [];
        var examples =
            from form in profile.Subjects
            from example in form.Examples
            from subject in Ends(Made(form, example, pattern, subjects))
            select subject;
        return [.. examples.Distinct(StringComparer.Ordinal).Take(Most)];
    }

    private static IEnumerable<string> Made(
        SubjectPattern form, string example, string pattern, List<ClaimTest> subjects)
    {
        var whole = new Regex($"^({form.Form})$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        var pieces = pattern.Replace('?', 'x').Split('*');
        return Fill(pieces, Parts(example))
            .Where(s => whole.IsMatch(s) && !HasOddRef(s) && subjects.TrueForAll(t => t.Mismatch(s) is null));
    }

    // A project's name in a ref's place, or a dot at its begin, which git does not take.
    private static bool HasOddRef(string subject)
    {
        const string mark = ":ref:";
        var at = subject.LastIndexOf(mark, StringComparison.Ordinal);
        if (at < 0)
            return false;
        var name = subject[(at + mark.Length)..].Replace("refs/heads/", "", StringComparison.Ordinal);
        var isNamedOtherwise = name.Contains("any-", StringComparison.Ordinal)
            && !name.Contains("-branch", StringComparison.Ordinal)
            && !name.Contains("-tag", StringComparison.Ordinal);
        return isNamedOtherwise || name.StartsWith('.');
    }

    // The shortest and the longest show how far a pattern reaches.
    private static IEnumerable<string> Ends(IEnumerable<string> made)
    {
        var ordered = made.OrderBy(s => s.Length).ThenBy(s => s, StringComparer.Ordinal).ToList();
        return ordered.Count == 0 ? [] : [ordered[0], ordered[^1]];
    }

    private static IEnumerable<string> Fill(string[] pieces, List<string> parts)
    {
        IEnumerable<string> texts = [pieces[0]];
        for (var i = 1; i < pieces.Length; i++)
        {
            var piece = pieces[i];
            List<string> fillings = i <= MostWildcards ? parts : ["any"];
            texts = texts.SelectMany(text => fillings.Select(filling => text + filling + piece));
        }
        return texts;
    }

    // Each run of the example's names and marks that holds a made-up name.
    private static List<string> Parts(string example)
    {
        var marks = Enumerable.Range(0, example.Length)
            .Where(i => example[i] is ':' or '/')
            .SelectMany(i => (int[])[i, i + 1]);
        List<int> cuts = [0, .. marks, example.Length];
        var runs =
            from start in cuts
            from end in cuts
            where start < end
            select example[start..end];
        return [.. runs.Where(IsFilling).Distinct(StringComparer.Ordinal)];
    }

    private static bool IsFilling(string run) =>
        run.Contains("any", StringComparison.Ordinal) || Words.Contains(run, StringComparer.Ordinal);
}
