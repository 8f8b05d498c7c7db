using System.Xml.Linq;

namespace Sallyport.House.Tests.Arrows;

/// <summary>The compiled assemblies of <c>src/</c>, in the bin folders of the same build as the tests, and the arrows between our own types in them.</summary>
internal static class Assemblies
{
    /// <summary>Our own namespaces begin so; what source generators and the compiler add lives elsewhere.</summary>
    private const string Ours = "Sallyport";

    /// <summary>The project whose bin folder holds all libraries.</summary>
    private const string Program = "Cli";

    /// <summary>The projects under <c>src/</c> without their common prefix: <c>Core</c>, <c>Server</c> and so on.</summary>
    public static List<string> Projects { get; } =
        [.. Directory.GetDirectories(Path.Combine(Repository.Root, "src"), "Sallyport.*").Where(HasProject).Select(d => Path.GetExtension(d)[1..]).Order(StringComparer.Ordinal)];

    private static readonly Lazy<Dictionary<string, List<Arrow>>> Arrows = new(() => Projects.ToDictionary(p => p, Read));

    /// <summary>All that the types of a project name, those of other assemblies as well.</summary>
    public static IReadOnlyList<Arrow> ArrowsOf(string project) => Arrows.Value[project];

    /// <summary>The project that an assembly of ours is built from, or null.</summary>
    public static string? ProjectOf(string assembly) => Projects.Find(p => AssemblyOf(p) == assembly);

    /// <summary>The projects of ours that a project's file references.</summary>
    public static HashSet<string> ReferencesOf(string project) =>
        [.. FileOf(project).Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value)["Sallyport.".Length..])];

    public static bool IsOurs(TypeName type) => type.Room == Ours || type.Room.StartsWith(Ours + ".", StringComparison.Ordinal);

    private static bool HasProject(string folder) => File.Exists(Path.Combine(folder, Path.GetFileName(folder) + ".csproj"));

    private static List<Arrow> Read(string project)
    {
        using var file = File.OpenRead(Path.Combine(BinOf(project), AssemblyOf(project) + ".dll"));
        return [.. AssemblyReader.Read(file, [BinOf(project), BinOf(Program)])];
    }

    /// <summary>The project's <c>bin/Release/net10.0</c>, or whatever the tests were built as.</summary>
    private static string BinOf(string project)
    {
        var build = Path.GetRelativePath(Path.Combine(Repository.Root, "tests/House.Tests"), AppContext.BaseDirectory);
        return Path.Combine(Repository.Root, "src", $"Sallyport.{project}", build);
    }

    private static string AssemblyOf(string project) => FileOf(project).Descendants("AssemblyName").FirstOrDefault()?.Value ?? $"Sallyport.{project}";

    private static XDocument FileOf(string project) => XDocument.Parse(Repository.Read($"src/Sallyport.{project}/Sallyport.{project}.csproj"));
}
