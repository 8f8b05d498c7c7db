namespace Sallyport.Core.GitLab.Ci;

/// <summary><c>workflow</c>: whether there is a pipeline, and what it is called.</summary>
internal static class WorkflowKeyword
{
    private const int MaximumName = 255;

    private static readonly string[] OnNewCommit = ["conservative", "interruptible", "none"];
    private static readonly string[] OnJobFailure = ["none", "all"];

    public static Keyword Keyword { get; } = new("workflow", KeywordPlaces.Root);

    /// <summary>The rules and the name that the file gives its pipelines.</summary>
    public static WorkflowDefinition Read(YamlEntry? entry, Place root)
    {
        if (entry is null)
            return WorkflowDefinition.None;
        var where = root.In(entry.Key);
        if (Values.Map(entry, where, "workflow") is not { } map)
            return WorkflowDefinition.None;
        var name = Values.Text(map, "name", where);
        if (name is { Length: > MaximumName })
            where.Field("name").Wrong(
                map.Find("name")!.At, $"is too long (maximum is {Values.Text(MaximumName)} characters)");
        return new WorkflowDefinition
        {
            Name = name,
            Rules = map.Find("rules") is { } rules ? RulesKeyword.ReadWorkflow(rules, where.In(rules.Key)) : null,
            CancelsOnFailure = map.Find("auto_cancel") is { } cancel && ReadAutoCancel(cancel, where.In(cancel.Key)),
        };
    }

    /// <summary>Whether a failed job cancels the others.</summary>
    public static bool ReadAutoCancel(YamlEntry entry, Place where)
    {
        if (Values.Map(entry, where, "auto_cancel") is not { } map)
            return false;
        Word(map, "on_new_commit", OnNewCommit, where);
        return Word(map, "on_job_failure", OnJobFailure, where) == "all";
    }

    private static string? Word(YamlMap map, string key, IReadOnlyList<string> words, Place where) =>
        map.Find(key) is { } entry
            ? Values.Word(entry, where.Field(key), words, $"must be one of: {string.Join(", ", words)}")
            : null;
}
