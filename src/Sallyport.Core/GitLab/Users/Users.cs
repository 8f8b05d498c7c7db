namespace Sallyport.Core.GitLab;

/// <summary>A user that is to be made.</summary>
/// <param name="Username">The login name.</param>
/// <param name="Name">The name that people see.</param>
/// <param name="Email">The e-mail address.</param>
/// <param name="IsAdministrator">Whether it may do everything.</param>
public sealed record NewUser(string Username, string Name, string Email, bool IsAdministrator);

/// <summary>
/// The door to this room: users and their personal access tokens. What a user may do in a project or a group follows
/// from its memberships (<see cref="GitLabUser.LevelIn(Project)"/>). Source: "Users API" and "Personal access tokens
/// API", GitLab documentation.
/// </summary>
public sealed class Users(IUserStore users, IGitLabStore store, TimeProvider time)
{
    private const int Attempts = 5;
    private const int MaximumText = 255;

    /// <summary>Creates a user with a namespace of its own. Nobody has a token of it yet.</summary>
    public async Task<GitLabUser> CreateAsync(NewUser wanted, CancellationToken cancel)
    {
        if (!Project.IsSegment(wanted.Username))
            throw GitLabErrors.Validation("username", "is invalid").ToException();
        if (wanted.Name.Length > MaximumText)
            throw GitLabErrors.Validation("name", $"is too long (maximum is {MaximumText} characters)").ToException();
        var at = wanted.Email.IndexOf('@', StringComparison.Ordinal);
        var isAddress = at > 0 && at < wanted.Email.Length - 1 && wanted.Email.Length <= MaximumText;
        if (!isAddress || wanted.Email.Any(char.IsWhiteSpace))
            throw GitLabErrors.Validation("email", "is invalid").ToException();
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            await RequireFreeAsync(wanted, cancel);
            var user = new GitLabUser
            {
                Id = await users.LastUserIdAsync(cancel) + 1,
                Username = wanted.Username,
                Name = wanted.Name,
                Email = wanted.Email,
                IsAdministrator = wanted.IsAdministrator,
                CreatedAt = time.GetUtcNow(),
            };
            if (await store.AddAsync(user, cancel) != StoreOutcome.Done)
                continue;
            await store.EnsureNamespaceAsync(user.Username, cancel);
            return user;
        }
        throw GitLabErrors.Conflict.ToException();
    }

    /// <summary>Creates a personal access token. The token itself is in this answer and nowhere else.</summary>
    public async Task<(PersonalAccessToken Token, string Text)> CreateTokenAsync(
        GitLabUser user, string name, IReadOnlyList<string> scopes, DateOnly? expires, CancellationToken cancel)
    {
        if (scopes.Count == 0 || scopes.Except(TokenScopes.All, StringComparer.Ordinal).Any())
            throw GitLabErrors.DoesNotHaveValue("scopes").ToException();
        if (name.Length > MaximumText)
            throw GitLabErrors.Validation("name", $"is too long (maximum is {MaximumText} characters)").ToException();
        var text = GitLabTokens.Create(GitLabTokens.PersonalAccess);
        var token = new PersonalAccessToken
        {
            UserId = user.Id,
            Name = name,
            Scopes = scopes,
            TokenHash = GitLabTokens.Hash(text),
            CreatedAt = time.GetUtcNow(),
            ExpiresAt = expires is { } day ? new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero) : null,
        };
        await users.AddAsync(token, cancel);
        return (token, text);
    }

    private async Task RequireFreeAsync(NewUser wanted, CancellationToken cancel)
    {
        var all = await store.ListUsersAsync(cancel);
        bool IsSame(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
        if (all.Any(u => IsSame(u.Email, wanted.Email)))
            throw GitLabErrors.Taken("Email has already been taken").ToException();
        var isGroup = await store.FindNamespaceAsync(wanted.Username, cancel) is not null;
        if (isGroup || all.Any(u => IsSame(u.Username, wanted.Username)))
            throw GitLabErrors.Taken("Username has already been taken").ToException();
    }
}
