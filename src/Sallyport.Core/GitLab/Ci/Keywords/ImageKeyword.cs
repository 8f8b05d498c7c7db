namespace Sallyport.Core.GitLab.Ci;

/// <summary><c>image</c>: a name, or a map with one.</summary>
internal static class ImageKeyword
{
    private static readonly string[] Keys = ["name", "entrypoint", "pull_policy", "docker", "kubernetes"];
    private static readonly string[] PullPolicies = ["always", "if-not-present", "never"];

    public static Keyword Keyword { get; } = new(
        "image",
        KeywordPlaces.Root | KeywordPlaces.Default | KeywordPlaces.Job,
        (job, entry, where) => job with { Image = Read(entry, where, Keys) })
    {
        Remark = "The shell executor runs the job on this machine and says so.",
    };

    /// <summary>Reads an image, of a job or of a service.</summary>
    public static ImageDefinition? Read(YamlEntry entry, Place where, IReadOnlyList<string> keys)
    {
        if (entry.Value is YamlScalar { Kind: ScalarKind.Text } scalar)
            return new ImageDefinition(scalar.Text, null, null);
        if (Values.MapOr(entry, where, "a hash or a string", keys) is not { } map)
            return null;
        if (Values.Required(map, "name", entry.At, where) is not { } name)
            return null;
        var commands = map.Find("entrypoint") is { } list ? Values.Texts(list, where.At(list.Key)) : null;
        var policies = map.Find("pull_policy") is { } pull ? ReadPolicies(pull, where.In(pull.Key)) : null;
        var docker = map.Find("docker") is { } executor
            ? Values.Map(executor, where.In(executor.Key), "platform", "user")
            : null;
        if (Values.Text(name, where.At(name.Key)) is not { } image)
            return null;
        return new ImageDefinition(image, commands, policies)
        {
            Platform = TextOf(docker, "platform", where), User = TextOf(docker, "user", where),
        };
    }

    private static string? TextOf(YamlMap? map, string key, Place where) =>
        map?.Find(key) is { } entry ? Values.Text(entry, where.In("docker").At(key)) : null;

    private static IReadOnlyList<string> ReadPolicies(YamlEntry entry, Place where)
    {
        var policies = Values.TextOrTexts(entry, where);
        if (!policies.All(p => PullPolicies.Contains(p, StringComparer.Ordinal)))
            where.Wrong(entry.At, $"should be one of: {string.Join(", ", PullPolicies)}");
        return policies;
    }
}
