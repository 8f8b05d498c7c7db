namespace Sallyport.Core.GitLab;

/// <summary>What the room of the variables asks of the database. Reads return detached copies.</summary>
public interface IVariableStore
{
    /// <summary>The variables of these owners (<see cref="VariableOwner.Key"/>), in the order they were made.</summary>
    Task<IReadOnlyList<CiVariable>> ListAsync(IReadOnlyList<string> owners, CancellationToken cancel);

    /// <summary>
    /// Adds a variable and fills in its id. <see cref="StoreOutcome.AlreadyExists"/> when its owner has one with the
    /// same key and environment scope.
    /// </summary>
    Task<StoreOutcome> AddAsync(CiVariable variable, CancellationToken cancel);

    /// <summary>
    /// Writes a variable that nobody changed since it was read. <see cref="StoreOutcome.AlreadyExists"/> when its owner
    /// has another one with the same key and environment scope.
    /// </summary>
    Task<StoreOutcome> UpdateAsync(CiVariable variable, CancellationToken cancel);

    /// <summary>Removes a variable that nobody changed since it was read.</summary>
    Task<StoreOutcome> DeleteAsync(CiVariable variable, CancellationToken cancel);
}
