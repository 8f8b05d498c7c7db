namespace Sallyport.Core.Entra.Tokens;

/// <summary>What is kept of a refresh token. Its text is seen once, in the answer that gives it.</summary>
public sealed class RefreshToken
{
    /// <summary>How long one is valid: 90 days. Source: "Refresh tokens in the Microsoft identity platform".</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(90);

    /// <summary>SHA-256 of its text.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>The tenant of the account.</summary>
    public required Guid TenantId { get; init; }

    /// <summary>The object id of the user.</summary>
    public required Guid UserId { get; init; }

    /// <summary>The client id of the client that got it.</summary>
    public required Guid ClientId { get; init; }

    /// <summary>Whether that client had proved nothing: then it has nothing to prove now either.</summary>
    public required bool IsOfPublicClient { get; init; }

    /// <summary>What was asked for when it was given.</summary>
    public required string Scope { get; init; }

    /// <summary>The family that it belongs to.</summary>
    public required Guid FamilyId { get; init; }

    /// <summary>When it was given.</summary>
    public required DateTimeOffset IssuedAt { get; init; }
}

/// <summary>The refresh tokens in the database.</summary>
public interface IRefreshTokens
{
    /// <summary>The token with this hash, or null.</summary>
    Task<RefreshToken?> FindAsync(byte[] hash, CancellationToken cancel);

    /// <summary>
    /// Adds a token, and its family when it is a new one. Forgets tokens that were given before an instant, and
    /// families that have had no token since.
    /// </summary>
    Task AddAsync(RefreshToken token, TokenFamily family, DateTimeOffset forgotten, CancellationToken cancel);

    /// <summary>The family with this id, or null.</summary>
    Task<TokenFamily?> FindFamilyAsync(Guid id, CancellationToken cancel);

    /// <summary>The families of a person, the newest first.</summary>
    Task<IReadOnlyList<TokenFamily>> ListFamiliesAsync(Guid userId, CancellationToken cancel);

    /// <summary>Revokes a family of a person; nothing happens when there is none, or it was revoked before.</summary>
    Task RevokeFamilyAsync(Guid userId, Guid id, DateTimeOffset now, CancellationToken cancel);
}
