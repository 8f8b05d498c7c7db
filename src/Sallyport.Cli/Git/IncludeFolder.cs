using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Cli.Git;

/// <summary>
/// A folder with the files that a CI file includes from elsewhere (<c>--include-root</c>): <c>GROUP/NAME/PATH</c> for
/// one of a project or a component, <c>templates/NAME</c> for one of GitLab's, <c>HOST/PATH</c> for an address. A
/// folder <c>GROUP/NAME@REF</c> is looked at before <c>GROUP/NAME</c>.
/// </summary>
/// <param name="root">The folder.</param>
internal sealed class IncludeFolder(string root) : ICiFiles
{
    private const string ProjectFolder = "templates";

    /// <summary>Reads a file; what the folder has not is out of its reach.</summary>
    public async Task<CiFileReading> ReadAsync(CiFile file)
    {
        var paths = Candidates(file).Select(c => Path.GetFullPath(c, root)).Where(IsInside);
        return paths.FirstOrDefault(File.Exists) is { } path
            ? CiFileReading.Of(await File.ReadAllTextAsync(path))
            : CiFileReading.OutOfReach;
    }

    /// <summary>The files of a project that the folder has; null when it has none.</summary>
    public Task<IReadOnlyList<string>?> ListAsync(CiRepository? repository) =>
        Task.FromResult(repository is null ? null : List(repository));

    private IReadOnlyList<string>? List(CiRepository repository)
    {
        string[] folders = [$"{repository.Project}@{repository.Ref}", repository.Project];
        var folder = folders.Select(f => Path.GetFullPath(f, root)).Where(IsInside).FirstOrDefault(Directory.Exists);
        if (folder is null)
            return null;
        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories);
        return [.. files.Select(f => Path.GetRelativePath(folder, f).Replace('\\', '/'))];
    }

    private static IEnumerable<string> Candidates(CiFile file) => file.Kind switch
    {
        CiFileKind.Project => OfProject(file.Repository!.Project, file.Repository.Ref, [file.Location]),
        CiFileKind.Template => [$"{ProjectFolder}/{file.Location}"],
        CiFileKind.Remote => [file.Location[(file.Location.IndexOf("://", StringComparison.Ordinal) + 3)..]],
        CiFileKind.Component => OfComponent(file),
        _ => [],
    };

    private static IEnumerable<string> OfProject(string project, string reference, string[] paths) =>
        paths.SelectMany(p => (string[])[$"{project}@{reference}/{p}", $"{project}/{p}"]);

    // host/group/project/name
    private static IEnumerable<string> OfComponent(CiFile file)
    {
        var parts = file.Location.Split('/');
        if (parts.Length < 4)
            return [];
        var project = string.Join('/', parts[1..^1]);
        var name = parts[^1];
        return OfProject(
            project, file.Version ?? "", [$"{ProjectFolder}/{name}.yml", $"{ProjectFolder}/{name}/template.yml"]);
    }

    private bool IsInside(string path) =>
        path.StartsWith(Path.GetFullPath(root) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
