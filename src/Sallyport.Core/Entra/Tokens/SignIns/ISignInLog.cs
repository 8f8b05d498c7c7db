namespace Sallyport.Core.Entra.Tokens;

/// <summary>The log of sign-ins. It is a log of its own, apart from the directory.</summary>
public interface ISignInLog
{
    /// <summary>
    /// Writes a record; returns once it is durable. What cannot be written must not be answered either, so a failure is
    /// thrown.
    /// </summary>
    Task WriteAsync(SignInRecord record, CancellationToken cancel);
}

/// <summary>What the log of sign-ins holds.</summary>
public interface ISignIns
{
    /// <summary>The newest records of all tenants and of none first.</summary>
    /// <param name="refusedOnly">Leave out what succeeded.</param>
    /// <param name="clients">Only those that signed in as one of these, letter case aside; null: all.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancel">Cancels the look-up.</param>
    Task<IReadOnlyList<SignInRecord>> ListAsync(
        bool refusedOnly, IReadOnlyList<string>? clients, int limit, CancellationToken cancel);

    /// <summary>The records of a tenant, for a surface to filter and page.</summary>
    IQueryable<SignInRecord> Of(Guid tenantId);

    /// <summary>The record of a tenant with this id, or null.</summary>
    Task<SignInRecord?> FindAsync(Guid tenantId, Guid id, CancellationToken cancel);
}
