namespace Sallyport.Core.Entra.Directory;

/// <summary>What is kept of passwords, and how one is compared with it. Both are slow on purpose.</summary>
public interface IPasswordHashes
{
    /// <summary>What is kept of a password.</summary>
    Task<string> HashAsync(string password);

    /// <summary>
    /// Whether the password is the one that was kept. Without one the answer is no, after the same time. Throws
    /// <see cref="TimeoutException"/> when too many passwords wait to be compared.
    /// </summary>
    Task<bool> VerifyAsync(string? hash, string password, CancellationToken cancel);
}
