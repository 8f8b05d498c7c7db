using Sallyport.Core.Entra.Directory;

namespace Sallyport.Core.Entra.Tokens;

/// <summary>What is kept of a link by which a person signs in once without a password.</summary>
public sealed class SignInLink
{
    /// <summary>How long one is valid: an hour.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <summary>SHA-256 of its text.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>The tenant of the account.</summary>
    public required Guid TenantId { get; init; }

    /// <summary>The object id of the account.</summary>
    public required Guid UserId { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset IssuedAt { get; init; }
}

/// <summary>The links in the database.</summary>
public interface ISignInLinkStore
{
    /// <summary>The link with this hash, or null.</summary>
    Task<SignInLink?> FindAsync(byte[] hash, CancellationToken cancel);

    /// <summary>Adds a link, and forgets those that were made before an instant.</summary>
    Task AddAsync(SignInLink link, DateTimeOffset forgotten, CancellationToken cancel);

    /// <summary>Removes a link; false when it is gone.</summary>
    Task<bool> RemoveAsync(byte[] hash, CancellationToken cancel);
}

/// <summary>
/// Links by which people sign in once. The administrator of the instance makes them: whoever can do that can read and
/// write all of its data anyway.
/// </summary>
public sealed class SignInLinks(
    ISignInLinkStore links, IUserDirectory users, SignInRecorder recorder, TimeProvider time)
{
    /// <summary>The text of a new link; null when there is no such account, or it is disabled.</summary>
    public async Task<string?> NewAsync(Guid tenantId, string userPrincipalName, CancellationToken cancel)
    {
        var user = await users.FindByNameAsync(tenantId, userPrincipalName, cancel);
        if (user is not { AccountEnabled: true })
            return null;
        var text = GrantText.New();
        var now = time.GetUtcNow();
        var link = new SignInLink
        {
            Hash = GrantText.HashOf(text), TenantId = tenantId, UserId = user.Id, IssuedAt = now,
        };
        await links.AddAsync(link, now - SignInLink.Lifetime, cancel);
        return text;
    }

    /// <summary>Whose link it is; null when it is spent or too old, or the person's sessions have ended.</summary>
    public async Task<User?> FindAsync(string text, CancellationToken cancel)
    {
        var link = await links.FindAsync(GrantText.HashOf(text), cancel);
        if (link is null || time.GetUtcNow() >= link.IssuedAt + SignInLink.Lifetime)
            return null;
        var user = await users.FindAsync(link.TenantId, link.UserId, cancel);
        var isGood = user is { AccountEnabled: true } && user.SignInSessionsValidFrom <= link.IssuedAt;
        return isGood ? user : null;
    }

    /// <summary>Spends a link, which becomes a sign-in record; null when it is spent or too old.</summary>
    public async Task<SignedInPerson?> SpendAsync(string text, SignInDraft signIn, CancellationToken cancel)
    {
        if (await FindAsync(text, cancel) is not { } user)
            return null;
        if (!await links.RemoveAsync(GrantText.HashOf(text), cancel))
            return null;
        signIn.InTenant(user.TenantId);
        signIn.ByClient(WellKnown.AzurePortal, WellKnown.FindClient(WellKnown.AzurePortal)!.DisplayName);
        signIn.ByUser(user);
        var person = new SignedInPerson(user, time.GetUtcNow());
        return await recorder.RecordAsync(
            signIn, () => Task.FromResult((person, AccessTokens.NewUniqueId())), cancel);
    }
}
