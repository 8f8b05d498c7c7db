namespace Sallyport.Core.GitLab.Ci;

/// <summary><c>artifacts</c>: the files that a job leaves. Source: <c>entry/artifacts.rb</c>, gitlabhq.</summary>
internal static class ArtifactsKeyword
{
    private static readonly string[] Keys =
    [
        "name", "untracked", "paths", "reports", "when", "expire_in", "expose_as", "exclude", "public", "access",
    ];

    // Source: lib/gitlab/ci/config/entry/reports.rb, gitlabhq.
    private static readonly string[] Reports =
    [
        "junit", "codequality", "sast", "secret_detection", "dependency_scanning", "container_scanning", "dast",
        "performance", "browser_performance", "load_performance", "license_scanning", "metrics", "lsif", "dotenv",
        "terraform", "accessibility", "coverage_report", "cobertura", "coverage_fuzzing", "api_fuzzing",
        "cluster_image_scanning", "requirements", "requirements_v2", "repository_xray", "cyclonedx", "annotations",
        "scip",
    ];

    private static readonly string[] Moments = ["on_success", "on_failure", "always"];

    private static readonly Keyword OtherReports =
        Keyword.PartWithoutEffect("artifacts:reports", "only `dotenv` is read; other reports are for GitLab's pages.");

    private static readonly Keyword Exposed =
        Keyword.PartWithoutEffect("artifacts:expose_as", "there is no page of merge requests.");

    public static Keyword Keyword { get; } = new(
        "artifacts",
        KeywordPlaces.Default | KeywordPlaces.Job,
        (job, entry, where) => job with { Artifacts = Read(entry, where) })
    {
        Parts = [OtherReports, Exposed],
    };

    private static ArtifactsDefinition? Read(YamlEntry entry, Place where)
    {
        if (Values.Map(entry, where, Keys) is not { } map)
            return null;
        if (map.Find("expose_as") is { } exposed)
            Exposed.Tell(exposed.At, where);
        return new ArtifactsDefinition
        {
            Paths = Texts(map, "paths", where),
            Exclude = Texts(map, "exclude", where),
            Untracked = map.Find("untracked") is { } all && Values.Flag(all, where.At(all.Key)),
            Name = map.Find("name") is { } name ? Values.Text(name, where.At(name.Key)) : null,
            When = map.Find("when") is { } when ? ReadWhen(when, where.At(when.Key)) : JobWhen.OnSuccess,
            ExpireIn = map.Find("expire_in") is { } time ? ReadExpiry(time, where.At(time.Key)) : null,
            Dotenv = map.Find("reports") is { } reports ? ReadDotenv(reports, where.In(reports.Key)) : [],
        };
    }

    private static IReadOnlyList<string> Texts(YamlMap map, string key, Place where) =>
        map.Find(key) is { } entry ? Values.Texts(entry, where.At(key)) : [];

    private static JobWhen ReadWhen(YamlEntry entry, Place where) =>
        WhenKeyword.Of(Values.Word(entry, where, Moments)) ?? JobWhen.OnSuccess;

    private static string? ReadExpiry(YamlEntry entry, Place where)
    {
        var text = (entry.Value as YamlScalar)?.Text;
        var isDuration = text is "never" || (text is not null && Duration.Read(text) is not null);
        if (!isDuration)
            where.Wrong(entry.At, "should be a duration");
        return isDuration ? text : null;
    }

    private static IReadOnlyList<string> ReadDotenv(YamlEntry entry, Place where)
    {
        if (Values.Map(entry, where, Reports) is not { } map)
            return [];
        if (map.Entries.FirstOrDefault(e => e.Key != "dotenv") is { } other)
            OtherReports.Tell(other.At, where);
        return map.Find("dotenv") is { } files ? Values.TextOrTexts(files, where.At(files.Key)) : [];
    }
}
