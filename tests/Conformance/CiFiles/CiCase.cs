using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sallyport.Conformance.CiFiles;

/// <summary>A CI file with what <c>sallyport run</c> must make of it: NAME.gitlab-ci.yml and NAME.expect.json.</summary>
public sealed class CiCase
{
    private const string FileEnd = ".gitlab-ci.yml";

    private readonly JsonObject expected;

    private CiCase(string name)
    {
        Name = name;
        Config = File.ReadAllText(Path.Combine(Folder, name + FileEnd));
        expected = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, name + ".expect.json")))!.AsObject();
    }

    private static string Here => Path.Combine(Command.Repository, "tests", "Conformance", "CiFiles");

    private static string Folder => Path.Combine(Here, "cases");

    /// <summary>The names of all cases.</summary>
    public static IEnumerable<string> Names =>
        Directory.EnumerateFiles(Folder, "*" + FileEnd).Select(f => Path.GetFileName(f)[..^FileEnd.Length]).Order(StringComparer.Ordinal);

    public string Name { get; }

    public string Config { get; }

    /// <summary>The files of the repository besides the CI file, by their paths.</summary>
    public IReadOnlyDictionary<string, string> Files => new Dictionary<string, string>(Texts("files"))
    {
        ["ci/claim"] = File.ReadAllText(Path.Combine(Here, "claim")),
    };

    public string? Branch => (string?)expected["ref"];

    public string? Tag => (string?)expected["tag"];

    public int ExitCode => (int)expected["exit"]!;

    /// <summary>Whole lines of the jobs' logs.</summary>
    public IReadOnlyList<string> Lines => expected["lines"]?.Deserialize<string[]>() ?? [];

    /// <summary>What the command says besides the logs.</summary>
    public IReadOnlyList<string> Notes => expected["notes"]?.Deserialize<string[]>() ?? [];

    /// <summary>The jobs that run, in order; those of one group in any order.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Jobs => (expected["jobs"]?.AsArray() ?? []).Select(Group).ToList();

    /// <summary>The arguments of <c>sallyport run</c>.</summary>
    public IEnumerable<string> Arguments
    {
        get
        {
            string[] at = Tag is null ? ["--ref", Branch ?? "main"] : ["--tag", Tag];
            var variables = Texts("variables").SelectMany(v => (string[])["--variable", $"{v.Key}={v.Value}"]);
            return [.. expected["args"]?.Deserialize<string[]>() ?? [], .. at, .. variables];
        }
    }

    /// <summary>Reads a case.</summary>
    public static CiCase Read(string name) => new(name);

    private static string[] Group(JsonNode? node) =>
        node is JsonArray several ? [.. several.Select(j => (string)j!)] : [(string)node!];

    private Dictionary<string, string> Texts(string member) =>
        expected[member]?.Deserialize<Dictionary<string, string>>() ?? [];
}
