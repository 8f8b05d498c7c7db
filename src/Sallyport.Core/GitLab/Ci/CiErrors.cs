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
    /// <summary>What its author may have meant, or null; GitLab does not say it.</summary>
    public string? Hint { get; init; }

    /// <summary>The message with its line, as people read it.</summary>
    public override string ToString() => Hint is null ? $"{Message} ({At})" : $"{Message} ({At}); {Hint}";
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
/// Where in the structure of a CI file something is read. It begins the sentences of the errors there, in GitLab's
/// form: the location, then the word <c>config</c> for an entry or the name of an attribute.
/// Source: <c>lib/gitlab/config/entry/validator.rb</c>, gitlabhq.
/// </summary>
/// <param name="Errors">Collects them.</param>
/// <param name="Path">As GitLab writes it: <c>jobs:deploy:image</c>.</param>
/// <param name="Job">The job, or null.</param>
/// <param name="Keyword">The keyword, or null outside of any.</param>
internal sealed record Place(CiErrors Errors, string Path, string? Job = null, string? Keyword = null)
{
    // Sentences with these words keep the case of the names in them.
    private static readonly string[] KeptCase = ["has to be", "must specify"];

    private string Attribute { get; init; } = "config";

    /// <summary>The place of a job.</summary>
    public static Place OfJob(CiErrors errors, string name) => new(errors, $"jobs:{name}", name);

    /// <summary>The place of an entry here.</summary>
    public Place In(string key) =>
        this with { Path = $"{Path}:{key}", Keyword = Keyword ?? key, Attribute = "config" };

    /// <summary>The place around this one, to which a keyword belongs that is no entry of its own at GitLab.</summary>
    public Place Parent() => this with { Path = Path[..Path.LastIndexOf(':')], Attribute = "config" };

    /// <summary>The place of a value that GitLab checks together with the entry here.</summary>
    public Place At(string key) =>
        this with { Keyword = Keyword ?? key, Attribute = key.Replace('_', ' ') };

    /// <summary>The place of a value whose whole form is wrong: GitLab then names no attribute.</summary>
    public Place Whole() => this with { Attribute = "" };

    /// <summary>Adds what GitLab refuses as well, in its own words.</summary>
    /// <param name="at">The line.</param>
    /// <param name="sentence">What GitLab says of the place.</param>
    /// <param name="hint">What the author may have meant.</param>
    public void Wrong(Position at, string sentence, string? hint = null)
    {
        var subject = Attribute.Length == 0 ? Path : $"{Path} {Attribute}";
        var whole = $"{subject} {sentence}";
        var keepsCase = KeptCase.Any(k => sentence.Contains(k, StringComparison.Ordinal));
        var message = keepsCase ? whole : whole.ToLowerInvariant();
        Errors.Add(new CiError(CiErrorKind.Invalid, Job, Keyword, at, message) { Hint = hint });
    }

    /// <summary>Adds keys that GitLab does not know here.</summary>
    /// <param name="unknown">The entries with such keys.</param>
    /// <param name="known">The keys that it knows.</param>
    public void Unknown(IReadOnlyList<YamlEntry> unknown, IReadOnlyList<string> known)
    {
        if (unknown.Count == 0)
            return;
        var keys = string.Join(", ", unknown.Select(e => e.Key));
        var meant = unknown.Select(e => Spelling.Closest(e.Key, known)).FirstOrDefault(w => w is not null);
        Wrong(unknown[0].At, $"contains unknown keys: {keys}", meant is null ? null : $"did you mean '{meant}'?");
    }

    /// <summary>Adds what GitLab refuses as well.</summary>
    public void Invalid(Position at, string message) => Add(CiErrorKind.Invalid, at, message);

    /// <summary>Adds what only a run here refuses.</summary>
    public void Unsupported(Position at, string message) => Add(CiErrorKind.Unsupported, at, message);

    /// <summary>Adds what the author should know. A note is for the whole file, so that it is told once.</summary>
    public void Note(Position at, string message) =>
        Errors.Add(new CiError(CiErrorKind.Note, null, Keyword, at, message));

    public override string ToString() => Path;

    private void Add(CiErrorKind kind, Position at, string message) =>
        Errors.Add(new CiError(kind, Job, Keyword, at, message));
}
