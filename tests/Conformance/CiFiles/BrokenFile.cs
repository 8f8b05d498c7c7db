namespace Sallyport.Conformance.CiFiles;

/// <summary>
/// A CI file that GitLab refuses: broken/NAME.gitlab-ci.yml. It ends with a comment <c># error: SENTENCE</c> for each line
/// that the command must say. The files of broken/ci are in its repository.
/// </summary>
public sealed class BrokenFile
{
    private const string FileEnd = ".gitlab-ci.yml";
    private const string Mark = "# error: ";

    private readonly string config;

    private BrokenFile(string name) => config = File.ReadAllText(Path.Combine(Folder, name + FileEnd));

    private static string Folder => Path.Combine(Command.Repository, "tests", "Conformance", "CiFiles", "broken");

    /// <summary>The names of all of them.</summary>
    public static IEnumerable<string> Names =>
        Directory.EnumerateFiles(Folder, "*" + FileEnd).Select(f => Path.GetFileName(f)[..^FileEnd.Length]).Order(StringComparer.Ordinal);

    /// <summary>What the command must say, a line each.</summary>
    public IEnumerable<string> Errors =>
        config.Split('\n').Where(l => l.StartsWith(Mark, StringComparison.Ordinal)).Select(l => l[Mark.Length..]);

    /// <summary>Reads one.</summary>
    public static BrokenFile Read(string name) => new(name);

    /// <summary>Makes a repository with the file, and gives its folder.</summary>
    public async Task<string> CreateAsync(string parent)
    {
        var project = await GitProject.NewAsync(parent, null, "https://gitlab.example.com/acme/payments.git");
        var included = Directory.CreateDirectory(Path.Combine(project.Folder, "ci")).FullName;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Folder, "ci")))
            File.Copy(file, Path.Combine(included, Path.GetFileName(file)));
        await project.CommitAsync(config);
        return project.Folder;
    }
}
