namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// <c>artifacts</c>: what a job leaves for later ones. Source: <c>lib/gitlab/ci/config/entry/artifacts.rb</c>,
/// gitlabhq.
/// </summary>
internal static class ArtifactsKeyword
{
    private static readonly string[] Moments = ["on_success", "on_failure", "always"];
    private static readonly string[] Readers = ["none", "developer", "maintainer", "all"];

    public static Keyword Keyword { get; } = new(
        "artifacts",
        KeywordPlaces.Default | KeywordPlaces.Job,
        (job, entry, where) => job with { Artifacts = Read(entry, where) });

    private static ArtifactsDefinition? Read(YamlEntry entry, Place where)
    {
        if (Values.Map(entry, where, "artifacts") is not { } map)
            return null;
        CheckSharing(map, where);
        var when = map.Find("when") is { } moment ? Values.Word(moment, where.Field("when"), Moments) : null;
        return new ArtifactsDefinition
        {
            Paths = Texts(map, "paths", where),
            Exclude = Texts(map, "exclude", where),
            Untracked = Values.Flag(map, "untracked", where) ?? false,
            Name = Values.Text(map, "name", where),
            When = WhenKeyword.Of(when),
            ExpireIn = map.Find("expire_in") is { } expiry ? ReadExpiry(expiry, where.Field("expire_in")) : null,
            Dotenv = map.Find("reports") is { } reports ? ReadReports(reports, where) : [],
        };
    }

    private static void CheckSharing(YamlMap map, Place where)
    {
        if (map.Find("access") is { } access)
            Values.Word(access, where.Field("access"), Readers);
        Values.Flag(map, "public", where);
        var keys = map.Entries.Where(e => e.Key is "access" or "public").ToList();
        if (keys.Count > 1)
            where.Wrong(keys[1].At, "these keys cannot be used together: access, public");
        if (map.Find("expose_as") is { } exposed)
            CheckExposed(map, exposed, where);
    }

    private static void CheckExposed(YamlMap map, YamlEntry exposed, Place where)
    {
        if (Values.Text(exposed, where.Field("expose_as")) is not { } text)
            return;
        var isName = text.Length > 0
            && (char.IsAsciiLetterOrDigit(text[0]) || text[0] == '_')
            && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or ' ');
        if (!isName)
            where.Field("expose_as").Wrong(
                exposed.At, "can contain only letters, digits, '-', '_' and spaces");
        if (map.Find("paths") is not { } paths)
            where.Field("paths").Wrong(exposed.At, "can't be blank");
        else if (Texts(map, "paths", where).Any(p => p.Contains('*', StringComparison.Ordinal)))
            where.Field("paths").Wrong(paths.At, "can't contain '*' when used with 'expose_as'");
    }

    private static string? ReadExpiry(YamlEntry entry, Place where)
    {
        var text = Values.IsText(entry.Value) ? ((YamlScalar)entry.Value).Text : null;
        if (text == "never" || Duration.Read(text ?? "") is not null)
            return text;
        where.Wrong(entry.At, "should be a duration");
        return null;
    }

    private static IReadOnlyList<string> ReadReports(YamlEntry entry, Place where)
    {
        if (entry.Value is not YamlMap)
            where.Field("reports").Wrong(entry.At, "should be a hash");
        if (entry.Value is not YamlMap map)
            return [];
        WordCheck.Check(map, "artifacts:reports", where.In("reports"));
        var known = KeywordCatalogue.In("artifacts:reports").Select(w => w.Name).ToList();
        foreach (var report in map.Entries.Where(e => e.Key is not ("dotenv" or "coverage_report")))
            if (known.Contains(report.Key) && !Values.IsNull(report.Value))
                Values.TextOrTexts(report, where.In("reports").Field(report.Key));
        var dotenv = map.Find("dotenv");
        return dotenv is null ? [] : Values.TextOrTexts(dotenv, where.In("reports").Field("dotenv"));
    }

    private static IReadOnlyList<string> Texts(YamlMap map, string key, Place where) =>
        map.Find(key) is { } entry ? Values.Texts(entry, where.Field(key)) : [];
}
