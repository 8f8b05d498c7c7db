using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Sallyport.House.Tests.Readability;

/// <summary>A file of text.</summary>
/// <param name="Path">Its path from the repository's root.</param>
/// <param name="Content">All of it.</param>
internal record Text(string Path, string Content)
{
    public string[] Lines { get; } = Content.Split('\n');

    /// <summary>The folder that NotYet.txt names: the file's own, without <c>src/</c>.</summary>
    public string Folder
    {
        get
        {
            var folder = System.IO.Path.GetDirectoryName(Path)!;
            return folder.StartsWith("src/", StringComparison.Ordinal) ? folder[4..] : System.IO.Path.Combine(folder, System.IO.Path.GetFileName(Path));
        }
    }

    public Finding At(int line, string what) => new(Folder, $"{Path}:{line} {what}");
}

/// <summary>A C# file with its syntax.</summary>
/// <param name="Path">Its path from the repository's root.</param>
/// <param name="Content">All of it.</param>
internal sealed record Source(string Path, string Content) : Text(Path, Content)
{
    public SyntaxNode Root { get; } =
        CSharpSyntaxTree.ParseText(Content, new CSharpParseOptions(LanguageVersion.Preview, DocumentationMode.Parse)).GetRoot();

    public IEnumerable<T> All<T>() where T : SyntaxNode => Root.DescendantNodes().OfType<T>();

    public Finding At(SyntaxNodeOrToken code, string what) => At(FirstLine(code), what);

    public static int FirstLine(SyntaxNodeOrToken code) => code.GetLocation()!.GetLineSpan().StartLinePosition.Line + 1;

    public static int LastLine(SyntaxNodeOrToken code) => code.GetLocation()!.GetLineSpan().EndLinePosition.Line + 1;
}
