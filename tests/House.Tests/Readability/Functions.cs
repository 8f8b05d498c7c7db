using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Sallyport.House.Tests.Readability;

/// <summary>
/// Methods, constructors, operators, accessors with a body and local functions: how long they are, from the signature (behind attributes) to
/// the end, and how many parameters they take. A primary constructor is only measured at records, and may have twice as many.
/// </summary>
internal static class Functions
{
    private const int Longest = 40;
    private const int MostParameters = 6;
    private const int MostOfRecord = 12;

    public static IEnumerable<string> TooLong(Source source) =>
        Of(source).Where(f => LinesOf(f) > Longest).Select(f => source.At(Start(f), $"{NameOf(f)}: {LinesOf(f)} lines"));

    public static IEnumerable<string> TooManyParameters(Source source) =>
        from list in source.All<ParameterListSyntax>()
        let most = MostOf(list.Parent)
        where list.Parameters.Count > most
        select source.At(list, $"{NameOf(list.Parent!)}: {list.Parameters.Count} parameters");

    public static IEnumerable<SyntaxNode> Of(Source source) => source.Root.DescendantNodes().Where(IsFunction);

    public static int LinesOf(SyntaxNode function) => Source.LastLine(function) - Source.FirstLine(Start(function)) + 1;

    private static bool IsFunction(SyntaxNode node) => node switch
    {
        BaseMethodDeclarationSyntax method => method.Body is not null || method.ExpressionBody is not null,
        AccessorDeclarationSyntax accessor => accessor.Body is not null || accessor.ExpressionBody is not null,
        PropertyDeclarationSyntax property => property.ExpressionBody is not null,
        IndexerDeclarationSyntax indexer => indexer.ExpressionBody is not null,
        LocalFunctionStatementSyntax => true,
        _ => false,
    };

    private static int MostOf(SyntaxNode? owner) => owner switch
    {
        RecordDeclarationSyntax => MostOfRecord,
        TypeDeclarationSyntax => int.MaxValue,
        _ => MostParameters,
    };

    private static SyntaxToken Start(SyntaxNode function)
    {
        var last = function.ChildNodes().OfType<AttributeListSyntax>().LastOrDefault();
        return last is null ? function.GetFirstToken() : last.GetLastToken().GetNextToken();
    }

    private static string NameOf(SyntaxNode owner) => owner switch
    {
        MethodDeclarationSyntax method => method.Identifier.Text,
        ConstructorDeclarationSyntax constructor => constructor.Identifier.Text,
        LocalFunctionStatementSyntax function => function.Identifier.Text,
        PropertyDeclarationSyntax property => property.Identifier.Text,
        BaseTypeDeclarationSyntax type => type.Identifier.Text,
        AccessorDeclarationSyntax accessor => accessor.Keyword.Text,
        _ => owner.GetFirstToken().Text,
    };
}
