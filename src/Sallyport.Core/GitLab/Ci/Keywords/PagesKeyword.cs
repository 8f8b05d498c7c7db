namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// <c>pages</c>: a job whose folder GitLab publishes, also a job of this name. The folder becomes an artifact here.
/// </summary>
internal static class PagesKeyword
{
    private const string Folder = "public";

    private static readonly string[] Keys = ["path_prefix", "expire_in", "publish"];

    public static Keyword Keyword { get; } = new("pages", KeywordPlaces.Job, Read)
    {
        Effect = KeywordEffect.None, Remark = "the folder is kept as an artifact, and nothing is published.",
    };

    /// <summary>What a job of the name <c>pages</c> leaves, unless it says <c>pages: false</c>.</summary>
    public static JobDefinition Named(JobDefinition job, YamlMap map, Place where)
    {
        if (job.Name != Keyword.Name || map.Find(Keyword.Name) is not null)
            return job;
        Keyword.Tell(map.At, where);
        return Keeping(job, Folder);
    }

    private static JobDefinition Read(JobDefinition job, YamlEntry entry, Place where)
    {
        if (entry.Value is YamlScalar { Kind: ScalarKind.Boolean } flag)
            return flag.Text == "true" ? Keeping(job, Folder) : job;
        if (Values.MapOr(entry, where, "a hash or a boolean value", Keys) is not { } map)
            return job;
        var folder = map.Find("publish") is { } path ? Values.Text(path, where.At(path.Key)) : null;
        return Keeping(job, folder ?? Folder);
    }

    private static JobDefinition Keeping(JobDefinition job, string folder)
    {
        var artifacts = job.Artifacts ?? new ArtifactsDefinition();
        if (artifacts.Paths.Contains(folder, StringComparer.Ordinal))
            return job;
        return job with { Artifacts = artifacts with { Paths = [.. artifacts.Paths, folder] } };
    }
}
