namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// A CI file with the files that it includes, merged as GitLab does: depth first, what includes wins over what is
/// included, and a later file over an earlier one; each file with its own inputs. Sources: "Use CI/CD configuration
/// from other files", GitLab documentation; <c>lib/gitlab/ci/config/external</c>, gitlabhq.
/// </summary>
internal sealed class Includes
{
    private readonly Place root;
    private readonly Place where;
    private readonly ICiFiles source;
    private readonly IncludeContext context;
    private readonly IncludeItems items;
    private readonly IncludedTexts texts;
    private readonly FileInputs inputs;
    private readonly Budget budget;
    private readonly List<string> unread = [];

    /// <summary>Nothing is read yet.</summary>
    /// <param name="root">Collects what is wrong.</param>
    /// <param name="source">Reads files.</param>
    /// <param name="context">What is known.</param>
    /// <param name="budget">For all files together.</param>
    public Includes(Place root, ICiFiles source, IncludeContext context, Budget budget)
    {
        this.budget = budget;
        this.root = root;
        this.source = source;
        this.context = context;
        where = root.In(IncludeKeyword.Keyword.Name);
        items = new IncludeItems(where, new IncludeVariables(context.Variables));
        texts = new IncludedTexts(source, where);
        inputs = new FileInputs(context, budget);
    }

    /// <summary>The includes that cannot be read from here, as they are written.</summary>
    public IReadOnlyList<string> Unread => unread;

    /// <summary>The files that are included, in their order.</summary>
    public IReadOnlyList<CiFile> Included => texts.Included;

    /// <summary>Whether a file beside the first one was read, so that a line needs the name of its file.</summary>
    public bool HasOthers { get; private set; }

    /// <summary>Reads the file that a pipeline begins with; null when there is none.</summary>
    public async Task<YamlMap?> ReadAsync(string path)
    {
        var reading = await source.ReadAsync(new CiFile(CiFileKind.Local, path));
        if (reading.Text is null)
            return null;
        var at = new Position(null, 1);
        var given = context.Inputs.Select(i => new YamlEntry(i.Key, at, new YamlScalar(i.Value, ScalarKind.Text, at)));
        return await LoadAsync(reading.Text, new YamlMap([.. given], at), Origin.Root) ?? YamlMap.Empty(at);
    }

    private async Task<YamlMap?> LoadAsync(string text, YamlNode? given, Origin origin)
    {
        if (YamlReader.Read(text, origin.File, root, budget) is not { } documents)
            return null;
        var declared = await ReadHeaderIncludesAsync(documents.Header, origin);
        var content = inputs.Apply(documents, declared, given, origin.Component, out var error);
        if (error is null)
            return await MergeAsync(content!, origin);
        if (origin.File is null)
            root.Invalid(error.At, error.Sentence);
        else
            where.Invalid(error.At, $"`{origin.File.Name}`: {error.Sentence}");
        return null;
    }

    private async Task<YamlMap> MergeAsync(YamlMap own, Origin origin)
    {
        if (own.Find(IncludeKeyword.Keyword.Name) is not { } include)
            return own;
        var merged = YamlMap.Empty(own.At);
        foreach (var item in EntriesOf(include))
            if (IsIncluded(item, origin.Repository))
                foreach (var map in await ReadEntryAsync(item, origin))
                    merged = Merge(merged, map);
        merged = Merge(merged, own);
        return new YamlMap([.. merged.Entries.Where(e => e.Key != IncludeKeyword.Keyword.Name)], own.At);
    }

    private YamlMap Merge(YamlMap below, YamlMap over)
    {
        if (budget.Take(below.Entries.Count + over.Entries.Count))
            return below.Merge(over);
        where.Invalid(over.At, Budget.Exceeded);
        return over;
    }

    private async Task<IReadOnlyList<YamlMap>> ReadEntryAsync(YamlNode entry, Origin origin)
    {
        var maps = new List<YamlMap>();
        foreach (var item in await FindAsync(entry, origin))
            if (await texts.ReadAsync(item) is { } reading)
            {
                HasOthers |= reading.Text is not null;
                if (reading.Text is null)
                    AddUnread(entry);
                else if (await LoadAsync(reading.Text, item.Inputs, origin.Of(item.File, reading)) is { } map)
                    maps.Add(map);
            }
        return maps;
    }

    private async Task<IReadOnlyList<IncludeItem>> FindAsync(YamlNode entry, Origin origin)
    {
        var found = new List<IncludeItem>();
        foreach (var item in items.Read(entry, origin.Repository))
            if (await texts.ExpandAsync(item) is { } expanded)
                found.AddRange(expanded);
            else
                AddUnread(entry);
        return found;
    }

