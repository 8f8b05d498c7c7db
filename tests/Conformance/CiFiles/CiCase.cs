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

    /// <summary>The files of an earlier commit, by their paths.</summary>
    public IReadOnlyDictionary<string, string> Earlier => Texts("earlier");

    /// <summary>The files of the working tree that are not committed.</summary>
    public IReadOnlyDictionary<string, string> Uncommitted => Texts("uncommitted");

    /// <summary>The files of the folder that <c>{root}</c> in the arguments stands for.</summary>
    public IReadOnlyDictionary<string, string> Root => Texts("root");

    /// <summary>The environment of the command.</summary>
    public IReadOnlyDictionary<string, string> Environment => Texts("env");

    /// <summary>The commit's message.</summary>
    public string Message => (string?)expected["message"] ?? "change";

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

    /// <summary>Parts of the jobs' logs.</summary>
    public IReadOnlyList<string> Logs => expected["logs"]?.Deserialize<string[]>() ?? [];

    /// <summary>What the jobs' logs may not hold.</summary>
    public IReadOnlyList<string> Absent => expected["absent"]?.Deserialize<string[]>() ?? [];

    /// <summary>What the command says besides the logs.</summary>
    public IReadOnlyList<string> Notes => expected["notes"]?.Deserialize<string[]>() ?? [];

    /// <summary>Whether gitlab-ci-local runs it too; it has no option but variables, no tag and no ID token then.</summary>
    public bool IsShared => (bool?)expected["shared"] ?? false;

    /// <summary>The arguments of a shared case: jobs and variables.</summary>
    public IEnumerable<string> PlainArguments => [.. Given, .. Variables];

    /// <summary>The jobs that run, in order; those of one group in any order.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Jobs => (expected["jobs"]?.AsArray() ?? []).Select(Group).ToList();

    /// <summary>The arguments of <c>sallyport run</c>.</summary>
    /// <param name="root">The folder with the files of <see cref="Root"/>.</param>
    public string[] Arguments(string root)
    {
        string[] at = Tag is null ? ["--ref", Branch ?? "main"] : ["--tag", Tag];
        return [.. Given.Select(a => a.Replace("{root}", root, StringComparison.Ordinal)), .. at, .. Variables];
    }

    /// <summary>Reads a case.</summary>
    public static CiCase Read(string name) => new(name);

    private string[] Given => expected["args"]?.Deserialize<string[]>() ?? [];

    private IEnumerable<string> Variables =>
        Texts("variables").SelectMany(v => (string[])["--variable", $"{v.Key}={v.Value}"]);

    private static string[] Group(JsonNode? node) =>
        node is JsonArray several ? [.. several.Select(j => (string)j!)] : [(string)node!];

    private Dictionary<string, string> Texts(string member) =>
        expected[member]?.Deserialize<Dictionary<string, string>>() ?? [];
}
