namespace Sallyport.Core.GitLab.Ci;

/// <summary><c>services</c>: containers beside the job.</summary>
internal static class ServicesKeyword
{
    public static Keyword Keyword { get; } = new(
        "services",
        KeywordPlaces.Root | KeywordPlaces.Default | KeywordPlaces.Job,
        (job, entry, where) => job with { Services = Read(entry, where) });

    private static List<ServiceDefinition> Read(YamlEntry entry, Place where)
    {
        if (entry.Value is YamlList list)
            return list.Items.Select(i => ReadOne(i, where.In("service"))).OfType<ServiceDefinition>().ToList();
        where.Wrong(entry.At, "should be an array");
        return [];
    }

    private static ServiceDefinition? ReadOne(YamlNode item, Place where)
    {
        var entry = new YamlEntry("service", item.At, item);
        if (ImageKeyword.Read(entry, where, "services") is not { } image)
            return null;
        if (item is not YamlMap map)
            return new ServiceDefinition(image);
        var command = map.Find("command") is { } commands ? Values.Script(commands, where.In(commands.Key)) : null;
        return new ServiceDefinition(image)
        {
            Alias = Values.Text(map, "alias", where),
            Command = command,
            Variables = map.Find("variables") is { } own ? VariablesKeyword.ReadPlain(own, where.In(own.Key)) : [],
        };
    }
}
