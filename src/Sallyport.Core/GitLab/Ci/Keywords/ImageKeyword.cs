namespace Sallyport.Core.GitLab.Ci;

/// <summary><c>image</c>: a name, or a map with one.</summary>
internal static class ImageKeyword
{
    private static readonly string[] PullPolicies = ["always", "if-not-present", "never"];

    public static Keyword Keyword { get; } = new(
        "image",
        KeywordPlaces.Root | KeywordPlaces.Default | KeywordPlaces.Job,
        (job, entry, where) => job with { Image = Read(entry, where) });

    private static ImageDefinition? Read(YamlEntry entry, Place where)
    {
        if (entry.Value is not YamlMap)
            return Values.Text(entry, where) is { } text ? new ImageDefinition(text, null, null) : null;
        if (Values.Map(entry, where, "name", "entrypoint", "pull_policy") is not { } map)
            return null;
        if (map.Find("name") is not { } name)
        {
            where.Invalid(entry.At, $"{where} config missing required keys: name");
            return null;
        }
        var entrypoint = map.Find("entrypoint") is { } commands ? Values.Texts(commands, where.In(commands.Key)) : null;
        var policies = map.Find("pull_policy") is { } pull ? ReadPolicies(pull, where.In(pull.Key)) : null;
        var image = Values.Text(name, where.In(name.Key));
        return image is null ? null : new ImageDefinition(image, entrypoint, policies);
    }

    private static IReadOnlyList<string> ReadPolicies(YamlEntry entry, Place where)
    {
        var policies = Values.TextOrTexts(entry, where);
        if (!policies.All(p => PullPolicies.Contains(p, StringComparer.Ordinal)))
            where.Invalid(entry.At, $"{where} should be one of: {string.Join(", ", PullPolicies)}");
        return policies;
    }
}
