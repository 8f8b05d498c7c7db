namespace Sallyport.Core.Entra.Rules;

// What is said to people and their clients.
public static partial class Aadsts
{
    /// <summary>The password is another one, or nobody has this name: strangers learn nothing of who has one.</summary>
    public static AadstsRefusal WrongPassword() =>
        InvalidGrant(50126, "Error validating credentials due to invalid username or password.");

    /// <summary>
    /// The account that a refresh token was given to is gone; or nobody has this name, where the tenant tells that.
    /// </summary>
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

    /// <summary>The session was ended after it had begun, or this client's part of it alone.</summary>
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

    /// <summary>A refresh token of a single-page application, whose life no use prolongs.</summary>
    public static AadstsRefusal SinglePageTokenExpired(DateTimeOffset issued) => InvalidGrant(700084,
        "The refresh token was issued to a single page app (SPA), and therefore has a fixed, limited lifetime of " +
        "1.00:00:00, which cannot be extended. It is now expired and a new sign in request must be sent by the SPA " +
        $"to the sign in page. The token was issued on {Instant(issued)}.");

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

    /// <summary>No redirect URI of the application is the requested one.</summary>
    public static AadstsRefusal RedirectUriDiffers(string uri, Guid appId) => InvalidRequest(50011,
        $"The redirect URI '{uri}' specified in the request does not match the redirect URIs configured for the " +
        $"application '{appId}'. Make sure the redirect URI sent in the request matches one added to your " +
        "application in the Azure portal. Navigate to https://aka.ms/redirectUriMismatchError to learn more about " +
        "how to fix this.");

    /// <summary>No redirect URI in the request, and none or several with the application.</summary>
    public static AadstsRefusal RedirectUriMissing() => InvalidRequest(900971, "No reply address provided.");

    /// <summary>A single-page application without PKCE.</summary>
    public static AadstsRefusal ChallengeMissing() => InvalidRequest(9002325,
        "Proof Key for Code Exchange is required for cross-origin authorization code redemption.");

    /// <summary>No page may be shown, and nobody is signed in.</summary>
    public static AadstsRefusal SilentSignInFailed() => Refuse(50058, "login_required", 400,
        "A silent sign-in request was sent but no user is signed in.");

    /// <summary>No page may be shown, and the person has not allowed what is asked for.</summary>
    public static AadstsRefusal SilentConsentFailed(Guid appId, string name) =>
        ConsentMissing(appId, name) with { Error = "interaction_required" };

    /// <summary>An application of one tenant at an address of all.</summary>
    public static AadstsRefusal NotMultiTenant(string appId) => InvalidRequest(50194,
        $"Application '{appId}' is not configured as a multi-tenant application. Usage of the /common endpoint " +
        "is not supported for such apps created after '10/15/2018'. Use a tenant-specific endpoint or configure the " +
        "application to be multi-tenant.");

    /// <summary>A response type that the application has not switched on.</summary>
    public static AadstsRefusal ResponseTypeNotEnabled(string type) => Refuse(700054, "unsupported_response_type", 400,
        $"response_type '{type}' is not enabled for the application.");

    /// <summary>A response type that there is not.</summary>
    public static AadstsRefusal UnsupportedResponseType() => Refuse(70005, "unsupported_response_type", 400,
        "The provided value for the input parameter 'response_type' is not allowed for this client.");

    /// <summary>A response mode that there is not, or that would show a token in an address.</summary>
    public static AadstsRefusal UnsupportedResponseMode(string mode) => InvalidRequest(70007,
        $"'{mode}' is not a supported value of 'response_mode' when requesting a token.");

    /// <summary>A challenge of PKCE that has no allowed form.</summary>
    public static AadstsRefusal ChallengeMalformed() => InvalidRequest(501491,
        "Invalid size of Code_Challenge parameter.");

    /// <summary>A verifier that is not the challenge's.</summary>
    public static AadstsRefusal VerifierDiffers() => InvalidGrant(501481,
        "The Code_Verifier does not match the code_challenge supplied in the authorization request.");

    /// <summary>A code for the second time.</summary>
    public static AadstsRefusal CodeRedeemed() => InvalidGrant(54005,
        "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing " +
        "refresh token.");

    /// <summary>A code that is too old.</summary>
    public static AadstsRefusal CodeExpired() => InvalidGrant(70008,
        "The provided authorization code or refresh token is expired. Send a new interactive authorization request " +
        "for this user and resource.");

    /// <summary>A code for a single-page application that no browser redeems.</summary>
    public static AadstsRefusal OnlyCrossOrigin() => InvalidRequest(9002327,
        "Tokens issued for the 'Single-Page Application' client-type may only be redeemed via cross-origin requests.");

    /// <summary>A code for another kind of client that a page redeems.</summary>
    public static AadstsRefusal NotCrossOrigin() => InvalidRequest(9002326,
        "Cross-origin token redemption is permitted only for the 'Single-Page Application' client-type.");

    /// <summary>The person said no.</summary>
    public static AadstsRefusal ConsentDeclined() => Refuse(65004, "access_denied", 400,
        "User declined to consent to access the app.");

    /// <summary>A permission that the resource does not offer.</summary>
    public static AadstsRefusal PermissionNotOffered(string name, string permission, Guid resource) =>
        Refuse(650053, "invalid_client", 400,
            $"The application '{name}' asked for scope '{permission}' that doesn't exist on the resource "
            + $"'{resource}'. Contact the app vendor.");

    /// <summary>Only an administrator can allow it.</summary>
    public static AadstsRefusal AdministratorConsentMissing(string name) => Refuse(90094, "access_denied", 400,
        $"An administrator of the tenant has to consent to the permissions that '{name}' asks for.");

    /// <summary>The person has not finished at the page for device codes.</summary>
    public static AadstsRefusal DeviceCodePending() => Refuse(70016, "authorization_pending", 400,
        "OAuth 2.0 device flow error. Authorization is pending. Continue polling.");

    /// <summary>The person took too long.</summary>
    public static AadstsRefusal DeviceCodeExpired() => Refuse(70020, "expired_token", 400,
        "The provided value for the input parameter 'device_code' is not valid. This device code has expired.");

    /// <summary>The person said no at the page for device codes. The number is not known.</summary>
    public static AadstsRefusal DeviceCodeDeclined() => Refuse(65004, "authorization_declined", 400,
        "User declined to consent to access the app.");

    /// <summary>A device code that nobody was given, or that was redeemed. The number is not known.</summary>
    public static AadstsRefusal DeviceCodeUnknown() => Refuse(70018, "bad_verification_code", 400,
        "The provided value for the input parameter 'device_code' is not valid.");

    private static AadstsRefusal InvalidGrant(int number, string text) => Refuse(number, "invalid_grant", 400, text);
}
