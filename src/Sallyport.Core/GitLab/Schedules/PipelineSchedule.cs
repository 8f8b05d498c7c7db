namespace Sallyport.Core.GitLab;

/// <summary>
/// When pipelines of a branch or tag start by themselves, as the schedule's owner. Source: "Pipeline schedules API",
/// GitLab documentation.
/// </summary>
public sealed class PipelineSchedule : IVersioned
{
    /// <summary>The instance-wide id.</summary>
    public long Id { get; init; }

    /// <summary>The key of its project.</summary>
    public required Guid ProjectKey { get; init; }

    /// <summary>As whom its pipelines run.</summary>
    public required long OwnerId { get; set; }

    /// <summary>What it is for: <c>CI_PIPELINE_SCHEDULE_DESCRIPTION</c>.</summary>
    public string Description { get; set; } = "";

    /// <summary>The full name of the branch or tag, <c>refs/heads/…</c> or <c>refs/tags/…</c>.</summary>
    public string Ref { get; set; } = "";

    /// <summary>The cron expression.</summary>
    public string Cron { get; set; } = "";

    /// <summary>The time zone in which the expression is read.</summary>
    public string CronTimezone { get; set; } = CronTimes.Utc;

    /// <summary>Whether it starts pipelines.</summary>
    public bool IsActive { get; set; } = true;

    /// <summary>When it is due next.</summary>
    public DateTimeOffset NextRunAt { get; set; }

    /// <summary>The variables that its pipelines have.</summary>
    public IReadOnlyList<JobVariable> Variables { get; set; } = [];

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; set; }

    /// <summary>The concurrency token.</summary>
    public long Version { get; set; }

    /// <summary>The branch or tag.</summary>
    public Ref Target => GitLab.Ref.OfPath(Ref)!; // only such names are stored
}
