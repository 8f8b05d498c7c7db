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

    /// <summary>As <see cref="Note"/>, and GitLab says so too, in these words.</summary>
    Warning,
}

/// <summary>Something in a CI file that keeps a pipeline from being made, or that its author should know.</summary>
/// <param name="Kind">Whether GitLab refuses it too, only Sallyport does, or neither.</param>
/// <param name="Job">The job that it stands in; null for the file's top level and for <c>default</c>.</param>
/// <param name="Keyword">
/// The keyword of the job or of the top level that it stands in; null when it belongs to none.
/// </param>
/// <param name="At">The file and the line.</param>
/// <param name="Message">What is wrong, with its place in the file's structure; GitLab's own sentence if it has one.
/// </param>
internal sealed record CiError(CiErrorKind Kind, string? Job, string? Keyword, Position At, string Message)
{
    /// <summary>What the author probably meant, or null. GitLab does not say it, so that no sentence has it.</summary>
    public string? Hint { get; init; }

    /// <summary>The message with its line, as people read it.</summary>
    public override string ToString() => In($"{At}");

    /// <summary>The same with another place.</summary>
    public string In(string place) => Hint is null ? $"{Message} ({place})" : $"{Message}; {Hint} ({place})";
}

/// <summary>The errors found so far: reading goes on, so that all are reported at once.</summary>
internal sealed class CiErrors
{
    private const int Shown = 100;
    private const int Kept = 1000;

    private readonly HashSet<CiError> found = [];
    private readonly HashSet<string> notes = new(StringComparer.Ordinal);

    /// <summary>At most a hundred of them, in the order of the file. What two jobs inherit is reported once.</summary>
    public IReadOnlyList<CiError> All => Where(_ => true);

    /// <summary>At most a hundred of those that are asked for, in the order of the file.</summary>
    public IReadOnlyList<CiError> Where(Func<CiError, bool> isAsked) =>
        found.Where(isAsked)
            .DistinctBy(e => (e.At, e.Message))
            .OrderBy(e => e.At.File, StringComparer.Ordinal)
            .ThenBy(e => e.At.Line)
            .ThenBy(e => e.Message, StringComparer.Ordinal)
            .Take(Shown)
            .ToList();

    /// <summary>Adds one; nothing any more when there are a thousand. The same note counts once, wherever it stands.
    /// </summary>
    public void Add(CiError error)
    {
        if (found.Count >= Kept)
            return;
        if (error.Kind != CiErrorKind.Note || notes.Add(error.Message))
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
/// Where in the structure of a CI file something is read. Its text begins the sentences of the errors there.
/// </summary>
/// <param name="Errors">Collects them.</param>
/// <param name="Path">As GitLab writes it: <c>jobs:deploy:image</c>; <c>root</c> for the file itself.</param>
/// <param name="Job">The job, or null.</param>
/// <param name="Keyword">The keyword, or null outside of any.</param>
internal sealed record Place(CiErrors Errors, string Path, string? Job = null, string? Keyword = null)
{
    /// <summary>The path of the file itself.</summary>
    public const string Root = "root";

    private const int Longest = 4096;
    private const int LongestName = 1024;

    /// <summary>What of the place is meant, in words: <c>config</c> for all of it.</summary>
    public string Attribute { get; init; } = "config";

    /// <summary>Whether it lies in a job that starts a pipeline instead of a script.</summary>
    public bool IsTrigger { get; init; }

    /// <summary>The place of a job.</summary>
    public static Place OfJob(CiErrors errors, string name) => new(errors, $"jobs:{Cut(name, LongestName)}", name);

    /// <summary>The place of an entry here.</summary>
    public Place In(string key) => this with
    {
        Path = Path == Root ? Cut(key, LongestName) : $"{Path}:{Cut(key, LongestName)}",
        Keyword = Keyword ?? key,
        Attribute = "config",
    };

    /// <summary>An attribute of this place, which GitLab names in words and not in the path.</summary>
    public Place Field(string key) => this with { Attribute = key.Replace('_', ' '), Keyword = Keyword ?? key };

    /// <summary>Adds what GitLab refuses as well, in GitLab's sentence, which is in lower case as a whole.</summary>
    /// <param name="at">The line.</param>
    /// <param name="sentence">The sentence after the place and the attribute.</param>
    /// <param name="hint">What the author probably meant, or null.</param>
    public void Wrong(Position at, string sentence, string? hint = null) =>
        Add(CiErrorKind.Invalid, at, $"{Path} {Attribute} {sentence}".ToLowerInvariant(), hint);

    /// <summary>Adds a sentence of GitLab's about the place as a whole, which keeps its case.</summary>
    public void Sentence(Position at, string sentence) => Invalid(at, $"{Path} {sentence}");

    /// <summary>Adds what GitLab refuses as well, in a sentence of its own.</summary>
    public void Invalid(Position at, string message, string? hint = null) =>
        Add(CiErrorKind.Invalid, at, message, hint);

    /// <summary>Adds what only a run here refuses.</summary>
    public void Unsupported(Position at, string message) => Add(CiErrorKind.Unsupported, at, message);

    /// <summary>Adds what GitLab warns of as well.</summary>
    public void Warning(Position at, string sentence) => Add(CiErrorKind.Warning, at, $"{Path} {sentence}");

    /// <summary>Adds what both take and the author should know.</summary>
    public void Note(Position at, string message) => Add(CiErrorKind.Note, at, message);

    public override string ToString() => Path;

    private void Add(CiErrorKind kind, Position at, string message, string? hint = null) =>
        Errors.Add(new CiError(kind, Job, Keyword, at, Cut(message, Longest)) { Hint = hint });

    // What is wrong with a thousand keywords of a job is not to say the job's endless name a thousand times.
    private static string Cut(string text, int length) => text.Length <= length ? text : $"{text[..length]}…";
}
