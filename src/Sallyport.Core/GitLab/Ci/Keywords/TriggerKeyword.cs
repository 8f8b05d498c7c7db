namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// <c>trigger</c>: a job that starts a pipeline. A child pipeline of local files is started here; one of another
/// project is not. Source: <c>lib/gitlab/ci/config/entry/trigger.rb</c>, gitlabhq.
/// </summary>
internal static class TriggerKeyword
{
    private const int MaximumFiles = 3;

    private static readonly string[] Keys = ["project", "branch", "include", "strategy", "forward", "inputs"];
    private static readonly string[] Strategies = ["depend", "mirror"];

    private static readonly Keyword OtherProject = Keyword.PartWithoutEffect(
        "trigger:project", "a pipeline of another project is not started, and the job counts as successful.");

    public static Keyword Keyword { get; } = new(
        "trigger",
        KeywordPlaces.Trigger,
        (job, entry, where) => job with { Trigger = Read(entry, where) })
    {
        Parts = [OtherProject],
    };

    private static TriggerDefinition? Read(YamlEntry entry, Place where)
    {
        if (entry.Value is YamlScalar { Kind: ScalarKind.Text } project)
        {
            OtherProject.Tell(entry.At, where);
            return new TriggerDefinition { Project = project.Text };
        }
        if (entry.Value is not YamlMap)
        {
            where.Whole().Wrong(entry.At, "has to be either a string or a hash");
            return null;
        }
        return Values.Map(entry, where, Keys) is { } map ? ReadMap(map, entry.At, where) : null;
    }

    private static TriggerDefinition? ReadMap(YamlMap map, Position at, Place where)
    {
        var project = map.Find("project");
        var include = map.Find("include");
        var isOne = (project is null) != (include is null);
        if (!isOne)
        {
            where.Wrong(at, "must specify either project or include");
            return null;
        }
        if (project is not null)
            OtherProject.Tell(project.At, where);
        var forward = map.Find("forward") is { } passed
            ? Values.Map(passed, where.In(passed.Key), "yaml_variables", "pipeline_variables")
            : null;
        return new TriggerDefinition
        {
            Project = project is null ? null : Values.Text(project, where.At(project.Key)),
            Branch = map.Find("branch") is { } branch ? Values.Text(branch, where.At(branch.Key)) : null,
            Include = include is null ? null : ReadInclude(include, where.In(include.Key)),
            Waits = map.Find("strategy") is { } word && Values.Word(word, where.At(word.Key), Strategies) is not null,
            ForwardsYamlVariables = Flag(forward, "yaml_variables", where) ?? true,
            ForwardsPipelineVariables = Flag(forward, "pipeline_variables", where) ?? false,
            Inputs = map.Find("inputs") is { } inputs ? Written(inputs) : null,
        };
    }

    private static string ReadInclude(YamlEntry include, Place where)
    {
        if (include.Value is YamlList { Items.Count: > MaximumFiles })
            where.Wrong(include.At, "is too long (maximum is 3)");
        return Written(include);
    }

    private static string Written(YamlEntry entry) => YamlWriter.Write(YamlMap.Of([entry], entry.At));

    private static bool? Flag(YamlMap? map, string key, Place where) =>
        map?.Find(key) is { } entry ? Values.Flag(entry, where.In("forward").At(key)) : null;
}
