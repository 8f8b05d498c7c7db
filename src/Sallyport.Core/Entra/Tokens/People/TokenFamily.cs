namespace Sallyport.Core.Entra.Tokens;

/// <summary>
/// The refresh tokens that go back to one sign-in of a person to one client: each that is used gives another one of the
/// family. A family can be revoked on its own.
/// </summary>
public sealed class TokenFamily
{
    /// <summary>
    /// How long the refresh tokens of a single-page application are valid, whenever they were renewed: 24 hours.
    /// Source: "Refresh tokens in the Microsoft identity platform".
    /// </summary>
    public static readonly TimeSpan SinglePageLifetime = TimeSpan.FromHours(24);

    /// <summary>The id, by which it is revoked.</summary>
    public required Guid Id { get; init; }

    /// <summary>The object id of the person.</summary>
    public required Guid UserId { get; init; }

    /// <summary>The client id of the client that the person signed in to.</summary>
    public required Guid ClientId { get; init; }

    /// <summary>The name of that client then.</summary>
    public required string ClientName { get; init; }

    /// <summary>Whether the client is a single-page application.</summary>
    public required bool IsOfSinglePage { get; init; }

    /// <summary>When the person proved who they are.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>When its first token was given.</summary>
    public required DateTimeOffset BeganAt { get; init; }

    /// <summary>When its last token was given.</summary>
    public required DateTimeOffset LastIssuedAt { get; init; }

    /// <summary>When it was revoked; null while it is not.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>Whether its time is over, renewed or not.</summary>
    internal bool HasEnded(DateTimeOffset now) => IsOfSinglePage && now >= BeganAt + SinglePageLifetime;

    /// <summary>Whether a client can still get tokens with it.</summary>
    internal bool IsAlive(DateTimeOffset now) =>
        RevokedAt is null && !HasEnded(now) && now < LastIssuedAt + RefreshToken.Lifetime;
}
