namespace Sallyport.Core.GitLab;

/// <summary>What a runner is to be like.</summary>
public sealed record RunnerRequest
{
    /// <summary>What it is called.</summary>
    public string Description { get; init; } = "";

    /// <summary>The only project that it works for, or null.</summary>
    public Guid? ProjectKey { get; init; }

    /// <summary>What it can do.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Whether it takes jobs without tags; null: unless it has tags itself.</summary>
    public bool? RunsUntagged { get; init; }

    /// <summary>Whether it may be given to no further project.</summary>
    public bool IsLocked { get; init; }

    /// <summary>Whether it gets no jobs for now.</summary>
    public bool IsPaused { get; init; }

    /// <summary>Whether it takes jobs of protected refs only.</summary>
    public bool ProtectedOnly { get; init; }

    /// <summary>How long its jobs may run at most, in seconds, or null.</summary>
    public long? MaximumTimeout { get; init; }

    /// <summary>What its owner wants to remember, or null.</summary>
    public string? MaintenanceNote { get; init; }
}

/// <summary>
/// Runners come and go: registered with a registration token or made by a user, checked, given a new token, removed.
/// Which jobs one gets is decided in <see cref="Jobs"/>. Source: "Runners API", GitLab documentation;
/// <c>lib/api/ci/runner.rb</c>, gitlabhq.
/// </summary>
public sealed class Runners(IRunnerStore store)
{
    private const int MaximumTags = 50;
    private const int MaximumText = 1024;

    /// <summary>Makes a runner. Its token is returned here and never again.</summary>
    public async Task<(GitLabRunner Runner, string Token)> CreateAsync(RunnerRequest request, CancellationToken cancel)
    {
        var token = GitLabTokens.Create(GitLabTokens.Runner);
        var runner = new GitLabRunner
        {
            TokenHash = GitLabTokens.Hash(token),
            Description = request.Description,
            ProjectKey = request.ProjectKey,
        };
        Apply(runner, request);
        await store.AddAsync(runner, cancel);
        return (runner, token);
    }

    /// <summary>Makes a runner for somebody who has a registration token; refused without a good one.</summary>
    public async Task<(GitLabRunner Runner, string Token)> RegisterAsync(
        string registrationToken, RunnerRequest request, CancellationToken cancel)
    {
        var registration = await store.FindRegistrationAsync(GitLabTokens.Hash(registrationToken), cancel)
            ?? throw GitLabErrors.Forbidden.ToException();
        return await CreateAsync(request with { ProjectKey = registration.ProjectKey }, cancel);
    }

    /// <summary>Changes a runner.</summary>
    public async Task UpdateAsync(GitLabRunner runner, RunnerRequest request, CancellationToken cancel)
    {
        runner.Description = request.Description;
        Apply(runner, request);
        await SaveAsync(runner, cancel);
    }

    /// <summary>Gives a runner a new token; the old one is good for nothing from then on.</summary>
    public async Task<string> ResetTokenAsync(GitLabRunner runner, CancellationToken cancel)
    {
        var token = GitLabTokens.Create(GitLabTokens.Runner);
        runner.TokenHash = GitLabTokens.Hash(token);
        await SaveAsync(runner, cancel);
        return token;
    }

    /// <summary>Gives a project, or the instance, a new registration token.</summary>
    public async Task<string> ResetRegistrationAsync(Guid? projectKey, CancellationToken cancel)
    {
        var token = GitLabTokens.Create(GitLabTokens.Registration);
        await store.ReplaceRegistrationAsync(projectKey, GitLabTokens.Hash(token), cancel);
        return token;
    }

    private async Task SaveAsync(GitLabRunner runner, CancellationToken cancel)
    {
        if (await store.UpdateAsync(runner, cancel) != StoreOutcome.Done)
            throw GitLabErrors.Conflict.ToException();
    }

    private static void Apply(GitLabRunner runner, RunnerRequest request)
    {
        var named = request.Tags.Select(t => t.Trim()).Where(t => t.Length > 0);
        var tags = named.Distinct(StringComparer.Ordinal).ToList();
        var runsUntagged = request.RunsUntagged ?? tags.Count == 0;
        Check(request, tags, runsUntagged);
        runner.Tags = tags;
        runner.RunsUntagged = runsUntagged;
        runner.IsLocked = request.IsLocked;
        runner.IsPaused = request.IsPaused;
        runner.ProtectedOnly = request.ProtectedOnly;
        runner.MaximumTimeout = (int?)request.MaximumTimeout;
        runner.MaintenanceNote = request.MaintenanceNote;
    }

    private static void Check(RunnerRequest request, List<string> tags, bool runsUntagged)
    {
        if (tags.Count == 0 && !runsUntagged)
            throw Refuse("tags_list", "can not be empty when runner is not allowed to pick untagged jobs");
        if (tags.Count > MaximumTags)
            throw Refuse("tags_list", $"Too many tags specified. Please limit the number of tags to {MaximumTags}");
        if (request.MaximumTimeout is < GitLabRunner.LeastMaximumTimeout)
            throw Refuse("maximum_timeout", "needs to be at least 10 minutes");
        if (request.MaximumTimeout > int.MaxValue)
            throw GitLabErrors.Invalid("maximum_timeout").ToException();
        if (request.Description.Length > MaximumText || tags.Exists(t => t.Length > MaximumText))
            throw Refuse("description", $"is too long (maximum is {MaximumText} characters)");
        if (request.MaintenanceNote?.Length > MaximumText)
            throw Refuse("maintenance_note", $"is too long (maximum is {MaximumText} characters)");
    }

    private static Refusals.RefusedException Refuse(string field, string reason) =>
        GitLabErrors.Validation(field, reason).ToException();
}
