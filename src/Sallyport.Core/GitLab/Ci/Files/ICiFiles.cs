namespace Sallyport.Core.GitLab.Ci;

/// <summary>How the reading of a CI file ended.</summary>
public enum CiFileOutcome
{
    /// <summary>Here is its text.</summary>
    Found,

    /// <summary>There is no such file; the project and the ref exist.</summary>
    NoFile,

    /// <summary>There is no such project, or it may not be read.</summary>
    NoProject,

    /// <summary>The project has no such branch, tag, commit or version.</summary>
    NoRef,

    /// <summary>The server of an address answered with an error.</summary>
    NotFetched,

    /// <summary>Nothing can be said of it from here.</summary>
    OutOfReach,
}

/// <summary>What became of the reading of a file.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Text">The text of a file that was found, else null.</param>
public sealed record CiFileReading(CiFileOutcome Outcome, string? Text = null)
{
    /// <summary>A file that cannot be read from here.</summary>
    public static CiFileReading OutOfReach { get; } = new(CiFileOutcome.OutOfReach);

    /// <summary>A file that does not exist.</summary>
    public static CiFileReading NoFile { get; } = new(CiFileOutcome.NoFile);

    /// <summary>The HTTP status of an address that answered with an error.</summary>
    public int? Status { get; init; }

    /// <summary>The commit that the version of a component stands for, or null.</summary>
    public string? Sha { get; init; }

    /// <summary>The full version that <c>~latest</c> or <c>1</c> stands for, or null.</summary>
    public string? Version { get; init; }

    /// <summary>A file with its text; null stands for a file that does not exist.</summary>
    public static CiFileReading Of(string? text) =>
        text is null ? NoFile : new CiFileReading(CiFileOutcome.Found, text);
}

/// <summary>Reads the files that a CI file is made of.</summary>
public interface ICiFiles
{
    /// <summary>Reads a file.</summary>
    Task<CiFileReading> ReadAsync(CiFile file);

    /// <summary>The paths of all files of a repository, which <c>include</c> compares with a pattern.</summary>
    /// <param name="repository">A project's; null for the pipeline's own, at its commit.</param>
    /// <returns>The paths without a leading slash; null when they cannot be listed from here.</returns>
    Task<IReadOnlyList<string>?> ListAsync(CiRepository? repository);
}
