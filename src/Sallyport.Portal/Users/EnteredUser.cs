namespace Sallyport.Portal.Users;

/// <summary>What was typed into the form for a new user.</summary>
public sealed record EnteredUser
{
    /// <summary>The user principal name as far as the @.</summary>
    public string Name { get; init; } = "";

    /// <summary>What follows the @.</summary>
    public string Domain { get; init; } = "";

    /// <summary>The name that people see.</summary>
    public string DisplayName { get; init; } = "";

    /// <summary>The initial password; empty when one is to be made.</summary>
    public string Password { get; init; } = "";

    /// <summary>Whether the password is only good for choosing another one.</summary>
    public bool MustChange { get; init; } = true;

    /// <summary>Whether the person may sign in.</summary>
    public bool AccountEnabled { get; init; } = true;
}