    private bool IsIncluded(YamlNode item, CiRepository? repository)
    {
        if ((item as YamlMap)?.Find("rules") is not { } entry)
            return true;
        if (IncludeRules.Read(entry, repository, where) is not { } rules)
            return false;
        if (context.Fits is not { } fits)
        {
            AddUnread(item);
            return false;
        }
        return rules.FirstOrDefault(fits) is { When: not JobWhen.Never };
    }

    // The inputs that the files declare that are named under spec:include: these hold nothing else.
    private async Task<IReadOnlyList<YamlEntry>> ReadHeaderIncludesAsync(YamlMap? header, Origin origin)
    {
        var spec = header?.Find("spec")?.Value as YamlMap;
        if (spec?.Find(IncludeKeyword.Keyword.Name) is not { } include)
            return [];
        if (origin.File is { Kind: CiFileKind.Component } component)
        {
            where.Invalid(
                include.At,
                $"Component `{component.Name}` cannot use `spec:include`. "
                    + "This keyword is not supported in components");
            return [];
        }
        var declared = new List<YamlEntry>();
        foreach (var entry in EntriesOf(include))
            foreach (var item in await FindAsync(entry, origin))
                if (await texts.ReadAsync(item) is { } reading)
                    declared.AddRange(Declared(entry, item, reading));
        var own = spec.Find("inputs")?.Value as YamlMap;
        var all = declared.Concat(own?.Entries ?? []).GroupBy(e => e.Key, StringComparer.Ordinal);
        foreach (var group in all.Where(g => g.Count() > 1))
            where.Invalid(include.At, Duplicate(group.Key));
        return declared.DistinctBy(e => e.Key, StringComparer.Ordinal).ToList();
    }

    private IReadOnlyList<YamlEntry> Declared(YamlNode entry, IncludeItem item, CiFileReading reading)
    {
        if (reading.Text is null)
            AddUnread(entry);
        var documents = reading.Text is null ? null : YamlReader.Read(reading.Text, item.File, root, budget);
        if (documents is null)
            return [];
        var unknown = documents.Content.Entries.Where(e => e.Key != "inputs").Select(e => $":{e.Key}").ToList();
        if (unknown.Count > 0)
            where.Invalid(
                item.At,
                $"Header include file `{item.File.Location}` contains unknown keys: [{string.Join(", ", unknown)}]");
        return (documents.Content.Find("inputs")?.Value as YamlMap)?.Entries ?? [];
    }

    private void AddUnread(YamlNode item)
    {
        unread.Add(Describe(item));
        where.Unsupported(item.At, $"{where}: {Describe(item)} is out of Sallyport's reach");
    }

    private static string Duplicate(string input) =>
        $"Duplicate input keys found: {input}. "
        + "Input keys must be unique across all included files and inline specifications.";

    private static IReadOnlyList<YamlNode> EntriesOf(YamlEntry include) =>
        include.Value is YamlList list ? list.Items : [include.Value];

    private static string Describe(YamlNode item) => item switch
    {
        YamlScalar scalar => scalar.Text,
        YamlMap map => string.Join(", ", map.Entries.Where(IsScalar).Select(Describe)),
        _ => "include",
    };

    private static bool IsScalar(YamlEntry entry) => entry.Value is YamlScalar;

    private static string Describe(YamlEntry entry) => $"{entry.Key}: {((YamlScalar)entry.Value).Text}";

    // Where a file comes from: its own local includes lie there too.
    private sealed record Origin(
        CiFile? File, CiRepository? Repository, IReadOnlyDictionary<string, string> Component)
    {
        public static Origin Root { get; } = new(null, null, new Dictionary<string, string>());

        public Origin Of(CiFile file, CiFileReading reading) => file.Kind switch
        {
            CiFileKind.Component => OfComponent(file, reading),
            CiFileKind.Project => this with { File = file, Repository = file.Repository },
            _ => this with { File = file },
        };

        private static Origin OfComponent(CiFile file, CiFileReading reading)
        {
            var path = file.Location.Split('/');
            var facts = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["name"] = path[^1],
                ["version"] = reading.Version ?? file.Version!,
                ["reference"] = file.Version!,
            };
            if (reading.Sha is { } sha)
                facts["sha"] = sha;
            var repository = new CiRepository(string.Join('/', path[1..^1]), reading.Sha ?? file.Version!);
            return new Origin(file, repository, facts);
        }
    }
}
