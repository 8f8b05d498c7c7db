namespace Sallyport.Core.GitLab.Ci;

/// <summary><c>workflow</c>: whether there is a pipeline, and its name.</summary>
internal static class WorkflowKeyword
{
    private const int MaximumNameLength = 255;

    private static readonly string[] NewCommit = ["conservative", "interruptible", "none"];
    private static readonly string[] JobFailure = ["all", "none"];

    private static readonly Keyword OnNewCommit = Keyword.PartWithoutEffect(
        "workflow:auto_cancel:on_new_commit", "no other commit comes while a pipeline runs.");

    public static Keyword Keyword { get; } = new("workflow", KeywordPlaces.Root) { Parts = [OnNewCommit] };

    /// <summary>Reads the map.</summary>
    public static WorkflowDefinition Read(YamlEntry? entry, Place root)
    {
        if (entry is null)
            return WorkflowDefinition.None;
        var where = root.In(entry.Key);
        if (Values.Map(entry, where, "name", "rules", "auto_cancel") is not { } map)
            return WorkflowDefinition.None;
        return new WorkflowDefinition
        {
            Name = map.Find("name") is { } name ? ReadName(name, where.At(name.Key)) : null,
            Rules = map.Find("rules") is { } rules
                ? RulesKeyword.Read(rules, where.In(rules.Key), ofWorkflow: true)
                : null,
            CancelsOnFailure = map.Find("auto_cancel") is { } cancel && ReadCancel(cancel, where.In(cancel.Key)),
        };
    }

    private static string? ReadName(YamlEntry entry, Place where)
    {
        if (Values.Text(entry, where) is not { } name)
            return null;
        if (name.Length == 0)
            where.Wrong(entry.At, "is too short (minimum is 1 character)");
        if (name.Length > MaximumNameLength)
            where.Wrong(entry.At, $"is too long (maximum is {MaximumNameLength} characters)");
        return name;
    }

    private static bool ReadCancel(YamlEntry entry, Place where)
    {
        if (Values.Map(entry, where, "on_new_commit", "on_job_failure") is not { } map)
            return false;
        if (map.Find("on_new_commit") is { } commit)
        {
            Values.Word(commit, where.At(commit.Key), NewCommit);
            OnNewCommit.Tell(commit.At, where);
        }
        return map.Find("on_job_failure") is { } failure
            && Values.Word(failure, where.At(failure.Key), JobFailure) == "all";
    }
}
