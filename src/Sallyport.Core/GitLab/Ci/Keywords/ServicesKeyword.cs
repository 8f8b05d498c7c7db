namespace Sallyport.Core.GitLab.Ci;

/// <summary><c>services</c>: images that run beside a job and are reached by name.</summary>
internal static class ServicesKeyword
{
    private static readonly string[] Keys =
    [
        "name", "alias", "entrypoint", "command", "variables", "pull_policy", "docker", "kubernetes",
    ];

    public static Keyword Keyword { get; } = new(
        "services",
        KeywordPlaces.Root | KeywordPlaces.Default | KeywordPlaces.Job,
        (job, entry, where) => job with { Services = Read(entry, where) })
    {
        Remark = "Only the container executor starts them; the shell executor names what cannot be reached.",
    };

    private static List<ServiceDefinition> Read(YamlEntry entry, Place where)
    {
        if (entry.Value is YamlList list)
            return list.Items.Select(i => ReadOne(entry with { Value = i }, where.In("service")))
                .OfType<ServiceDefinition>().ToList();
        where.Wrong(entry.At, "should be a array");
        return [];
    }

    private static ServiceDefinition? ReadOne(YamlEntry entry, Place where)
    {
        if (ImageKeyword.Read(entry, where, Keys) is not { } image)
            return null;
        var map = entry.Value as YamlMap;
        return new ServiceDefinition(image)
        {
            Alias = map?.Find("alias") is { } alias ? Values.Text(alias, where.At(alias.Key)) : null,
            Command = map?.Find("command") is { } command ? Values.TextOrTexts(command, where.At(command.Key)) : null,
            Variables = map?.Find("variables") is { } set ? VariablesKeyword.ReadJob(set, where.In(set.Key)) : [],
        };
    }
}
