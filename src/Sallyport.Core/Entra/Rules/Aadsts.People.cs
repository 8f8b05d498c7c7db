namespace Sallyport.Core.Entra.Rules;

// What is said to people and their clients.
public static partial class Aadsts
{
    /// <summary>The password is another one, or nobody has this name: strangers learn nothing of who has one.</summary>
    public static AadstsRefusal WrongPassword() =>
        InvalidGrant(50126, "Error validating credentials due to invalid username or password.");

    /// <summary>The account that a refresh token was given to is gone.</summary>
    public static AadstsRefusal AccountNotFound(string tenantName) => InvalidGrant(50034,
        $"The user account {{EmailHidden}} does not exist in the {tenantName} directory. To sign into this " +
        "application, the account must be added to the directory.") with { Suberror = "bad_token" };

    /// <summary>
    /// Too many wrong passwords. The words of today are not known but for their beginning.
    /// </summary>
    public static AadstsRefusal AccountLocked() => InvalidGrant(50053,
        "The account is locked, you've tried to sign in too many times with an incorrect user ID or password.");

    /// <summary>The password is only good for choosing another one.</summary>
    public static AadstsRefusal PasswordExpired() => InvalidGrant(50055, "The password is expired.");

    /// <summary>The person may not sign in.</summary>
    public static AadstsRefusal AccountDisabled() => InvalidGrant(50057, "The user account is disabled.");

    /// <summary>The session was ended after it had begun.</summary>
    public static AadstsRefusal GrantRevoked(DateTimeOffset issued, DateTimeOffset validFrom) => InvalidGrant(50173,
        "The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have " +
        $"changed or reset their password. The grant was issued on '{Instant(issued)}' and the TokensValidFrom date " +
        $"(before which tokens are not valid) for this user is '{Instant(validFrom)}'.");

    /// <summary>A refresh token that nobody was given, or another client or tenant.</summary>
    public static AadstsRefusal GrantMalformed() => InvalidGrant(70000, "Provided grant is invalid or malformed.");

    /// <summary>A refresh token that was not used for too long.</summary>
    public static AadstsRefusal RefreshTokenExpired(DateTimeOffset issued) => InvalidGrant(700082,
        "The refresh token has expired due to inactivity. The token was issued on " +
        $"{Instant(issued)} and was inactive for 90.00:00:00.");

    /// <summary>The client may not act for people on this resource.</summary>
    public static AadstsRefusal ConsentMissing(Guid appId, string name) => InvalidGrant(65001,
        $"The user or administrator has not consented to use the application with ID '{appId}' named '{name}'. Send " +
        "an interactive authorization request for this user and resource.") with { Suberror = "consent_required" };

    /// <summary>A public client that sends a proof.</summary>
    public static AadstsRefusal ClientIsPublic() => InvalidClient(700025,
        "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.");

    /// <summary>A confidential client that sends none.</summary>
    public static AadstsRefusal ProofMissing() => InvalidClient(7000218,
        "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.");

    /// <summary>A password at an endpoint that does not say whose account it is.</summary>
    public static AadstsRefusal GrantNotAtCommon() => InvalidRequest(9001023,
        "The grant type is not supported over the /common or /consumers endpoints. Please use the /organizations " +
        "or tenant-specific endpoint.");

    private static AadstsRefusal InvalidGrant(int number, string text) => Refuse(number, "invalid_grant", 400, text);
}
