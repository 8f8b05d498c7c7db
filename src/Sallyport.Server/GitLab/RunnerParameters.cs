using Sallyport.Core.GitLab;

namespace Sallyport.Server.GitLab;

/// <summary>What a runner is like, as calls say it and as answers show it. Source: "Runners API".</summary>
internal static class RunnerParameters
{
    /// <summary>Reads the parameters; what is absent stays as it is.</summary>
    public static RunnerRequest Read(GitLabParameters parameters, RunnerRequest known)
    {
        var protectedOnly = parameters.Text("access_level") switch
        {
            null => known.ProtectedOnly,
            "not_protected" => false,
            "ref_protected" => true,
            _ => throw GitLabErrors.DoesNotHaveValue("access_level").ToException(),
        };
        var isPaused = parameters.Flag("paused");
        if (isPaused is not null && parameters.Flag("active") is not null)
            throw new GitLabRefusal(400, "active, paused are mutually exclusive", GitLabErrorForm.Error).ToException();
        return known with
        {
            Description = parameters.Text("description") ?? known.Description,
            Tags = parameters.SeparatedTexts("tag_list") ?? known.Tags,
            RunsUntagged = parameters.Flag("run_untagged") ?? known.RunsUntagged,
            IsLocked = parameters.Flag("locked") ?? known.IsLocked,
            IsPaused = isPaused ?? !parameters.Flag("active") ?? known.IsPaused,
            ProtectedOnly = protectedOnly,
            MaximumTimeout = parameters.Number("maximum_timeout") ?? known.MaximumTimeout,
            MaintenanceNote = parameters.Text("maintenance_note") ?? known.MaintenanceNote,
        };
    }

    /// <summary>What a runner is like now.</summary>
    public static RunnerRequest Of(GitLabRunner runner) => new()
    {
        Description = runner.Description,
        ProjectKey = runner.ProjectKey,
        Tags = runner.Tags,
        RunsUntagged = runner.RunsUntagged,
        IsLocked = runner.IsLocked,
        IsPaused = runner.IsPaused,
        ProtectedOnly = runner.ProtectedOnly,
        MaximumTimeout = runner.MaximumTimeout,
        MaintenanceNote = runner.MaintenanceNote,
    };

    /// <summary>A runner as it is shown to users.</summary>
    public static object Show(GitLabRunner runner) => new
    {
        runner.Id,
        runner.Description,
        Active = !runner.IsPaused,
        Paused = runner.IsPaused,
        IsShared = runner.ProjectKey is null,
        RunnerType = runner.ProjectKey is null ? "instance_type" : "project_type",
        TagList = runner.Tags,
        RunUntagged = runner.RunsUntagged,
        Locked = runner.IsLocked,
        runner.MaximumTimeout,
        AccessLevel = runner.ProtectedOnly ? "ref_protected" : "not_protected",
        runner.MaintenanceNote,
    };
}
