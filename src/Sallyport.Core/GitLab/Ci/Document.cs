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

    /// <summary>
    /// Reads one job, as it is or as an instance of its <c>parallel</c>; null when the file has no visible job of this
    /// name.
    /// </summary>
    internal JobReading? ReadJob(string name)
    {
        foreach (var entry in Jobs.Where(j => name.StartsWith(j.Key, StringComparison.Ordinal)))
        {
            var found = new CiErrors();
            var instances = Read(entry, found);
            if (instances.FirstOrDefault(j => j.Name == name) is { } instance)
                return new JobReading(instance, found.All);
            if (entry.Key == name)
                return new JobReading(instances.Count > 0 ? instances[0] : Unreadable(name), found.All);
        }
        return null;
    }

    /// <summary>Reads the whole file, as GitLab does before there is a pipeline. Every error counts.</summary>
    internal CiConfigReading ReadAll() => Read(JobNames.ToList(), isEverything: true);

    /// <summary>
    /// Reads the file for some of its jobs. What is wrong with others that these do not need is a note.
    /// </summary>
    /// <param name="names">The jobs; names that the file does not have are left to the caller.</param>
    internal CiConfigReading Read(IReadOnlyList<string> names) => Read(names, isEverything: false);

    private CiConfigReading Read(IReadOnlyList<string> names, bool isEverything)
    {
        var byJob = Jobs.ToDictionary(j => j.Key, ReadWhole, StringComparer.Ordinal);
        var jobs = byJob.Values.SelectMany(j => j.Instances).ToList();
        var lines = Jobs.ToDictionary(j => j.Key, j => j.At, StringComparer.Ordinal);
        var checks = new JobChecks(common.Stages, jobs, n => lines[n]);
        var chosen = isEverything ? byJob.Keys.ToHashSet(StringComparer.Ordinal) : Needed(names, checks);
        var all = new CiErrors();
        all.AddRange(errors);
        var others = new CiErrors();
        foreach (var (name, job) in byJob)
            (chosen.Contains(name) ? all : others).AddRange(job.Errors);
        if (isEverything)
            Merged(all);
        if (!all.All.Any(e => e.Kind == CiErrorKind.Invalid))
            checks.Check(jobs.Where(j => chosen.Contains(JobChecks.GroupOf(j))), all);
        var found = all.All.DistinctBy(e => (e.At, e.Message)).ToList();
        var wrong = found.Where(e => e.Kind == CiErrorKind.Invalid).ToList();
        if (wrong.Count == 0)
            wrong = Missing(jobs);
        if (wrong.Count > 0)
            return new CiConfigReading(null, wrong);
        var broken = others.All.Where(e => e.Kind == CiErrorKind.Invalid).Select(e => e.Job).ToHashSet();
        return new CiConfigReading(Config([.. jobs.Where(j => !broken.Contains(JobChecks.GroupOf(j)))], found, others), []);
    }

    private CiConfig Config(IReadOnlyList<JobDefinition> jobs, List<CiError> found, CiErrors others) =>
        new(common.Stages, jobs)
        {
            Variables = common.Variables,
            Workflow = common.Workflow,
            Refusals = [.. found.Concat(others.All).Where(e => e.Kind == CiErrorKind.Unsupported)],
            Notes =
            [
                .. found.Where(e => e.Kind == CiErrorKind.Note).DistinctBy(e => e.Message),
                .. others.All.Where(e => e.Kind == CiErrorKind.Invalid),
            ],
        };

    private (IReadOnlyList<JobDefinition> Instances, CiErrors Errors) ReadWhole(YamlEntry entry)
    {
        var found = new CiErrors();
        return (Read(entry, found), found);
    }

    // The jobs with these names and what they need, by their names in the file.
    private static HashSet<string> Needed(IReadOnlyList<string> names, JobChecks checks)
    {
        var needed = new HashSet<string>(StringComparer.Ordinal);
        var left = new Queue<JobDefinition>(names.SelectMany(checks.Find));
        while (left.TryDequeue(out var job))
        {
            if (!needed.Add(JobChecks.GroupOf(job)))
                continue;
            var next = (job.Needs ?? []).Select(n => n.Job).Concat(job.Dependencies ?? []);
            foreach (var other in next.SelectMany(checks.Find))
                left.Enqueue(other);
        }
        return needed;
    }

    private static JobDefinition Unreadable(string name) =>
        new() { Name = name, Stage = StageKeyword.DefaultStage, Script = [] };

    private IReadOnlyList<JobDefinition> Read(YamlEntry entry, CiErrors found) =>
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
            VariablesKeyword.ReadRoot(keywords.Find("variables"), place),
            WorkflowKeyword.Read(keywords.Find(WorkflowKeyword.Keyword.Name), place));
    }

    private YamlEntry Resolve(YamlEntry entry, Place place) => references.Resolve(entry, place.In(entry.Key));

    // The references of a default keyword are resolved for each job that inherits it, which has their errors then.
    private YamlEntry ResolveCommon(YamlEntry entry, Place place) =>
        entry.Key == DefaultKeyword.Keyword.Name ? entry : Resolve(entry, place);

    private void CheckRoot(Place place)
    {
        foreach (var entry in Visible.Where(e => e.Value is not YamlMap))
            ScriptKeyword.Missing(entry, Place.OfJob(errors, entry.Key));
        reader.CheckDefaults(errors);
    }

    private static bool IsCommon(YamlEntry entry) => KeywordCatalogue.OfRoot(entry.Key) is not null;

    private static List<CiError> Missing(List<JobDefinition> jobs)
    {
        var missing = new CiErrors();
        var place = new Place(missing, "root");
        var at = new Position(null, 1);
        if (jobs.Count == 0)
            place.Invalid(at, "jobs config should contain at least one visible job");
        return [.. missing.All];
    }
}
