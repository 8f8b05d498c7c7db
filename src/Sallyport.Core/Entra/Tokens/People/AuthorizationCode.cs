using System.Security.Cryptography;
using Sallyport.Core.Entra.Directory;

namespace Sallyport.Core.Entra.Tokens;

/// <summary>What is kept of an authorization code. Its text is seen once, in the redirect that gives it.</summary>
public sealed class AuthorizationCode
{
    /// <summary>How long one is valid: 10 minutes.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>SHA-256 of its text.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>The tenant of the account.</summary>
    public required Guid TenantId { get; init; }

    /// <summary>The object id of the user.</summary>
    public required Guid UserId { get; init; }

    /// <summary>The client id of the client that it is for.</summary>
    public required Guid ClientId { get; init; }

    /// <summary>To which URI it was sent.</summary>
    public required string RedirectUri { get; init; }

    /// <summary>The kind of client that the URI is for.</summary>
    public required RedirectPlatform Platform { get; init; }

    /// <summary>What was asked for.</summary>
    public required string Scope { get; init; }

    /// <summary>What goes into the ID token; or null.</summary>
    public string? Nonce { get; init; }

    /// <summary>The challenge of PKCE (RFC 7636), in the form <c>S256</c>; or null.</summary>
    public byte[]? Challenge { get; init; }

    /// <summary>When the person proved who they are.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>When it was given.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>Whether it was redeemed.</summary>
    public bool IsRedeemed { get; set; }

    /// <summary>Whether a verifier fits the challenge.</summary>
    internal bool IsVerifiedBy(string? verifier)
    {
        if (Challenge is null)
            return verifier is null;
        return verifier is not null && CryptographicOperations.FixedTimeEquals(Challenge, GrantText.HashOf(verifier));
    }
}

/// <summary>The authorization codes in the database.</summary>
public interface IAuthorizationCodes
{
    /// <summary>The code with this hash, or null.</summary>
    Task<AuthorizationCode?> FindAsync(byte[] hash, CancellationToken cancel);

    /// <summary>Adds a code, and forgets those that were given before an instant.</summary>
    Task AddAsync(AuthorizationCode code, DateTimeOffset forgotten, CancellationToken cancel);

    /// <summary>Marks a code as redeemed; false when it was before, or is gone.</summary>
    Task<bool> RedeemAsync(byte[] hash, CancellationToken cancel);
}
