namespace Sallyport.Core.GitLab.Ci;

/// <summary><c>dependencies</c>: the jobs whose artifacts a job gets.</summary>
internal static class DependenciesKeyword
{
    public static Keyword Keyword { get; } = new(
        "dependencies",
        KeywordPlaces.Job,
        (job, entry, where) => job with { Dependencies = Values.Texts(entry, where) }) { IsAttribute = true };

    /// <summary>Adds the error of a dependency that is none of the needs.</summary>
    public static void Check(JobDefinition job, YamlMap map, Place where)
    {
        if (job.Needs is not { Count: > 0 } needs)
            return;
        if (map.Find(Keyword.Name) is not { } entry)
            return;
        var missing = job.Dependencies!.Where(d => needs.All(n => n.Job != d && n.Group != d)).ToList();
        if (missing.Count > 0)
            where.Field(Keyword.Name).Wrong(entry.At, $"the {string.Join(", ", missing)} should be part of needs");
    }
}
