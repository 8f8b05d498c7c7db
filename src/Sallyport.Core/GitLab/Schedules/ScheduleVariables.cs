namespace Sallyport.Core.GitLab;

/// <summary>
/// The variables of a schedule, one for each key. Source: <c>app/models/ci/pipeline_schedule_variable.rb</c>, gitlabhq.
/// </summary>
public static class ScheduleVariables
{
    /// <summary>The variable with this key.</summary>
    public static JobVariable Find(IReadOnlyList<JobVariable> known, string key) =>
        known.FirstOrDefault(v => v.Key == key)
        ?? throw GitLabErrors.NotFound("Pipeline Schedule Variable").ToException();

    /// <summary>With another one.</summary>
    public static IReadOnlyList<JobVariable> Add(IReadOnlyList<JobVariable> known, JobVariable added)
    {
        Check(added);
        if (known.Any(v => v.Key == added.Key))
            throw GitLabErrors.Validation("key", "has already been taken").ToException();
        return [.. known, added with { Public = false }];
    }

    /// <summary>With another value or type for one of them.</summary>
    public static IReadOnlyList<JobVariable> Change(
        IReadOnlyList<JobVariable> known, string key, string? value, bool? isFile)
    {
        var found = Find(known, key);
        var changed = found with { Value = value ?? found.Value, File = isFile ?? found.File };
        Check(changed);
        return [.. known.Select(v => v == found ? changed : v)];
    }

    /// <summary>Without one of them.</summary>
    public static IReadOnlyList<JobVariable> Remove(IReadOnlyList<JobVariable> known, string key)
    {
        var found = Find(known, key);
        return [.. known.Where(v => v != found)];
    }

    private static void Check(JobVariable variable) =>
        VariableRules.Check(new CiVariable { Owner = "", Key = variable.Key, Value = variable.Value });
}
