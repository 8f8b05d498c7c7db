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

    private const int MaximumJobs = 10_000;

    /// <summary>
    /// The path of a child pipeline's file, which consists of the <c>include</c> of a job with <c>trigger</c>. No file
    /// of a repository has this path.
    /// </summary>
    public const string TriggerPath = "//trigger";

    // The file is gone through for its errors, for its jobs and for its merged form, and parents lie above parents.
    private const long Through = 4 * Budget.Whole;

    private readonly string? rootName;
    private readonly CancellationToken cancel;
    private readonly CiErrors errors;
    private readonly YamlMap root;
    private readonly Extends extends;
    private readonly References references;
    private readonly CommonParts common;
    private readonly JobReader reader;

    private Document(string path, YamlMap root, Includes includes, Place place, CancellationToken cancel)
    {
        this.cancel = cancel;
        rootName = includes.HasOthers && path != TriggerPath ? path : null;
        this.root = root;
        errors = place.Errors;
        Unread = includes.Unread;
        Included = includes.Included;
        extends = new Extends(root, new Budget(Through, cancel));
        references = new References(root, extends, new Budget(Through, cancel));
        common = ReadCommon(place);
        reader = new JobReader(common, references);
        CheckRoot(place);
    }

    /// <summary>The includes that could not be read from here, as they are written.</summary>
    public IReadOnlyList<string> Unread { get; }

    /// <summary>The files that are included, each as often as it is, in the order of reading.</summary>
    public IReadOnlyList<CiFile> Included { get; }

    /// <summary>The files of the child pipelines that the jobs start, as YAML.</summary>
    public IReadOnlyList<string> Children =>
        [.. Jobs.SelectMany(j => Read(j).Jobs).Select(j => j.Trigger?.Include).OfType<string>().Distinct()];

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
    /// <param name="cancel">Ends the loading, and whatever is read of the document later.</param>
    public static async Task<Document?> LoadAsync(
        string path, ICiFiles files, IncludeContext? context = null, CancellationToken cancel = default)
    {
        var place = new Place(new CiErrors(), Place.Root);
        var budget = new Budget(Budget.Whole, cancel);
        var includes = new Includes(place, files, context ?? IncludeContext.None, budget);
        return await includes.ReadAsync(path) is { } root ? new Document(path, root, includes, place, cancel) : null;
    }

    /// <summary>
    /// The one file that stands for all of them: <c>include</c>, inputs, <c>extends</c> and <c>!reference</c> resolved.
    /// Null when it is too large to be written out.
    /// </summary>
    public string? MergedYaml() => Merged(new CiErrors()) is { } merged ? YamlWriter.Write(merged) : null;

    /// <summary>Reads one job; null when the file has no visible job of this name.</summary>
    /// <param name="name">Its name, or that of one of the jobs of its <c>parallel</c>.</param>
    internal JobReading? ReadJob(string name)
    {
        foreach (var entry in Jobs.Where(j => name.StartsWith(j.Key, StringComparison.Ordinal)))
        {
            var read = Read(entry);
            var job = entry.Key == name ? read.Whole : read.Jobs.FirstOrDefault(j => j.Name == name);
            IReadOnlyList<string>? names = read.IsParallel ? [.. read.Jobs.Select(j => j.Name)] : null;
            if (job is not null)
                return new JobReading(job.With(common.Variables), read.Errors.All, names) { Alone = Alone(job) };
        }
        return null;
    }

    private CiConfig Alone(JobDefinition job) =>
        new(common.Stages, [job]) { Workflow = common.Workflow, Variables = common.Variables };

    /// <summary>Reads the whole file, of which a run is made. Every error counts, that of hidden jobs too.</summary>
    internal CiConfigReading ReadAll() => Read([]);

    /// <summary>Reads the file for some jobs.</summary>
    /// <param name="chosen">
    /// Their names. The errors that count are those of the top level, of these jobs, and of what they inherit, extend
    /// and need. With no name every error counts.
    /// </param>
    internal CiConfigReading Read(IReadOnlyCollection<string> chosen)
    {
        var found = new CiErrors();
        found.AddRange(errors);
        if (chosen.Count == 0)
            Merged(found);
        var reading = new ConfigReader(common, found, ReadJobs(found)).Read(chosen);
        return rootName is null ? reading : reading.Naming(rootName);
    }

    private List<ReadJob> ReadJobs(CiErrors found)
    {
        var read = new List<ReadJob>();
        var budget = new Budget(Budget.Whole, cancel);
        var made = 0;
        foreach (var entry in Jobs)
        {
            read.Add(Read(entry));
            made += read[^1].Jobs.Count;
            if (!budget.Take(read[^1].Weight))
            {
                TooBig(entry, found);
                break;
            }
            if (made <= MaximumJobs)
                continue;
            new Place(found, Place.Root).Unsupported(entry.At, $"the file makes more than {MaximumJobs} jobs");
            break;
        }
        return read;
    }

    private ReadJob Read(YamlEntry entry)
    {
        var found = new CiErrors();
        return reader.Read(entry, extends.Resolve(entry, found), found);
    }

    // Hidden jobs are resolved as well, so that what is wrong with them is an error. Null when it is too large.
    private YamlMap? Merged(CiErrors found)
    {
        var merged = new List<YamlEntry>();
        var budget = new Budget(Budget.Whole, cancel);
        foreach (var entry in root.Entries)
        {
            var isJob = KeywordCatalogue.OfRoot(entry.Key) is null && entry.Value is YamlMap;
            merged.Add(isJob ? MergedJob(entry, found) : Staged(Resolve(entry, new Place(found, Place.Root))));
            var value = merged[^1].Value;
            if (value.Depth < YamlNode.MaximumDepth && budget.Take(value.Weight))
                continue;
            TooBig(entry, found);
            return null;
        }
        return new YamlMap(merged, root.At);
    }

    private static void TooBig(YamlEntry entry, CiErrors found) =>
        new Place(found, Place.Root).Invalid(entry.At, Budget.Exceeded);

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
        return entry with { Value = new YamlList([.. names], entry.At) };
    }

    private CommonParts ReadCommon(Place place)
    {
        var keywords = new YamlMap([.. root.Entries.Where(IsCommon).Select(e => ResolveCommon(e, place))], root.At);
        return new CommonParts(
            StagesKeyword.Read(keywords.Find("stages"), place),
            DefaultKeyword.Read(keywords, place),
            [.. keywords.Entries.Select(e => e.Key).Where(DefaultKeyword.IsOlder)],
            VariablesKeyword.ReadRoot(keywords.Find("variables"), place),
            WorkflowKeyword.Read(keywords.Find("workflow"), place));
    }

    private YamlEntry Resolve(YamlEntry entry, Place place) => references.Resolve(entry, place.In(entry.Key));

    // The references of a default keyword are resolved for each job that inherits it, which has their errors then.
    private YamlEntry ResolveCommon(YamlEntry entry, Place place) =>
        entry.Key == DefaultKeyword.Keyword.Name ? entry : Resolve(entry, place);

    private void CheckRoot(Place place)
    {
        WordCheck.Tell(root, Place.Root, place);
        foreach (var entry in Visible.Where(e => e.Value is not YamlMap))
            ScriptKeyword.Missing(entry, Place.OfJob(errors, entry.Key));
        reader.CheckDefaults(errors);
    }

    private static bool IsCommon(YamlEntry entry) =>
        KeywordCatalogue.OfRoot(entry.Key) is { } keyword && keyword != IncludeKeyword.Keyword;
}
