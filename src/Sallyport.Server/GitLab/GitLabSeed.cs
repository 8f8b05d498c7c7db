using Sallyport.Core.GitLab;
using Sallyport.Server.Instance;

namespace Sallyport.Server.GitLab;

/// <summary>
/// Creates the administrator that every GitLab instance has from the start. The database holds only the hash of the
/// token; when the token file was replaced or lost, the token of the new file becomes the valid one.
/// </summary>
internal sealed class GitLabSeed(IGitLabStore store, InstanceSecrets secrets, TimeProvider time)
{
    private const long RootId = 1;

    /// <summary>Creates the administrator, or takes over a new token of its file.</summary>
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
        IsAdministrator = true,
        CreatedAt = time.GetUtcNow(),
    };
}
