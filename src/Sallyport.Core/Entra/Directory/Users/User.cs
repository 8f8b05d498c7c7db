namespace Sallyport.Core.Entra.Directory;

/// <summary>A person's account. Source: Microsoft Graph, resource type <c>user</c>.</summary>
public sealed class User
{
    /// <summary>The object id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The tenant it lives in.</summary>
    public required Guid TenantId { get; init; }

    /// <summary>By which the person signs in: a name at a verified domain of the tenant.</summary>
    public string UserPrincipalName { get; set; } = "";

    /// <summary>In which the name is unique. Stored beside it, never read back.</summary>
    public string UserPrincipalNameKey { get => SearchKey.Of(UserPrincipalName); private set { } }

    /// <summary>The name that people see.</summary>
    public string DisplayName { get; set; } = "";

    /// <summary>By which the name is searched. Stored beside it, never read back.</summary>
    public string DisplayNameKey { get => SearchKey.Of(DisplayName); private set { } }

    /// <summary>The first name.</summary>
    public string? GivenName { get; set; }

    /// <summary>The family name.</summary>
    public string? Surname { get; set; }

    /// <summary>The mail address.</summary>
    public string? Mail { get; set; }

    /// <summary>The number of the mobile phone, which people may change themselves.</summary>
    public string? MobilePhone { get; set; }

    /// <summary>The mail alias, which Graph demands of every account.</summary>
    public string MailNickname { get; set; } = "";

    /// <summary>Whether the person may sign in.</summary>
    public bool AccountEnabled { get; set; } = true;

    /// <summary>What is kept of the password; see <see cref="IPasswordHashes"/>.</summary>
    public string PasswordHash { get; set; } = "";

    /// <summary>Whether the password is only good for choosing another one.</summary>
    public bool ForceChangePasswordNextSignIn { get; set; }

    /// <summary>Sessions that began earlier are over.</summary>
    public required DateTimeOffset SignInSessionsValidFrom { get; set; }

    /// <summary>Wrong passwords since the last right one.</summary>
    public int FailedTries { get; set; }

    /// <summary>Until when no password is taken; null: not locked.</summary>
    public DateTimeOffset? LockedUntil { get; set; }

    /// <summary>The template ids of the directory roles that the person holds.</summary>
    public List<Guid> DirectoryRoles { get; init; } = [];

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedDateTime { get; init; }

    /// <summary>The concurrency token.</summary>
    public long Version { get; set; }

    /// <summary>The domain of the name that a person signs in by; empty when it has none.</summary>
    public static string DomainOf(string userPrincipalName) =>
        userPrincipalName[(userPrincipalName.LastIndexOf('@') + 1)..] is var domain
            && domain.Length < userPrincipalName.Length
            ? domain
            : "";
}
