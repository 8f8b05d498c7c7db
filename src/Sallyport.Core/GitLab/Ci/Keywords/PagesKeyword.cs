namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// <c>pages</c> and <c>publish</c>: the folder of a website. It belongs to the job's artifacts; nothing is published.
/// A job of the name <c>pages</c> is one unless it says <c>pages: false</c>.
/// </summary>
internal static class PagesKeyword
{
    private const string Name = "pages";
    private const string DefaultFolder = "public";

    public static Keyword Keyword { get; } = new(Name, KeywordPlaces.Job);

    public static Keyword Publish { get; } = new("publish", KeywordPlaces.Job);

    /// <summary>The job with the website's folder among its artifacts, if it has a website.</summary>
    public static JobDefinition Read(JobDefinition job, YamlMap map, Place where)
    {
        var entry = map.Find(Name);
        var options = entry is null ? null : ReadOptions(entry, where.In(Name));
        var publish = map.Find(Publish.Name);
        var isPages = entry is null ? job.Name == Name : !Values.IsBlank(entry.Value);
        if (!isPages && publish is not null)
            where.Field(Publish.Name).Wrong(publish.At, "can only be used within a `pages` job");
        if (!isPages || where.IsTrigger)
            return job;
        var own = options is null ? null : Values.Text(options, "publish", where.In(Name));
        if (own is not null && publish is not null)
            where.Invalid(publish.At, $"{job.Name} job: use either {job.Name}:publish or {job.Name}:pages:publish");
        var folder = own ?? (publish is null ? null : Values.Text(publish, where.In(Publish.Name))) ?? DefaultFolder;
        var artifacts = job.Artifacts ?? new ArtifactsDefinition();
        IReadOnlyList<string> paths = [.. artifacts.Paths.Append(folder).Distinct(StringComparer.Ordinal)];
        return job with { Artifacts = artifacts with { Paths = paths } };
    }

    private static YamlMap? ReadOptions(YamlEntry entry, Place where)
    {
        if (entry.Value is YamlScalar { Kind: ScalarKind.Boolean })
            return null;
        if (Values.Map(entry, where, Name, "should be a hash or a boolean value") is not { } map)
            return null;
        Values.Text(map, "path_prefix", where);
        if (map.Find("expire_in") is not { } expiry)
            return map;
        var text = (expiry.Value as YamlScalar)?.Text ?? "";
        var hasVariable = text.Contains('$', StringComparison.Ordinal);
        var isDuration = text == "never" || hasVariable || Duration.Read(text) is not null;
        if (!isDuration)
            where.Field("expire_in").Wrong(expiry.At, "should be a duration");
        return map;
    }
}
