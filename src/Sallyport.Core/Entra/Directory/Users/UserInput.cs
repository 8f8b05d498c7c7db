namespace Sallyport.Core.Entra.Directory;

/// <summary>What a caller says of a user.</summary>
public sealed record UserInput
{
    /// <summary><c>userPrincipalName</c>.</summary>
    public Given<string?> UserPrincipalName { get; init; }

    /// <summary><c>displayName</c>.</summary>
    public Given<string?> DisplayName { get; init; }

    /// <summary><c>givenName</c>.</summary>
    public Given<string?> GivenName { get; init; }

    /// <summary><c>surname</c>.</summary>
    public Given<string?> Surname { get; init; }

    /// <summary><c>mail</c>.</summary>
    public Given<string?> Mail { get; init; }

    /// <summary><c>mobilePhone</c>.</summary>
    public Given<string?> MobilePhone { get; init; }

    /// <summary><c>mailNickname</c>.</summary>
    public Given<string?> MailNickname { get; init; }

    /// <summary><c>accountEnabled</c>.</summary>
    public Given<bool> AccountEnabled { get; init; }

    /// <summary><c>passwordProfile/password</c>.</summary>
    public Given<string?> Password { get; init; }

    /// <summary><c>passwordProfile/forceChangePasswordNextSignIn</c>.</summary>
    public Given<bool> ForceChangePasswordNextSignIn { get; init; }

    /// <summary>
    /// Whether it holds only what people may say of themselves. Source: "What are the default user permissions in
    /// Microsoft Entra ID?": the phone number, among what is kept here.
    /// </summary>
    public bool IsOfOwnProfile => (this with { MobilePhone = default }) == new UserInput();

    /// <summary>Whether it touches by what and whether the person signs in.</summary>
    public bool ChangesAccess =>
        UserPrincipalName.IsGiven || AccountEnabled.IsGiven || ChangesPassword;

    /// <summary>Whether it sets a password, or that the person has to choose another one.</summary>
    public bool ChangesPassword => Password.IsGiven || ForceChangePasswordNextSignIn.IsGiven;
}
