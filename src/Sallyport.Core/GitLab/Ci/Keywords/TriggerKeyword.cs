namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// <c>trigger</c>: a pipeline that a job starts instead of a script.
/// Source: <c>lib/gitlab/ci/config/entry/trigger.rb</c>, gitlabhq.
/// </summary>
internal static class TriggerKeyword
{
    private const int MaximumFiles = 3;

    private static readonly string[] Strategies = ["depend", "mirror"];

    public static Keyword Keyword { get; } = new(
        "trigger",
        KeywordPlaces.Job,
        (job, entry, where) => job with { Trigger = Read(entry, where) });

    private static TriggerDefinition? Read(YamlEntry entry, Place where)
    {
        if (entry.Value is YamlScalar { Kind: ScalarKind.Text } project)
        {
            if (Values.IsBlank(project))
                where.Wrong(entry.At, "can't be blank");
            var reason = KeywordCatalogue.In("trigger").First(w => w.Name == "project").Reason;
            where.Note(entry.At, $"trigger:project has no effect here: {reason}");
            return new TriggerDefinition { Project = project.Text };
        }
        if (entry.Value is not YamlMap map)
        {
            where.Sentence(entry.At, "has to be either a string or a hash");
            return null;
        }
        if (map.Entries.Count == 0)
            where.Wrong(entry.At, "can't be blank");
        var strategy = map.Find("strategy") is { } word
            ? Values.Word(word, where.Field("strategy"), Strategies, "should be depend or mirror")
            : null;
        var read = map.Find("include") is { } include
            ? ReadInclude(map, include, where)
            : ReadProject(map, entry, where);
        return Forward(read, map, where) with { Waits = strategy is not null };
    }

    private static TriggerDefinition ReadProject(YamlMap map, YamlEntry entry, Place where)
    {
        WordCheck.Check(map, "trigger", where);
        var project = Values.Text(map, "project", where);
        if (map.Find("project") is null)
            where.Field("project").Wrong(entry.At, "should be a string");
        if (string.IsNullOrWhiteSpace(project))
            where.Field("project").Wrong(entry.At, "can't be blank");
        if (map.Find("inputs") is { Value: not YamlMap } inputs)
            where.Field("inputs").Wrong(inputs.At, "should be a hash");
        return new TriggerDefinition
        {
            Project = project,
            Branch = Values.Text(map, "branch", where),
            Inputs = map.Find("inputs")?.Value is YamlMap given ? YamlWriter.Write(given) : null,
        };
    }

    private static TriggerDefinition ReadInclude(YamlMap map, YamlEntry include, Place where)
    {
        WordCheck.Check(map, "trigger with include", where);
        var items = (include.Value as YamlList)?.Items ?? [include.Value];
        if (items.Count > MaximumFiles)
            where.In(include.Key).Wrong(include.At, $"is too long (maximum is {Values.Text(MaximumFiles)})");
        foreach (var item in items.OfType<YamlMap>().Where(i => i.Find("artifact") is not null))
            where.Unsupported(
                item.At, $"{where}: a run here refuses include:artifact: the file must be there before; use local");
        return new TriggerDefinition
        {
            Include = YamlWriter.Write(new YamlMap([include], include.At)), IncludeAt = $"{include.At}",
        };
    }

    private static TriggerDefinition Forward(TriggerDefinition trigger, YamlMap map, Place where)
    {
        if (map.Find("forward") is not { } forward)
            return trigger;
        where = where.In(forward.Key);
        if (Values.Map(forward, where, "trigger:forward") is not { } what)
            return trigger;
        return trigger with
        {
            ForwardsYamlVariables = Values.Flag(what, "yaml_variables", where) ?? true,
            ForwardsPipelineVariables = Values.Flag(what, "pipeline_variables", where) ?? false,
        };
    }
}
