namespace Sallyport.Core.Entra.Directory;

/// <summary>What the directory asks about subscriptions: whether a principal is the last Owner of one.</summary>
public interface ISubscriptionOwners
{
    /// <summary>Writes that a principal can no longer act, if each subscription keeps an Owner without it.</summary>
    /// <param name="leaving">The principal, which can act until then.</param>
    /// <param name="write">Deletes or disables it.</param>
    /// <param name="cancel">Cancels.</param>
    /// <returns>What <paramref name="write"/> returned; null when nothing was written.</returns>
    Task<StoreOutcome?> LeaveAsync(ServicePrincipal leaving, Func<Task<StoreOutcome>> write, CancellationToken cancel);
}
