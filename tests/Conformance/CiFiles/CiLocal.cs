using System.Text.RegularExpressions;

namespace Sallyport.Conformance.CiFiles;

/// <summary>
/// gitlab-ci-local, which reads the same language by itself: what both make of a file alike is unlikely to be a
/// misunderstanding. It is no authority; GitLab's documentation is.
/// </summary>
public static partial class CiLocal
{
    private const string JobMark = "== ";
    private const string Heading = "## Differences from gitlab-ci-local";

    private static readonly string Program =
        Path.Combine(Command.Repository, "tests", "Conformance", "node", "node_modules", ".bin", "gitlab-ci-local");

    /// <summary>The cases that it runs as well.</summary>
    public static IEnumerable<string> Cases => CiCase.Names.Where(n => CiCase.Read(n).IsShared);

    /// <summary>The cases in which both differ, as docs/ci.md lists them with the reason.</summary>
    public static IReadOnlySet<string> Different { get; } = ReadDifferent();

    /// <summary>Runs a case by it.</summary>
    /// <param name="expected">The case.</param>
    /// <param name="parent">The folder in which its folders are made.</param>
    public static async Task<Outcome> RunAsync(CiCase expected, string parent)
    {
        var prepared = await PreparedCase.CreateAsync(expected, parent);
        string[] options =
            ["--force-shell-executor", "--shell-isolation", "--color=false", "--home", Path.Combine(parent, "ci-local-home")];
        return await Command.RunAsync(Program, [.. options, .. expected.PlainArguments], prepared.Folder);
    }

    /// <summary>What both are compared by: success, the jobs that ran, and which of the expected lines they printed.</summary>
    public static string Summary(CiCase expected, Outcome ours) =>
        Summary(expected, ours.ExitCode, [.. ours.Output.Split('\n')]);

    /// <summary>The same of a run of gitlab-ci-local, whose lines begin with the job's name and <c>&gt;</c>.</summary>
    public static string SummaryOfTheirs(CiCase expected, Outcome theirs) =>
        Summary(expected, theirs.ExitCode, [.. theirs.Output.Split('\n').Select(l => Printed().Match(l).Groups["line"].Value)]);

    private static string Summary(CiCase expected, int exitCode, List<string> lines)
    {
        // It prints the end of a failed job again, and a retried job prints its name each time.
        var jobs = lines.Where(l => l.StartsWith(JobMark, StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal);
        var printed = expected.Lines.Where(lines.Contains);
        return string.Join('\n', [exitCode == 0 ? "success" : "failure", .. jobs, .. printed]);
    }

    private static HashSet<string> ReadDifferent()
    {
        var page = File.ReadAllText(Path.Combine(Command.Repository, "docs", "ci.md"));
        var section = page[page.IndexOf(Heading, StringComparison.Ordinal)..];
        return [.. Row().Matches(section).Select(m => m.Groups["case"].Value)];
    }

    [GeneratedRegex(@"^[^>]* +> ?(?<line>.*)$", RegexOptions.NonBacktracking)]
    private static partial Regex Printed();

    [GeneratedRegex(@"^\| `(?<case>[a-z-]+)` \|", RegexOptions.NonBacktracking | RegexOptions.Multiline)]
    private static partial Regex Row();
}
