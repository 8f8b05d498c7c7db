namespace Sallyport.Core.GitLab.Ci;

/// <summary>Where a CI file comes from.</summary>
public enum CiFileKind
{
    /// <summary>The repository of the pipeline, at its commit.</summary>
    Local,

    /// <summary>The repository of another project.</summary>
    Project,

    /// <summary>Any web server.</summary>
    Remote,

    /// <summary>The files that GitLab ships.</summary>
    Template,

    /// <summary>A component of another project, at a version.</summary>
    Component,
}

/// <summary>A repository other than the pipeline's own, whose files a CI file includes.</summary>
/// <param name="Project">The project's full path.</param>
/// <param name="Ref">A branch, tag or commit; <c>HEAD</c> for the default branch.</param>
public sealed record CiRepository(string Project, string Ref);

/// <summary>The name of a CI file, wherever it lies.</summary>
/// <param name="Kind">Where it comes from.</param>
/// <param name="Location">
/// The path in the repository, without a leading slash; the address; the template's name; or the component without its
/// version, such as <c>gitlab.example.com/platform/components/deploy</c>.
/// </param>
/// <param name="Repository">The other project of a file of a project; else null.</param>
/// <param name="Version">The version of a component: a tag, a commit, a branch, <c>1</c>, <c>~latest</c>.</param>
public sealed record CiFile(
    CiFileKind Kind, string Location, CiRepository? Repository = null, string? Version = null)
{
    /// <summary>Whether what includes a file at an address says what its text must hash to.</summary>
    public bool HasIntegrity { get; init; }

    /// <summary>A file of a repository; of the pipeline's own when none is named.</summary>
    public static CiFile In(CiRepository? repository, string path) =>
        new(repository is null ? CiFileKind.Local : CiFileKind.Project, path, repository);

    /// <summary>As an include names it, and GitLab's sentences with it.</summary>
    internal string Name => Version is null ? Location : $"{Location}@{Version}";

    /// <summary>
    /// The stable text form, unlike that of any other file: the path for a local one, else an address such as
    /// <c>project://group/name//ci/a.yml@main</c>. No path of a repository looks like an address.
    /// </summary>
    public override string ToString() => Kind switch
    {
        CiFileKind.Project => $"project://{Repository!.Project}//{Location}@{Uri.EscapeDataString(Repository.Ref)}",
        CiFileKind.Template => $"template://{Location}",
        CiFileKind.Component => $"component://{Location}@{Version}",
        _ => Location,
    };
}
