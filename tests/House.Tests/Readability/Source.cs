using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Sallyport.House.Tests.Readability;

/// <summary>A file of text.</summary>
/// <param name="Path">Its path from the repository's root.</param>
/// <param name="Content">All of it.</param>
internal record Text(string Path, string Content)
{
    public string[] Lines { get; } = Content.Split('\n');

    public string At(int line, string what) => $"{Path}:{line} {what}";
}

/// <summary>A C# file with its syntax.</summary>
/// <param name="Path">Its path from the repository's root.</param>
/// <param name="Content">All of it.</param>
internal sealed record Source(string Path, string Content) : Text(Path, Content)
{
    public SyntaxNode Root { get; } =
        CSharpSyntaxTree.ParseText(Content, new CSharpParseOptions(LanguageVersion.Preview, DocumentationMode.Parse)).GetRoot();

    public IEnumerable<T> All<T>() where T : SyntaxNode => Root.DescendantNodes().OfType<T>();

    public string At(SyntaxNodeOrToken code, string what) => At(FirstLine(code), what);

    public static int FirstLine(SyntaxNodeOrToken code) => code.GetLocation()!.GetLineSpan().StartLinePosition.Line + 1;

    public static int LastLine(SyntaxNodeOrToken code) => code.GetLocation()!.GetLineSpan().EndLinePosition.Line + 1;
}
