using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Sallyport.House.Tests.Readability;

/// <summary>The measures of the sources as a table of figures, to compare before and after.</summary>
/// <param name="sources">The files to measure.</param>
internal sealed class MeasureTable(IReadOnlyList<Source> sources)
{
    public override string ToString()
    {
        var lengths = sources.SelectMany(Functions.Of).Select(Functions.LinesOf).Order().ToList();
        var types = sources.SelectMany(s => s.All<MemberDeclarationSyntax>()).Where(m => m is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax).ToList();
        var rows = new (string What, FormattableString Figure)[]
        {
            ("tokens per code line", $"{TokensPerLine(Carries):F1}"),
            ("tokens per line, braces too", $"{TokensPerLine(_ => true):F1}"),
            ("lines over 120 columns", $"{LinesOver(120)}"),
            ("lines over 140 columns", $"{LinesOver(140)}"),
            ("nested conditionals", $"{sources.Sum(s => Expressions.NestedConditionals(s).Count())}"),
            ("tuple assignments", $"{sources.Sum(s => Expressions.TupleAssignments(s).Count())}"),
            ("lines with crowded patterns", $"{sources.Sum(s => Expressions.CrowdedPatterns(s).Count())}"),
            ("longest function, lines", $"{lengths[^1]}"),
            ("median function, lines", $"{lengths[lengths.Count / 2]}"),
            ("longest file, lines", $"{sources.Max(s => s.Lines.Length - 1)}"),
            ("public types of all", $"{types.Count(IsPublic)} of {types.Count}"),
        };
        return string.Concat(rows.Select(r => $"{r.What,-28} {r.Figure.ToString(CultureInfo.InvariantCulture)}\n"));
    }

    private static bool IsPublic(MemberDeclarationSyntax type) => type.Modifiers.Any(SyntaxKind.PublicKeyword);

    /// <summary>Tokens for each line on which one begins that counts. A code line is a line that carries more than braces.</summary>
    private double TokensPerLine(Func<SyntaxToken, bool> counts)
    {
        var tokens = sources.Sum(s => Tokens(s).Count());
        var lines = sources.Sum(s => Tokens(s).Where(counts).Select(t => Source.FirstLine(t)).Distinct().Count());
        return (double)tokens / lines;
    }

    private static bool Carries(SyntaxToken token) => !token.IsKind(SyntaxKind.OpenBraceToken) && !token.IsKind(SyntaxKind.CloseBraceToken);

    private static IEnumerable<SyntaxToken> Tokens(Source source) => source.Root.DescendantTokens().Where(t => !t.IsKind(SyntaxKind.EndOfFileToken) && t.Span.Length > 0);

    private int LinesOver(int columns) => sources.Sum(s => s.Lines.Count(l => l.Length > columns));
}
