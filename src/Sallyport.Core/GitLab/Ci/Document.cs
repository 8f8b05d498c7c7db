namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// The door to this room: a <c>.gitlab-ci.yml</c> with the files that it includes. It is read in this one way by
/// whatever runs a job, checks a file or explains a job. The room owns the language – YAML, <c>include</c>,
/// <c>extends</c>, <c>!reference</c>, <c>default</c> and the keywords – and knows nothing of projects, pipelines and
/// tokens, whose rooms call it and never the other way round. What a run here would do otherwise than GitLab is an
/// error with its line and never ignored; a caller that needs only some keywords of one job asks for the errors of
/// those. Source: "CI/CD YAML syntax reference", GitLab documentation.
/// </summary>
public sealed class Document
{
    /// <summary>Where the CI file of a project lies in its repository.</summary>
    public const string DefaultPath = ".gitlab-ci.yml";

    private readonly CiErrors errors;
    private readonly YamlMap root;
    private readonly Extends extends;
    private readonly References references;
    private readonly CommonParts common;
    private readonly JobReader reader;

    private Document(YamlMap root, Includes includes, Place place)
    {
        this.root = root;
        errors = place.Errors;
        Unread = includes.Unread;
        Included = includes.Included;
        extends = new Extends(root);
        references = new References(root, extends);
        common = ReadCommon(place);
        reader = new JobReader(common, references);
        CheckRoot(place);
    }

    /// <summary>The includes that could not be read from here, as they are written.</summary>
    public IReadOnlyList<string> Unread { get; }

    /// <summary>The files that are included, each as often as it is, in the order of reading.</summary>
    public IReadOnlyList<CiFile> Included { get; }

    /// <summary>What is wrong outside of the jobs.</summary>
    internal IReadOnlyList<CiError> Errors => errors.All;

    /// <summary>The names of the visible jobs in the order of the file.</summary>
    public IEnumerable<string> JobNames => Jobs.Select(j => j.Key);

    private IEnumerable<YamlEntry> Visible =>
        root.Entries.Where(e => !e.Key.StartsWith('.') && KeywordCatalogue.OfRoot(e.Key) is null);

    private IEnumerable<YamlEntry> Jobs => Visible.Where(e => e.Value is YamlMap);

    /// <summary>Loads a file and what it includes; null when there is no such file.</summary>
    /// <param name="path">The path of the CI file.</param>
    /// <param name="files">Reads files.</param>
    /// <param name="context">What is known before there is a pipeline; by default nothing.</param>
    public static async Task<Document?> LoadAsync(string path, ICiFiles files, IncludeContext? context = null)
    {
        var place = new Place(new CiErrors(), "root");
        var includes = new Includes(place, files, context ?? IncludeContext.None);
        return await includes.ReadAsync(path) is { } root ? new Document(root, includes, place) : null;
    }

    /// <summary>
    /// The one file that stands for all of them: <c>include</c>, inputs, <c>extends</c> and <c>!reference</c> resolved.
    /// </summary>
    public string MergedYaml() => YamlWriter.Write(Merged(new CiErrors()));

    /// <summary>Reads one job; null when the file has no visible job of this name.</summary>
    internal JobReading? ReadJob(string name)
    {
        if (Jobs.FirstOrDefault(j => j.Key == name) is not { } entry)
            return null;
        var found = new CiErrors();
        var definition = Read(entry, found);
        return new JobReading(definition, found.All);
    }

    /// <summary>Reads the whole file, of which a run is made. Every error counts.</summary>
    internal CiConfigReading ReadAll()
    {
        var all = new CiErrors();
        all.AddRange(errors);
        var jobs = Jobs.Select(j => Read(j, all)).ToList();
        Merged(all);
        var once = all.All.DistinctBy(e => (e.At, e.Message)).ToList();
        var notes = once.Where(e => e.Kind == CiErrorKind.Note).ToList();
        var found = once.Where(e => e.Kind != CiErrorKind.Note).ToList();
        if (found.Count == 0)
            found = Missing(jobs);
        var config = found.Count == 0 ? new CiConfig(common.Stages, jobs) { Notes = notes } : null;
        return new CiConfigReading(config, found);
    }

    private JobDefinition Read(YamlEntry entry, CiErrors found) =>
        reader.Read(entry, extends.Resolve(entry, found), found);

    // Hidden jobs are resolved as well, so that what is wrong with them is an error.
    private YamlMap Merged(CiErrors found)
    {
        var merged = new List<YamlEntry>();
        foreach (var entry in root.Entries)
        {
            var isJob = KeywordCatalogue.OfRoot(entry.Key) is null && entry.Value is YamlMap;
            merged.Add(isJob ? MergedJob(entry, found) : Staged(Resolve(entry, new Place(found, "root"))));
        }
        return YamlMap.Of(merged, root.At);
    }

    private YamlEntry MergedJob(YamlEntry entry, CiErrors found)
    {
        var map = extends.Resolve(entry, found);
        return entry with { Value = references.Resolve(map, Place.OfJob(found, entry.Key)) };
    }

    private YamlEntry Staged(YamlEntry entry)
    {
        if (entry.Key != StagesKeyword.Keyword.Name || entry.Value is not YamlList)
            return entry;
        var names = common.Stages.Select(s => new YamlScalar(s, ScalarKind.Text, entry.At));
        return entry with { Value = YamlList.Of([.. names], entry.At) };
    }

    private CommonParts ReadCommon(Place place)
    {
        var keywords = root with { Entries = [.. root.Entries.Where(IsCommon).Select(e => ResolveCommon(e, place))] };
        return new CommonParts(
            StagesKeyword.Read(keywords.Find("stages"), place),
            DefaultKeyword.Read(keywords, place),
            VariablesKeyword.ReadRoot(keywords.Find("variables"), place));
    }

    private YamlEntry Resolve(YamlEntry entry, Place place) => references.Resolve(entry, place.In(entry.Key));

    // The references of a default keyword are resolved for each job that inherits it, which has their errors then.
    private YamlEntry ResolveCommon(YamlEntry entry, Place place) =>
        entry.Key == DefaultKeyword.Keyword.Name ? entry : Resolve(entry, place);

    private void CheckRoot(Place place)
    {
        foreach (var entry in root.Entries.Where(e => KeywordCatalogue.OfRoot(e.Key) is { IsUnsupported: true }))
            place.UnsupportedKeyword(entry);
        foreach (var entry in Visible.Where(e => e.Value is not YamlMap))
            ScriptKeyword.Missing(entry, Place.OfJob(errors, entry.Key));
        reader.CheckDefaults(errors);
    }

    // What is not supported is not looked at.
    private static bool IsCommon(YamlEntry entry) => KeywordCatalogue.OfRoot(entry.Key) is { IsUnsupported: false };

    private static List<CiError> Missing(List<JobDefinition> jobs)
    {
        var missing = new CiErrors();
        var place = new Place(missing, "root");
        var at = new Position(null, 1);
        if (jobs.Count == 0)
            place.Invalid(at, "jobs config should contain at least one visible job");
        else if (jobs.TrueForAll(j => j.Stage is ".pre" or ".post"))
            place.Invalid(at, "a pipeline needs a job in a stage other than .pre and .post");
        return [.. missing.All];
    }
}
