namespace Sallyport.Core.GitLab;

/// <summary>
/// A token by which a user calls the REST API. Source: "Personal access tokens", GitLab documentation.
/// </summary>
public sealed class PersonalAccessToken
{
    /// <summary>The id on the wire.</summary>
    public long Id { get; init; }

    /// <summary>Whose it is.</summary>
    public required long UserId { get; init; }

    /// <summary>What it is called.</summary>
    public required string Name { get; init; }

    /// <summary>What it allows: <see cref="TokenScopes"/>.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>The SHA-256 of the token; the token itself is not stored.</summary>
    public required byte[] TokenHash { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The midnight from which it is refused, or null.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Whether it is refused for good.</summary>
    public bool IsRevoked { get; set; }

    /// <summary>Whether it lets git read, or push to, the repositories of its user.</summary>
    public bool AllowsGit(bool push)
    {
        string[] enough = push
            ? [TokenScopes.Api, TokenScopes.WriteRepository]
            : [TokenScopes.Api, TokenScopes.WriteRepository, TokenScopes.ReadRepository];
        return Scopes.Intersect(enough, StringComparer.Ordinal).Any();
    }
}

/// <summary>What a personal access token can allow.</summary>
public static class TokenScopes
{
    /// <summary>Allows every call that the user may make.</summary>
    public const string Api = "api";

    /// <summary>Allows every call that changes nothing.</summary>
    public const string ReadApi = "read_api";

    /// <summary>Allows calls that read users.</summary>
    public const string ReadUser = "read_user";

    /// <summary>Allows git to read.</summary>
    public const string ReadRepository = "read_repository";

    /// <summary>Allows git to read and to push.</summary>
    public const string WriteRepository = "write_repository";

    /// <summary>The scopes that a token can have here.</summary>
    public static IReadOnlyList<string> All { get; } =
        [Api, ReadApi, ReadUser, ReadRepository, WriteRepository];
}

/// <summary>What the users' room asks of the database. Reads return detached copies.</summary>
public interface IUserStore
{
    /// <summary>The highest id of a user; 0 without any.</summary>
    Task<long> LastUserIdAsync(CancellationToken cancel);

    /// <summary>The token with this hash, or null.</summary>
    Task<PersonalAccessToken?> FindTokenAsync(byte[] tokenHash, CancellationToken cancel);

    /// <summary>Adds a token and fills in its id.</summary>
    Task<StoreOutcome> AddAsync(PersonalAccessToken token, CancellationToken cancel);

    /// <summary>Makes a token one that is refused for good.</summary>
    Task RevokeAsync(long tokenId, CancellationToken cancel);

    /// <summary>Takes away every membership in a group and in those below it.</summary>
    Task ForgetGroupAsync(string path, CancellationToken cancel);
}
