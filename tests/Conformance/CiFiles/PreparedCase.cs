namespace Sallyport.Conformance.CiFiles;

/// <summary>A case as a repository on disk, ready to be run.</summary>
/// <param name="Folder">The repository.</param>
/// <param name="Arguments">The arguments of <c>sallyport run</c>.</param>
/// <param name="Environment">The command's environment.</param>
public sealed record PreparedCase(
    string Folder, string[] Arguments, IReadOnlyDictionary<string, string> Environment)
{
    /// <summary>Makes the repository, with an earlier commit, the commit that is run and what is not committed.</summary>
    /// <param name="expected">The case.</param>
    /// <param name="parent">The folder in which its folders are made.</param>
    public static async Task<PreparedCase> CreateAsync(CiCase expected, string parent)
    {
        var project = await GitProject.NewAsync(parent, null, "https://gitlab.example.com/acme/payments.git");
        if (expected.Earlier.Count > 0)
        {
            await WriteAsync(project.Folder, expected.Earlier);
            await project.CommitAsync(null);
        }
        if (expected.Branch is { } branch)
            await project.GitAsync("checkout", "-q", "-b", branch);
        await WriteAsync(project.Folder, expected.Files);
        await project.CommitAsync(expected.Config, expected.Message);
        if (expected.Tag is { } tag)
            await project.GitAsync("tag", tag);
        await WriteAsync(project.Folder, expected.Uncommitted);
        var root = project.Folder + "-root";
        await WriteAsync(root, expected.Root);
        return new PreparedCase(project.Folder, expected.Arguments(root), expected.Environment);
    }

    private static async Task WriteAsync(string folder, IReadOnlyDictionary<string, string> files)
    {
        foreach (var (path, text) in files)
        {
            var file = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);
        }
    }
}
