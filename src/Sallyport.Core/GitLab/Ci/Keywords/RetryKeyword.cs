namespace Sallyport.Core.GitLab.Ci;

/// <summary><c>retry</c>: how often a failed job is tried again, and after which failures.</summary>
internal static class RetryKeyword
{
    private const int Maximum = 2;

    // Source: lib/gitlab/ci/build/auto_retry.rb and app/models/concerns/enums/ci/commit_status.rb, gitlabhq.
    private static readonly string[] Reasons =
    [
        "always", "unknown_failure", "script_failure", "api_failure", "stuck_or_timeout_failure",
        "runner_system_failure", "runner_unsupported", "stale_schedule", "job_execution_timeout", "archived_failure",
        "unmet_prerequisites", "scheduler_failure", "data_integrity_failure", "missing_dependency_failure",
        "runner_configuration_error", "image_pull_failure",
    ];

    public static Keyword Keyword { get; } = new(
        "retry",
        KeywordPlaces.Default | KeywordPlaces.Job,
        (job, entry, where) => job with { Retry = Read(entry, where) });

    private static RetryDefinition Read(YamlEntry entry, Place where)
    {
        if (entry.Value is YamlMap)
            return ReadMap(entry, where);
        if (entry.Value is YamlScalar { Kind: ScalarKind.Integer })
            return new RetryDefinition(ReadMax(entry, where), ["always"], []);
        where.Wrong(entry.At, "has to be either an integer or a hash");
        return RetryDefinition.Never;
    }

    private static RetryDefinition ReadMap(YamlEntry entry, Place where)
    {
        if (Values.Map(entry, where, "max", "when", "exit_codes") is not { } map)
            return RetryDefinition.Never;
        var max = map.Find("max") is { } number ? ReadMax(number, where.At(number.Key)) : Maximum;
        var codes = map.Find("exit_codes") is { } list ? Values.Integers(list, where.At(list.Key)) : [];
        IReadOnlyList<string> otherwise = codes.Count == 0 ? ["always"] : [];
        var when = map.Find("when") is { } words ? ReadWhen(words, where.At(words.Key)) : otherwise;
        return new RetryDefinition(max, when, codes);
    }

    private static int ReadMax(YamlEntry entry, Place where)
    {
        if (Values.Integer(entry.Value) is not { } max)
            where.Wrong(entry.At, "is not a number");
        else if (max < 0)
            where.Wrong(entry.At, "must be greater than or equal to 0");
        else if (max > Maximum)
            where.Wrong(entry.At, $"must be less than or equal to {Maximum}");
        else
            return max;
        return 0;
    }

    private static IReadOnlyList<string> ReadWhen(YamlEntry entry, Place where)
    {
        var words = Values.TextOrTexts(entry, where);
        var unknown = words.FirstOrDefault(w => !Reasons.Contains(w, StringComparer.Ordinal));
        if (unknown is null)
            return words;
        var hint = Spelling.Closest(unknown, Reasons) is { } meant ? $"did you mean '{meant}'?" : null;
        var isList = entry.Value is YamlList;
        where.Wrong(entry.At, isList ? $"contains unknown values: {unknown}" : "is not included in the list", hint);
        return [];
    }
}
