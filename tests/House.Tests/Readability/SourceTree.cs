namespace Sallyport.House.Tests.Readability;

/// <summary>The files that are measured.</summary>
internal static class SourceTree
{
    private static readonly string[] KindsOfText = ["*.cs", "*.md", "*.json", "*.html", "*.txt", "*.razor", "*.css", "*.js"];

    private static readonly Lazy<List<Source>> Sources =
        new(() => [.. Repository.Files("src", "*.cs").Where(IsWritten).Select(f => new Source(PathOf(f), File.ReadAllText(f)))]);

    /// <summary>The C# of <c>src/</c>, without the migrations, which EF Core's tool writes.</summary>
    public static IReadOnlyList<Source> Current => Sources.Value;

    /// <summary>All that people read: the sources, what they embed, the documentation and the pages beside it.</summary>
    public static IEnumerable<Text> Texts()
    {
        var files = KindsOfText.SelectMany(kind => Repository.Files("src", kind)).Concat(Repository.Pages());
        return files.Select(f => new Text(PathOf(f), File.ReadAllText(f)));
    }

    private static bool IsWritten(string path) => !path.Contains("/Migrations/", StringComparison.Ordinal);

    private static string PathOf(string file) => Path.GetRelativePath(Repository.Root, file);
}
