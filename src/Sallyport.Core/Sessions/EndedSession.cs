namespace Sallyport.Core.Sessions;

/// <summary>
/// The door to this room: sessions of browsers that their people have ended. A session is a cookie that the server does
/// not keep, so an end has to be kept, or a copy of the cookie would stay good. The room does not know what is in a
/// session, or whose it is.
/// </summary>
public sealed class EndedSession
{
    /// <summary>
    /// How long an end is kept, and the longest that a cookie lives: 90 days. The cookie of an ended session is not
    /// renewed.
    /// </summary>
    public static readonly TimeSpan LongestLife = TimeSpan.FromDays(90);

    /// <summary>The id of the session, which is in its cookie.</summary>
    public required Guid Id { get; init; }

    /// <summary>When it was ended.</summary>
    public required DateTimeOffset EndedAt { get; init; }
}

/// <summary>The ended sessions in the database.</summary>
public interface IEndedSessions
{
    /// <summary>Whether a session was ended.</summary>
    Task<bool> ContainsAsync(Guid id, CancellationToken cancel);

    /// <summary>
    /// Adds a session, and forgets those that ended before an instant. Nothing happens when it was ended before.
    /// </summary>
    Task AddAsync(EndedSession session, DateTimeOffset forgotten, CancellationToken cancel);
}
