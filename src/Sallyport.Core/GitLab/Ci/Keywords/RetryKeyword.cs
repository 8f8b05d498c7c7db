namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// <c>retry</c>: how often a failed job is tried again, and for which failures.
/// Source: <c>lib/gitlab/ci/config/entry/retry.rb</c>, gitlabhq, whose sentences name no job.
/// </summary>
internal static class RetryKeyword
{
    private const int Maximum = 2;
    private const string Always = "always";

    private static readonly string[] Reasons =
    [
        Always, "unknown_failure", "script_failure", "api_failure", "stuck_or_timeout_failure",
        "runner_system_failure", "missing_dependency_failure", "runner_unsupported", "stale_schedule",
        "job_execution_timeout", "archived_failure", "unmet_prerequisites", "scheduler_failure",
        "data_integrity_failure", "forward_deployment_failure", "user_blocked", "project_deleted",
        "ci_quota_exceeded", "pipeline_loop_detected", "no_matching_runner", "trace_size_exceeded",
        "builds_disabled", "environment_creation_failure", "deployment_rejected", "failed_outdated_deployment_job",
        "protected_environment_failure", "insufficient_bridge_permissions", "downstream_bridge_project_not_found",
        "invalid_bridge_trigger", "upstream_bridge_project_not_found", "insufficient_upstream_permissions",
        "bridge_pipeline_is_child_pipeline", "downstream_pipeline_creation_failed", "secrets_provider_not_found",
        "reached_max_descendant_pipelines_depth", "ip_restriction_failure",
        "reached_max_pipeline_hierarchy_size", "duo_workflow_not_allowed", "runner_provisioning_timeout",
    ];

    public static Keyword Keyword { get; } = new(
        "retry",
        KeywordPlaces.Default | KeywordPlaces.Job,
        (job, entry, where) => job with { Retry = Read(entry, where with { Path = "retry" }) });

    private static RetryDefinition Read(YamlEntry entry, Place where)
    {
        if (entry.Value is YamlScalar { Kind: ScalarKind.Integer })
            return new RetryDefinition(Values.Number(entry, where, 0, Maximum) ?? 0, [Always], []);
        if (entry.Value is not YamlMap map)
        {
            where.Invalid(entry.At, "retry config has to be either an integer or a hash");
            return RetryDefinition.Never;
        }
        WordCheck.Check(map, "retry", where);
        var max = map.Find("max") is { } times ? Values.Number(times, where.Field("max"), 0, Maximum) : 0;
        var codes = map.Find("exit_codes") is { } list ? Values.Integers(list, where.Field("exit_codes")) : null;
        var without = codes is null ? (IReadOnlyList<string>)[Always] : [];
        var reasons = map.Find("when") is { } when ? ReadReasons(when, where.Field("when")) : without;
        return new RetryDefinition(max ?? 0, reasons, codes ?? []);
    }

    private static IReadOnlyList<string> ReadReasons(YamlEntry entry, Place where)
    {
        var reasons = Values.TextOrTexts(entry, where);
        var unknown = reasons.Where(r => !Reasons.Contains(r, StringComparer.Ordinal)).ToList();
        if (unknown.Count == 0)
            return reasons;
        where.Wrong(
            entry.At,
            entry.Value is YamlList
                ? $"contains unknown values: {string.Join(", ", unknown)}"
                : "is not included in the list",
            Suggestion.For(unknown[0], Reasons));
        return [];
    }
}
