using System.Text.RegularExpressions;

namespace Sallyport.House.Tests.Docs;

/// <summary>What the documentation names must exist.</summary>
public sealed partial class DocsTests
{
    [Fact]
    public void Each_stop_of_the_walks_names_a_function_that_is_there()
    {
        var stops = WalkStop().Matches(Repository.Read("docs/walks.md"));
        Assert.True(stops.Count >= 30, $"{stops.Count} stops");
        Assert.All(stops, stop => Assert.Contains($" {stop.Groups[2].Value}(", Repository.Read(stop.Groups[1].Value), StringComparison.Ordinal));
    }

    [Fact]
    public void Each_witness_of_parity_is_a_test()
    {
        var sources = Repository.Files("tests", "*.cs").Select(File.ReadAllText).ToList();
        var witnesses = Witness().Matches(Repository.Read("docs/parity.md"));
        Assert.True(witnesses.Count >= 15, $"{witnesses.Count} witnesses");
        Assert.All(witnesses, w => Assert.True(sources.Exists(s => HasTest(s, w.Groups[1].Value, w.Groups[2].Value, w.Groups[3].Value)), w.Value));
        Assert.DoesNotContain(sources, s => HasTest(s, "Sallyport.House.Tests.Docs", nameof(DocsTests), "No_such" + "_test"));
    }

    [Fact]
    public void Each_path_in_the_pages_exists() => Assert.All(
        Repository.Pages().SelectMany(p => NamedPath().Matches(File.ReadAllText(p)).Select(m => (Page: p, Path: m.Groups[1].Value))),
        named => Assert.True(Path.Exists(Path.Combine(Repository.Root, named.Path)), $"{named.Page}: {named.Path}"));

    [Fact]
    public void Each_link_in_the_pages_leads_somewhere() => Assert.All(
        Repository.Pages().SelectMany(p => Link().Matches(File.ReadAllText(p)).Select(m => (Page: p, To: m.Groups[1].Value))),
        link => Assert.True(Path.Exists(Path.Combine(Path.GetDirectoryName(link.Page)!, link.To)), $"{link.Page}: {link.To}"));

    [Fact]
    public void Each_command_in_the_pages_is_one_of_ours()
    {
        var commands = Repository.Read("src/Sallyport.Cli/CommandLine.cs");
        var named = Repository.Pages().SelectMany(p => NamedCommand().Matches(File.ReadAllText(p)).Select(m => m.Groups[1].Value)).Distinct().ToList();
        Assert.Contains("demo", named);
        Assert.All(named, n => Assert.Contains($"{n}Command.Create()", commands, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void The_README_fits_on_sixty_lines() => Assert.InRange(Repository.Read("README.md").Split('\n').Length - 1, 20, 60);

    [Fact]
    public void The_exchange_reads_as_a_spec_in_at_most_sixty_lines()
    {
        var lines = Repository.Read("src/Sallyport.Core/Entra/Tokens/TokenService.cs").Split('\n');
        var start = Array.FindIndex(lines, l => l.Contains("UniqueId)> AnswerAsync(", StringComparison.Ordinal));
        Assert.InRange(Array.FindIndex(lines, start, l => l == "    }") - start + 1, 10, 60);
    }

    [Fact]
    public void Each_entry_of_the_Aadsts_catalogue_is_thrown_somewhere()
    {
        const string catalogue = "src/Sallyport.Core/Entra/Rules/Aadsts.cs";
        var sources = Repository.Files("src", "*.cs").Where(f => !f.EndsWith("/Aadsts.cs", StringComparison.Ordinal)).Select(File.ReadAllText).ToList();
        var entries = CatalogueEntry().Matches(Repository.Read(catalogue)).Select(m => m.Groups[1].Value).ToList();
        Assert.True(entries.Count > 20, $"{entries.Count} entries");
        Assert.All(entries, e => Assert.True(sources.Exists(s => s.Contains($"Aadsts.{e}(", StringComparison.Ordinal)), e));
    }

    private static bool HasTest(string source, string space, string type, string method) =>
        source.Contains($"namespace {space};", StringComparison.Ordinal)
        && Regex.IsMatch(source, $@"class {type}\b", RegexOptions.NonBacktracking)
        && Regex.IsMatch(source, $@"(void|Task) {method}\(", RegexOptions.NonBacktracking);

    [GeneratedRegex(@"^\| \d+ \| `(src/[^`]+)` \| `([A-Za-z]+)` \|", RegexOptions.Multiline)]
    private static partial Regex WalkStop();

    [GeneratedRegex(@"`(Sallyport\.[A-Za-z.]+)\.([A-Za-z]+)\.([A-Za-z0-9_]+)` \|")]
    private static partial Regex Witness();

    [GeneratedRegex(@"`((?:src|tests|docs|samples|eng)/[A-Za-z0-9_./-]+)`")]
    private static partial Regex NamedPath();

    [GeneratedRegex(@"\]\((?!https?:)([^)#]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"(?:`|\./|\$ |\()sallyport ([a-z]+)\b")]
    private static partial Regex NamedCommand();

    [GeneratedRegex(@"public static AadstsRefusal (\w+)\(")]
    private static partial Regex CatalogueEntry();
}
