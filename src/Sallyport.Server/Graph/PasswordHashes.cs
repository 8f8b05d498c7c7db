using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Server.Instance;

namespace Sallyport.Server.Graph;

/// <summary>
/// Passwords in the format of ASP.NET Core Identity: PBKDF2 with a salt of its own for each. A hash takes a processor
/// for a tenth of a second, and anybody may ask for one, so each runs in a thread of its own and few at a time are
/// compared: a flood of passwords leaves the other processors to everybody else.
/// </summary>
/// <param name="options">How slow a hash is, and how many are compared.</param>
internal sealed class PasswordHashes(ServerOptions options) : IPasswordHashes, IDisposable
{
    private static readonly object Nobody = new();

    private readonly PasswordHasher<object> hasher = new(Options.Create(
        new PasswordHasherOptions { IterationCount = options.PasswordIterations }));

    private readonly SemaphoreSlim turns = new(options.Unproven.PasswordsAtOnce);

    // Compared with when there is none.
    private string? nobodys;

    /// <inheritdoc/>
    public Task<string> HashAsync(string password) =>
        OnThreadAsync(() => hasher.HashPassword(Nobody, password), CancellationToken.None);

    /// <inheritdoc/>
    public async Task<bool> VerifyAsync(string? hash, string password, CancellationToken cancel)
    {
        if (!await turns.WaitAsync(options.Unproven.Patience, cancel))
            throw new TimeoutException("Too many passwords wait to be compared.");
        try
        {
            return await OnThreadAsync(() => IsRight(hash, password), cancel);
        }
        finally
        {
            turns.Release();
        }
    }

    public void Dispose() => turns.Dispose();

    private bool IsRight(string? hash, string password)
    {
        var kept = hash ?? LazyInitializer.EnsureInitialized(
            ref nobodys, () => hasher.HashPassword(Nobody, AccessTokens.NewUniqueId()));
        var isRight = hasher.VerifyHashedPassword(Nobody, kept, password) != PasswordVerificationResult.Failed;
        return isRight && hash is not null;
    }

    private static Task<T> OnThreadAsync<T>(Func<T> work, CancellationToken cancel) =>
        Task.Factory.StartNew(work, cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
