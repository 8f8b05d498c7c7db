namespace Sallyport.Core.Entra.Directory;

/// <summary>What the directory asks about subscriptions: whether a principal is the last Owner of one.</summary>
public interface ISubscriptionOwners
{
    /// <summary>Writes that a principal can no longer act, if each subscription keeps an Owner without it.</summary>
    /// <param name="tenantId">The tenant.</param>
    /// <param name="leaving">The principal, which can act until then: a service principal or a user.</param>
    /// <param name="write">Deletes or disables it.</param>
    /// <param name="cancel">Cancels.</param>
    /// <returns>Whether it was written.</returns>
    Task<bool> LeaveAsync(Guid tenantId, Guid leaving, Func<Task> write, CancellationToken cancel);
}
