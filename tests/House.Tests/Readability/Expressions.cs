using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Sallyport.House.Tests.Readability;

/// <summary>Expressions that a reader has to take apart before understanding them.</summary>
internal static class Expressions
{
    private const int MostPlainPatterns = 2;

    /// <summary>A conditional expression anywhere inside another one; a lambda in between begins anew.</summary>
    public static IEnumerable<string> NestedConditionals(Source source) =>
        source.All<ConditionalExpressionSyntax>().Where(IsNested).Select(c => source.At(c, "nested conditional expression"));

    /// <summary>An assignment or declaration with a tuple on both sides. A constructor may set its fields so; deconstructing what a method returns is fine.</summary>
    public static IEnumerable<string> TupleAssignments(Source source) =>
        source.All<AssignmentExpressionSyntax>().Where(a => IsTuple(a.Left) && a.Right is TupleExpressionSyntax && !IsInConstructor(a)).Select(a => source.At(a, "tuple assignment"));

    /// <summary>
    /// Lines with too many patterns. Counted are, by the line on which they begin: each <c>is</c>, and each arm of a switch or <c>case</c> whose
    /// pattern takes something apart. Two may stand on a line when both are plain, that is, compare with constants, types or null
    /// (<c>a is null || b is null</c>). A pattern that takes apart (properties, list, position, <c>{ }</c>) or declares a variable stands alone
    /// on its line, so that <c>x is { A: { } b } &amp;&amp; b is [var c, ..]</c> is too much.
    /// </summary>
    public static IEnumerable<string> CrowdedPatterns(Source source) =>
        from pattern in source.Root.DescendantNodes().Where(IsCounted)
        group pattern by LineOf(pattern) into line
        where line.Count() > (line.Any(TakesApart) ? 1 : MostPlainPatterns)
        select source.At(line.Key, $"{line.Count()} patterns on the line");

    private static bool IsNested(ConditionalExpressionSyntax conditional) =>
        conditional.Ancestors().TakeWhile(a => a is not (AnonymousFunctionExpressionSyntax or StatementSyntax or MemberDeclarationSyntax)).Any(a => a is ConditionalExpressionSyntax);

    private static bool IsTuple(ExpressionSyntax left) =>
        left is TupleExpressionSyntax or DeclarationExpressionSyntax { Designation: ParenthesizedVariableDesignationSyntax };

    private static bool IsInConstructor(SyntaxNode node) => node.FirstAncestorOrSelf<BaseMethodDeclarationSyntax>() is ConstructorDeclarationSyntax;

    private static bool IsCounted(SyntaxNode node) => node switch
    {
        IsPatternExpressionSyntax => true,
        BinaryExpressionSyntax binary => binary.IsKind(SyntaxKind.IsExpression),
        SwitchExpressionArmSyntax or CasePatternSwitchLabelSyntax => TakesApart(node),
        _ => false,
    };

    private static int LineOf(SyntaxNode pattern) => Source.FirstLine(pattern switch
    {
        IsPatternExpressionSyntax test => test.IsKeyword,
        BinaryExpressionSyntax test => test.OperatorToken,
        _ => pattern.GetFirstToken(),
    });

    private static bool TakesApart(SyntaxNode counted)
    {
        var pattern = counted switch
        {
            IsPatternExpressionSyntax test => test.Pattern,
            SwitchExpressionArmSyntax arm => arm.Pattern,
            CasePatternSwitchLabelSyntax label => label.Pattern,
            _ => null,
        };
        return pattern is not null && pattern.DescendantNodesAndSelf().Any(p => p is RecursivePatternSyntax or ListPatternSyntax or DeclarationPatternSyntax or VarPatternSyntax);
    }
}
