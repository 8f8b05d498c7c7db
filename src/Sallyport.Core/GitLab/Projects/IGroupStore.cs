namespace Sallyport.Core.GitLab;

/// <summary>What the renaming of groups asks of the database.</summary>
public interface IGroupStore
{
    /// <summary>
    /// Gives a group another path, and with it all that is below and the memberships that name them. In the same step
    /// each project gives up its old path. <see cref="StoreOutcome.AlreadyExists"/> when a new path is taken.
    /// </summary>
    /// <param name="group">The group as it is.</param>
    /// <param name="path">Its new path.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancel">Cancels.</param>
    Task<StoreOutcome> RenameAsync(
        ProjectNamespace group, string path, DateTimeOffset now, CancellationToken cancel);
}
