namespace Sallyport.Core.GitLab.Ci;

/// <summary>Whether GitLab refuses the same in a CI file, or only Sallyport does.</summary>
internal enum CiErrorKind
{
    /// <summary>GitLab refuses it as well.</summary>
    Invalid,

    /// <summary>GitLab takes it, and a run here would not do what GitLab does.</summary>
    Unsupported,

    /// <summary>Both take it; the author should know.</summary>
    Note,
}

/// <summary>Something in a CI file that keeps a pipeline from being made.</summary>
/// <param name="Kind">Whether GitLab refuses it too.</param>
/// <param name="Job">The job that it stands in; null for the file's top level and for <c>default</c>.</param>
/// <param name="Keyword">
/// The keyword of the job or of the top level that it stands in; null when it belongs to none.
/// </param>
/// <param name="At">The file and the line.</param>
/// <param name="Message">What is wrong, with its place in the file's structure.</param>
internal sealed record CiError(CiErrorKind Kind, string? Job, string? Keyword, Position At, string Message)
{
    /// <summary>The message with its line, as people read it.</summary>
    public override string ToString() => $"{Message} ({At})";
}

/// <summary>The errors found so far: reading goes on, so that all are reported at once.</summary>
internal sealed class CiErrors
{
    private const int Shown = 100;
    private const int Kept = 1000;

    private readonly HashSet<CiError> found = [];

    /// <summary>At most a hundred of them, in the order of the file. What two jobs inherit is reported once.</summary>
    public IReadOnlyList<CiError> All =>
        found.OrderBy(e => e.At.File, StringComparer.Ordinal)
            .ThenBy(e => e.At.Line)
            .ThenBy(e => e.Message, StringComparer.Ordinal)
            .Take(Shown)
            .ToList();

    /// <summary>Adds one; nothing any more when there are a thousand.</summary>
    public void Add(CiError error)
    {
        if (found.Count < Kept)
            found.Add(error);
    }

    /// <summary>Adds those that were found elsewhere.</summary>
    public void AddRange(CiErrors others)
    {
        foreach (var error in others.found)
            Add(error);
    }
}

/// <summary>
/// Where in the structure of a CI file something is read. Its text begins the messages of the errors there.
/// </summary>
/// <param name="Errors">Collects them.</param>
/// <param name="Path">As GitLab writes it: <c>jobs:deploy:image</c>.</param>
/// <param name="Job">The job, or null.</param>
/// <param name="Keyword">The keyword, or null outside of any.</param>
internal sealed record Place(CiErrors Errors, string Path, string? Job = null, string? Keyword = null)
{
    /// <summary>The place of a job.</summary>
    public static Place OfJob(CiErrors errors, string name) => new(errors, $"jobs:{name}", name);

    /// <summary>The place of an entry here.</summary>
    public Place In(string key) => this with { Path = $"{Path}:{key}", Keyword = Keyword ?? key };

    /// <summary>Adds what GitLab refuses as well.</summary>
    public void Invalid(Position at, string message) => Add(CiErrorKind.Invalid, at, message);

    /// <summary>Adds what only a run here refuses.</summary>
    public void Unsupported(Position at, string message) => Add(CiErrorKind.Unsupported, at, message);

    /// <summary>Adds a keyword that a run here does not know.</summary>
    public void UnsupportedKeyword(YamlEntry entry) =>
        In(entry.Key).Unsupported(entry.At, $"{Path}: the keyword '{entry.Key}' is not supported by Sallyport");

    public override string ToString() => Path;

    private void Add(CiErrorKind kind, Position at, string message) =>
        Errors.Add(new CiError(kind, Job, Keyword, at, message));
}
