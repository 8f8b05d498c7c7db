namespace Sallyport.Core.Signing;

/// <summary>Where signing keys are kept, encrypted.</summary>
public interface IKeyStore
{
    /// <summary>The keys of a purpose, oldest first.</summary>
    Task<IReadOnlyList<SigningKey>> ListAsync(string purpose, CancellationToken cancel);

    /// <summary>
    /// Adds a key. <see cref="StoreOutcome.AlreadyExists"/> when its generation is taken: another start was quicker.
    /// </summary>
    Task<StoreOutcome> AddAsync(SigningKey key, CancellationToken cancel);

    /// <summary>Removes keys by their ids; those that are gone already are no error.</summary>
    Task DeleteAsync(IReadOnlyCollection<string> keyIds, CancellationToken cancel);
}
