using Sallyport.Core.GitLab;

namespace Sallyport.Server.GitLab;

/// <summary>
/// The administrator that every GitLab instance is born with. The database holds the hash of the token alone; a token
/// file that was replaced or lost makes its new token the valid one.
/// </summary>
public sealed class GitLabSeed(IGitLabStore store, InstanceSecrets secrets, TimeProvider time)
{
    private const long RootId = 1;

    /// <summary>Seeds it; does nothing the second time.</summary>
    public async Task SeedAsync(CancellationToken cancel)
    {
        var hash = GitLabTokens.Hash(secrets.GitLabToken);
        if (await store.FindUserAsync(RootId, cancel) is not { } root)
        {
            await store.AddAsync(Root(hash), cancel);
        }
        else if (!root.TokenHash.AsSpan().SequenceEqual(hash))
        {
            root.TokenHash = hash;
            await store.UpdateAsync(root, cancel);
        }
    }

    private GitLabUser Root(byte[] hash) => new()
    {
        Id = RootId,
        Username = "root",
        Name = "Administrator",
        Email = "admin@example.com",
        TokenHash = hash,
        CreatedAt = time.GetUtcNow(),
    };
}
