using Sallyport.Core.Authorization;

namespace Sallyport.Core.Arm;

/// <summary>What a PUT says of a group.</summary>
/// <param name="Location">The name or display name of a location.</param>
/// <param name="Tags">All its tags.</param>
/// <param name="ManagedBy">The id of the resource that manages it.</param>
public sealed record ResourceGroupContent(
    string? Location, IReadOnlyDictionary<string, string>? Tags, string? ManagedBy);

/// <summary>
/// Creates, changes and deletes resource groups. Source: Azure REST, <c>Microsoft.Resources/resourceGroups</c>.
/// </summary>
/// <param name="store">Where they are kept.</param>
/// <param name="time">The clock.</param>
public sealed class ResourceGroups(IArmStore store, TimeProvider time)
{
    /// <summary>
    /// Refuses what can be no group's name: letters, digits and <c>-_.()</c>, 1 to 90 of them, no period at the end.
    /// </summary>
    public static void CheckName(string name)
    {
        var invalid = string.Concat(
            name.Where(c => !char.IsLetterOrDigit(c) && !"-_.()".Contains(c, StringComparison.Ordinal)).Distinct());
        if (invalid.Length > 0)
            throw ArmErrors.InvalidResourceGroupCharacters(name, invalid).ToException();
        if (name.Length is 0 or > ResourceGroup.MaximumNameLength)
            throw ArmErrors.InvalidResourceGroupLength(name).ToException();
        if (name.EndsWith('.'))
            throw ArmErrors.InvalidResourceGroupEnd(name).ToException();
    }

    /// <summary>The group, or a refusal.</summary>
    public async Task<ResourceGroup> GetAsync(Guid subscriptionId, string name, CancellationToken cancel) =>
        await store.FindResourceGroupAsync(subscriptionId, name, cancel)
            ?? throw ArmErrors.ResourceGroupNotFound(name).ToException();

    /// <summary>
    /// Makes the group, or gives the one that exists these tags and this manager. A group never moves.
    /// </summary>
    public async Task<(ResourceGroup Group, bool IsNew)> PutAsync(
        Guid subscriptionId, string name, ResourceGroupContent content, CancellationToken cancel)
    {
        CheckName(name);
        if (string.IsNullOrWhiteSpace(content.Location))
            throw ArmErrors.LocationRequired().ToException();
        var location = Locations.Find(content.Location)
            ?? throw ArmErrors.LocationNotAvailable(content.Location).ToException();
        TagRules.Check(content.Tags);
        while (true)
        {
            var existing = await store.FindResourceGroupAsync(subscriptionId, name, cancel);
            var group = existing ?? New(subscriptionId, name, location);
            RefuseWhileDeleting(group);
            if (group.Location != location.Name)
                throw ArmErrors.InvalidResourceGroupLocation(location.Name, group.Location).ToException();
            group.Tags = content.Tags;
            group.ManagedBy = content.ManagedBy;
            var outcome = existing is null
                ? await store.AddAsync(group, cancel)
                : await store.UpdateAsync(group, cancel);
            if (outcome == StoreOutcome.Done)
                return (group, existing is null);
        }
    }

    /// <summary>Changes the group that exists.</summary>
    /// <param name="subscriptionId">Its subscription.</param>
    /// <param name="name">Its name.</param>
    /// <param name="change">Sets what is to change. Called again when somebody else was quicker.</param>
    /// <param name="cancel">Cancels the change.</param>
    public async Task<ResourceGroup> UpdateAsync(
        Guid subscriptionId, string name, Action<ResourceGroup> change, CancellationToken cancel)
    {
        while (true)
        {
            var group = await GetAsync(subscriptionId, name, cancel);
            RefuseWhileDeleting(group);
            var tags = group.Tags;
            change(group);
            if (!ReferenceEquals(tags, group.Tags))
                TagRules.Check(group.Tags);
            if (await store.UpdateAsync(group, cancel) == StoreOutcome.Done)
                return group;
        }
    }

    /// <summary>
    /// Accepts the deletion of the group: from now on nothing in it changes. Asked again, it is the same operation.
    /// </summary>
    public async Task<Guid> BeginDeleteAsync(
        Principal caller, Guid subscriptionId, string name, CancellationToken cancel)
    {
        while (true)
        {
            var group = await GetAsync(subscriptionId, name, cancel);
            if (group.DeletionId is { } running)
                return running;
            var deletion = new Operation
            {
                Id = Guid.CreateVersion7(),
                SubscriptionId = subscriptionId,
                StartedBy = caller.ObjectId,
                StartedOn = time.GetUtcNow(),
            };
            group.DeletionId = deletion.Id;
            if (await store.UpdateAsync(group, deletion, cancel) == StoreOutcome.Done)
                return deletion.Id;
        }
    }

    /// <summary>
    /// Carries out the deletions that were accepted, also those that an earlier run of the server left.
    /// </summary>
    public async Task FinishDeletionsAsync(CancellationToken cancel)
    {
        // A stale row was changed in between; it is still being deleted, and read again.
        while (await store.ListResourceGroupsBeingDeletedAsync(cancel) is { Count: > 0 } groups)
            foreach (var group in groups)
                await store.DeleteAsync(group, time.GetUtcNow(), cancel);
    }

    private static void RefuseWhileDeleting(ResourceGroup group)
    {
        if (group.DeletionId is not null)
            throw ArmErrors.ResourceGroupBeingDeleted(group.Name).ToException();
    }

    private ResourceGroup New(Guid subscriptionId, string name, Location location) => new()
    {
        Id = Guid.CreateVersion7(),
        SubscriptionId = subscriptionId,
        Name = name,
        Location = location.Name,
        CreatedOn = time.GetUtcNow(),
    };
}
