namespace Sallyport.Core.GitLab.Ci;

/// <summary><c>image</c>: a name, or a map with one.</summary>
internal static class ImageKeyword
{
    private static readonly string[] PullPolicies = ["always", "if-not-present", "never"];

    public static Keyword Keyword { get; } = new(
        "image",
        KeywordPlaces.Root | KeywordPlaces.Default | KeywordPlaces.Job,
        (job, entry, where) => job with { Image = Read(entry, where, "image") });

    /// <summary>Reads an image, also that of a service.</summary>
    /// <param name="entry">The name or the map.</param>
    /// <param name="where">Its place.</param>
    /// <param name="place">The place in the table.</param>
    public static ImageDefinition? Read(YamlEntry entry, Place where, string place)
    {
        if (Values.IsText(entry.Value))
            return ReadName(entry, where) is { } text ? new ImageDefinition(text, null, null) : null;
        if (Values.Map(entry, where, place, "should be a hash or a string") is not { } map)
            return null;
        var name = ReadName(map.Entries.FirstOrDefault(e => e.Key == "name"), where, entry.At);
        var entrypoint = map.Find("entrypoint") is { } list ? Values.Texts(list, where.Field("entrypoint")) : null;
        var policies = map.Find("pull_policy") is { } pull ? ReadPolicies(pull, where.In(pull.Key)) : null;
        var docker = map.Find("docker") is { } options ? Values.Map(options, where.In(options.Key), "docker") : null;
        var platform = docker is null ? null : Values.Text(docker, "platform", where.In("docker"));
        var user = docker is null ? null : Values.Text(docker, "user", where.In("docker"));
        return name is null ? null : new ImageDefinition(name, entrypoint, policies)
        {
            Platform = platform,
            User = user,
        };
    }

    private static string? ReadName(YamlEntry? entry, Place where, Position? at = null)
    {
        var place = where.Field("name");
        var line = entry?.At ?? at!.Value;
        if (entry is null || !Values.IsText(entry.Value))
            place.Wrong(line, "should be a string");
        if (entry is null || Values.IsBlank(entry.Value))
            place.Wrong(line, "can't be blank");
        else if (Values.IsText(entry.Value))
            return ((YamlScalar)entry.Value).Text;
        return null;
    }

    private static IReadOnlyList<string> ReadPolicies(YamlEntry entry, Place where)
    {
        var policies = Values.TextOrTexts(entry, where);
        var unknown = policies.Where(p => !PullPolicies.Contains(p, StringComparer.Ordinal)).ToList();
        if (unknown.Count > 0)
            where.Wrong(
                entry.At,
                entry.Value is YamlList
                    ? $"contains unknown values: {string.Join(", ", unknown)}"
                    : $"should be one of: {string.Join(", ", PullPolicies)}");
        return policies;
    }
}
