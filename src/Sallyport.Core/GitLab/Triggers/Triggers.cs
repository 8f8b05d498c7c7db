namespace Sallyport.Core.GitLab;

/// <summary>
/// The door to this room: trigger tokens, and who may change them. It owns their making and finding. The pipeline that
/// one starts belongs to <see cref="Pipelines"/>.
/// </summary>
public sealed class Triggers(ITriggerStore store, TimeProvider time)
{
    /// <summary>The <c>CI_PIPELINE_SOURCE</c> of a pipeline that a token started.</summary>
    public const string Source = "trigger";

    private const int ShortLength = 4;
    private const int MaximumDescription = 255;

    /// <summary>Makes a trigger. Its token is in the answer, and nowhere else again.</summary>
    public async Task<(PipelineTrigger Trigger, string Token)> CreateAsync(
        Project project, GitLabUser owner, string description, CancellationToken cancel)
    {
        Check(description);
        var token = GitLabTokens.Create(GitLabTokens.Trigger);
        var trigger = new PipelineTrigger
        {
            ProjectKey = project.Key,
            OwnerId = owner.Id,
            TokenHash = GitLabTokens.Hash(token),
            ShortToken = token[GitLabTokens.Trigger.Length..][..ShortLength],
            Description = description,
            CreatedAt = time.GetUtcNow(),
            UpdatedAt = time.GetUtcNow(),
        };
        await store.AddAsync(trigger, cancel);
        return (trigger, token);
    }

    /// <summary>Describes a trigger anew, which only its owner may.</summary>
    public async Task<PipelineTrigger> ChangeAsync(
        PipelineTrigger trigger, GitLabUser user, string? description, CancellationToken cancel)
    {
        if (trigger.OwnerId != user.Id)
            throw GitLabErrors.NotYourTrigger.ToException();
        trigger.Description = description ?? trigger.Description;
        Check(trigger.Description);
        trigger.UpdatedAt = time.GetUtcNow();
        await store.UpdateAsync(trigger, cancel);
        return trigger;
    }

    /// <summary>The trigger of this token, marked as used; null when the project has none.</summary>
    public async Task<PipelineTrigger?> UseAsync(Project project, string token, CancellationToken cancel)
    {
        if (await store.FindAsync(project.Key, GitLabTokens.Hash(token), cancel) is not { } trigger)
            return null;
        trigger.LastUsed = time.GetUtcNow();
        await store.UpdateAsync(trigger, cancel);
        return trigger;
    }

    private static void Check(string description)
    {
        if (description.Length > MaximumDescription)
            throw GitLabErrors.Bad("400 Bad request - Description is too long (maximum is 255 characters)")
                .ToException();
    }
}
