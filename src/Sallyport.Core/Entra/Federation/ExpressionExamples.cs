using System.Text.RegularExpressions;

namespace Sallyport.Core.Entra.Federation;

/// <summary>What an expression accepts, shown: subjects that the issuer could give, each of them tried with the matcher.</summary>
public static class ExpressionExamples
{
    private const int Most = 3;
    private const int MostWildcards = 2;

    /// <summary>Up to three subjects that fulfil what the expression says of <c>sub</c> by pattern; none when it has no pattern.</summary>
    public static IReadOnlyList<string> Of(string issuer, ClaimsMatchingExpression expression)
    {
        var subjects = expression.Tests.Where(t => t.Claim == "sub").ToList();
        if (IssuerProfiles.Of(issuer) is not { } profile
            || subjects.Find(t => t.Operator == ClaimOperator.Matches && Wildcard.IsWild(t.Comparand)) is not { } wild)
            return [];
        return [.. profile.Subjects
            .SelectMany(form => form.Examples.SelectMany(e => Ends(Made(form, e, wild.Comparand, subjects))))
            .Distinct(StringComparer.Ordinal).Take(Most)];
    }

    private static IEnumerable<string> Made(SubjectPattern form, string example, string pattern, List<ClaimTest> subjects)
    {
        var whole = new Regex($"^({form.Form})$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        var pieces = pattern.Replace('?', 'x').Split('*');
        return Fill(pieces, Parts(example)).Where(s => whole.IsMatch(s) && subjects.TrueForAll(t => t.Mismatch(s) is null));
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
            var (piece, with) = (pieces[i], i <= MostWildcards ? parts : ["any"]);
            texts = texts.SelectMany(t => with.Select(p => t + p + piece));
        }
        return texts;
    }

    // Each run of the example's names and marks that holds a made-up name.
    private static List<string> Parts(string example)
    {
        List<int> at = [0, .. Enumerable.Range(0, example.Length).Where(i => example[i] is ':' or '/').SelectMany(i => (int[])[i, i + 1]), example.Length];
        return [.. at.SelectMany(_ => at, (from, to) => (from, to)).Where(p => p.from < p.to).Select(p => example[p.from..p.to])
            .Where(p => p.Contains("any", StringComparison.Ordinal) || p is "plan" or "apply" or "branch" or "tag" or "pull_request").Distinct(StringComparer.Ordinal)];
    }
}
