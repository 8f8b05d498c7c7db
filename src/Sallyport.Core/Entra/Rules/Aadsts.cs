using System.Globalization;

namespace Sallyport.Core.Entra.Rules;

/// <summary>
/// The catalogue of the token service's refusals. Source: "Microsoft Entra authentication and authorization error
/// codes" and, for the federated family, public reports of what the service answers.
/// </summary>
public static partial class Aadsts
{
    private const string FederationDocs = "https://learn.microsoft.com/entra/workload-id/workload-identity-federation";
    private const string CheckCredential =
        "Check your federated identity credential Subject, Audience and Issuer against the presented assertion. "
            + $"{FederationDocs}";

    // The federated exchange: what did not match.

    /// <summary>The application has no federated identity credential at all.</summary>
    public static AadstsRefusal NoCredential(string clientId, string name) => InvalidClient(70025,
        $"The client '{clientId}'({name}) has no configured federated identity credentials.");

    /// <summary>The same in the words of 2024.</summary>
    public static AadstsRefusal NoCredentialIn2024() =>
        InvalidClient(70025, "Client application has no configured federated identity credentials.");

    /// <summary>What the tutorial prints for a mismatch of issuer or exact subject.</summary>
    public static AadstsRefusal NoMatchingRecord(string issuer, string subject, string audience) =>
        InvalidRequest(70021,
        "No matching federated identity record found for presented assertion. Assertion Issuer: " +
        $"'{Shown(issuer)}'. Assertion Subject: '{Shown(subject)}'. Assertion Audience: '{Shown(audience)}'. " +
        "https://docs.microsoft.com/en-us/azure/active-directory/develop/workload-identity-federation");

    /// <summary>No credential names the issuer.</summary>
    public static AadstsRefusal NoMatchingIssuer(string issuer) => InvalidClient(700211,
        $"No matching federated identity record found for presented assertion issuer '{Shown(issuer)}'. " +
        CheckCredential);

    /// <summary>A credential names the issuer, none of those the audience.</summary>
    public static AadstsRefusal NoMatchingAudience(string audience) => InvalidClient(700212,
        $"No matching federated identity record found for presented assertion audience '{Shown(audience)}'. " +
        CheckCredential);

    /// <summary>Issuer and audience fit, no subject does.</summary>
    public static AadstsRefusal NoMatchingSubject(string subject) => InvalidClient(700213,
        $"No matching federated identity record found for presented assertion subject '{Shown(subject)}'. " +
        CheckCredential);

    /// <summary>The subject fits but for its letter case.</summary>
    public static AadstsRefusal NoMatchingSubjectByCase(string subject) => InvalidClient(7002138,
        $"No matching federated identity record found for presented assertion subject '{Shown(subject)}'. " +
        "The subject matches with case-insensitive comparison, but not with case-sensitive comparison. " +
        "Check your federated identity credential Subject, Audience and Issuer against the presented assertion. " +
        $"See documentation at: {FederationDocs} See breaking change notification and remediation at: " +
        "https://learn.microsoft.com/en-us/entra/identity-platform/reference-breaking-changes#august-2024.");

    /// <summary>
    /// No subject fits, and no expression holds. Under all rules: 70021 was gone before there were expressions.
    /// </summary>
    public static AadstsRefusal NoMatchingExpression(string subject) => InvalidClient(7002131,
        $"No matching federated identity record found for presented assertion subject '{Shown(subject)}' or no " +
        "federated identity credential expression matched. Please check your federated identity credential " +
        "Subject, Expression, Audience and Issuer against the presented assertion. " +
        FederationDocs);

    // The federated exchange: what cannot be read, fetched or verified.

    /// <summary>The assertion's <c>typ</c> names another kind of token.</summary>
    public static AadstsRefusal AssertionTypeNotAllowed() => InvalidRequest(5002727,
        "Invalid JWT header type specified. Allowed types: 'JWT','http://openid.net/specs/jwt/1.0'.");

    /// <summary>The assertion is signed with an algorithm that is not taken.</summary>
    /// <param name="algorithm">Its <c>alg</c>, or null.</param>
    /// <param name="supported">What is taken.</param>
    public static AadstsRefusal UnsupportedAlgorithm(string? algorithm, params IEnumerable<string> supported) =>
        InvalidClient(5002738,
        $"Invalid JWT token. '{Shown(algorithm)}' is not a supported signature algorithm. Supported signing "
            + $"algorithms are: '{string.Join(',', supported)}'");

    /// <summary>The assertion is a token of Microsoft Entra itself.</summary>
    public static AadstsRefusal IssuedByEntra() =>
        InvalidRequest(700222, "AAD-issued tokens may not be used for federated identity flows.");

    /// <summary>The assertion is no well-formed JWT.</summary>
    public static AadstsRefusal MalformedAssertion() => InvalidRequest(50027, "JWT token is invalid or malformed.");

    /// <summary>A claim that every assertion needs is missing or empty.</summary>
    public static AadstsRefusal MissingInAssertion(string claim) => InvalidRequest(90014,
        $"The required field '{claim}' is missing from the credential. Ensure that you have all the necessary "
            + "parameters for the login request.");

    /// <summary>The issuer's discovery document or key set could not be had.</summary>
    /// <param name="how">What was asked for and how it failed, for the log.</param>
    public static AadstsRefusal IssuerUnreachable(string? how) =>
        InvalidRequest(501661, "Request to External OIDC endpoint failed.") with { LogDetail = how };

    /// <summary>The issuer's key set has no such key that may be used.</summary>
    /// <param name="keyId">The key that the token names.</param>
    /// <param name="why">Why the key set's key of this name is not used; null when it has none.</param>
    public static AadstsRefusal AssertionKeyNotFound(string? keyId, string? why) =>
        InvalidClient(700027, "Client assertion contains an invalid signature. [Reason - The key was not found.]")
            with { LogDetail = why is null ? $"kid '{keyId}'" : $"kid '{keyId}': the key {why}" };

    /// <summary>The signature does not verify with the issuer's key.</summary>
    public static AadstsRefusal AssertionSignatureInvalid() =>
        InvalidClient(7000274, "Federated identity credential assertion contains an invalid signature.");

    /// <summary>From <c>iat</c> to <c>exp</c> it is longer than 25 hours. Without <c>iat</c>: from 1970.</summary>
    public static AadstsRefusal AssertionLivesTooLong(DateTimeOffset issued, DateTimeOffset expires) =>
        InvalidClient(70023,
        "External OIDC Provider token must have a lifetime of less than or equal to 1.01:00:00. Token issued at "
            + $"{issued.ToUnixTimeSeconds()}. Token expires on {expires.ToUnixTimeSeconds()}.");

    /// <summary>Before <c>nbf</c>, after <c>exp</c>; or a client's own, valid for longer than is allowed.</summary>
    public static AadstsRefusal AssertionOutsideItsTime(
        DateTimeOffset now, DateTimeOffset? from, DateTimeOffset expires) =>
        InvalidClient(700024,
        $"Client assertion is not within its valid time range. Current time: {Instant(now)}, assertion valid from " +
        $"{Instant(from ?? now)}, expiry time of assertion {Instant(expires)}. Review the documentation at " +
        "https://docs.microsoft.com/azure/active-directory/develop/active-directory-certificate-credentials .");

    /// <summary>
    /// The assertion was presented before, and its credential takes each once only. Microsoft Entra has no such
    /// setting, hence the general code.
    /// </summary>
    public static AadstsRefusal AssertionSpent() => InvalidClient(50013,
        "Assertion was presented before, and the federated identity credential takes each assertion only once.");

    // The client's own certificate.

    /// <summary>The self-issued assertion is about another client.</summary>
    public static AadstsRefusal ClientIdentifierDiffers(string subject, Guid appId) => InvalidClient(700021,
        "Client assertion application identifier doesn't match 'client_id' parameter. Assertion subject: "
            + $"'{Shown(subject)}', client_id: '{appId}'.");

    /// <summary>The self-issued assertion is for another token service.</summary>
    public static AadstsRefusal AudienceIsNotOurs(string audience) => InvalidClient(700023,
        $"Client assertion audience claim does not match Realm issuer. Assertion audience: '{Shown(audience)}'. " +
        "Review the documentation at "
            + "https://docs.microsoft.com/azure/active-directory/develop/active-directory-certificate-credentials .");

    /// <summary>Neither <c>kid</c> nor <c>x5t</c> nor <c>x5t#S256</c>.</summary>
    public static AadstsRefusal AssertionNamesNoKey() => InvalidClient(5002723,
        "Invalid JWT token. No certificate SHA-1 thumbprint, certificate SHA-256 thumbprint, nor keyId specified in "
            + "token header.");

    /// <summary>The application has no such certificate.</summary>
    public static AadstsRefusal CertificateNotRegistered(string? thumbprint) => InvalidClient(700027,
        "The certificate with identifier used to sign the client assertion is not registered on application. " +
        $"[Reason - The key was not found., Thumbprint of key used by client: '{Shown(thumbprint)}'.]");

    /// <summary>The certificate is registered, and the signature is not of its key.</summary>
    public static AadstsRefusal CertificateSignatureInvalid(byte[] thumbprint) => InvalidClient(700027,
        "Client assertion contains an invalid signature. [Reason - The key used is not valid for the signature., " +
        $"Thumbprint of key used by client: '{Convert.ToHexString(thumbprint)}'.]");

    /// <summary>The certificate is registered, and not valid now.</summary>
    public static AadstsRefusal CertificateExpired(byte[] thumbprint, DateTimeOffset start, DateTimeOffset end) =>
        InvalidClient(700027,
        "Client assertion contains an invalid signature. [Reason - The key used is expired., Thumbprint of key " +
        $"used by client: '{Convert.ToHexString(thumbprint)}', Found key 'Start={Instant(start)}, " +
        $"End={Instant(end)}'.]");

    // Tenant, client, scope, request.

    /// <summary>No such tenant.</summary>
    public static AadstsRefusal TenantNotFound(string tenant) => InvalidRequest(90002,
        $"Tenant '{Shown(tenant)}' not found. Check to make sure you have the correct tenant ID and are signing into " +
        "the correct cloud. Check with your subscription administrator, this may happen if there are no active " +
        "subscriptions for the tenant.");

    /// <summary>The same at a discovery document, where the OAuth error differs.</summary>
    public static AadstsRefusal TenantNotFoundByDiscovery(string tenant) =>
        TenantNotFound(tenant) with { Error = "invalid_tenant" };

    /// <summary>The tenant is neither an id nor a domain name.</summary>
    public static AadstsRefusal TenantMalformed(string tenant) => InvalidRequest(900023,
        $"Specified tenant identifier '{Shown(tenant)}' is neither a valid DNS name, nor a valid external domain.");

    /// <summary>The tenant is the empty GUID: a setting that nobody filled in.</summary>
    public static AadstsRefusal TenantEmpty() => InvalidRequest(900021,
        $"Requested tenant identifier '{Guid.Empty}' is not valid. Tenant identifiers may not be an empty GUID.");

    /// <summary>The client id is the empty GUID: a setting that nobody filled in.</summary>
    public static AadstsRefusal ClientIdEmpty() =>
        Refuse(700038, "unauthorized_client", 400, $"{Guid.Empty} is not a valid application identifier.");

    /// <summary>No application with this client id in the tenant.</summary>
    public static AadstsRefusal ApplicationNotFound(string clientId, string tenantName) =>
        Refuse(700016, "unauthorized_client", 400,
        $"Application with identifier '{Shown(clientId)}' was not found in the directory '{tenantName}'. This can " +
        "happen if the application has not been installed by the administrator of the tenant or consented to by " +
        "any user in the tenant. You may have sent your authentication request to the wrong tenant.");

    /// <summary>The application has no service principal in the tenant.</summary>
    public static AadstsRefusal ServicePrincipalMissing(Guid appId, Guid tenantId) => InvalidClient(7000229,
        $"The client application {appId} is missing service principal in the tenant {tenantId}. " +
        "See instructions here: https://go.microsoft.com/fwlink/?linkid=2225119");

    /// <summary>The service principal may not sign in.</summary>
    public static AadstsRefusal ApplicationDisabled(Guid appId, string name) =>
        Refuse(7000112, "unauthorized_client", 400,
        $"Application '{appId}'({name}) is disabled.");

    /// <summary>No secret of the application has this value, or it is not valid yet.</summary>
    public static AadstsRefusal WrongSecret(Guid appId) => InvalidClient(7000215,
        "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, " +
        $"not the client secret ID, for a secret added to app '{appId}'.");

    /// <summary>The secret is right, and over.</summary>
    public static AadstsRefusal SecretExpired(Guid appId) => InvalidClient(7000222,
        $"The provided client secret keys for app '{appId}' are expired. Visit the Azure portal to create new keys " +
        "for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added " +
        "security: https://aka.ms/certCreds.");

    /// <summary>Neither a secret nor an assertion.</summary>
    public static AadstsRefusal NoProof() => InvalidClient(7000216,
        "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.");

    /// <summary>A parameter is missing.</summary>
    public static AadstsRefusal MissingParameter(string name) => InvalidRequest(900144,
        $"The request body must contain the following parameter: '{name}'.");

    /// <summary>The request cannot be read: not a form, doubled parameters, two ways of authentication.</summary>
    public static AadstsRefusal MalformedRequest(string reason) =>
        InvalidRequest(9002313, "Invalid request. Request is malformed or invalid.") with { LogDetail = reason };

    /// <summary>A grant that is not offered.</summary>
    public static AadstsRefusal UnsupportedGrant(string grant) => Refuse(70003, "unsupported_grant_type", 400,
        $"The app requested an unsupported grant type '{Shown(grant)}'.");

    /// <summary>The scope does not end in <c>/.default</c>.</summary>
    public static AadstsRefusal ScopeWithoutDefault(string scope) => Refuse(1002012, "invalid_scope", 400,
        $"The provided value for scope {Shown(scope)} is not valid. Client credential flows must have a scope " +
        "value with /.default suffixed to the resource identifier (application ID URI).");

    /// <summary>The scope names several resources, or one and something else: a token is for one.</summary>
    public static AadstsRefusal ScopeOfSeveral(string scope) => Refuse(70011, "invalid_scope", 400,
        "The provided request must include a 'scope' input parameter. The provided value for the input parameter " +
        $"'scope' is not valid. The scope {Shown(scope)} is not valid.");

    /// <summary>No service principal bears the name of the resource.</summary>
    public static AadstsRefusal ResourceNotFound(string resource, string tenantName) =>
        Refuse(500011, "invalid_resource", 400,
        $"The resource principal named {Shown(resource)} was not found in the tenant named {tenantName}. This can " +
        "happen if the application has not been installed by the administrator of the tenant or consented to by " +
        "any user in the tenant. You might have sent your authentication request to the wrong tenant.");

    /// <summary>The resource's service principal is disabled: nobody gets tokens for it.</summary>
    public static AadstsRefusal ResourceDisabled(string resource) => Refuse(500014, "invalid_resource", 400,
        $"The service principal for resource '{Shown(resource)}' is disabled. This indicate that a subscription " +
        "within the tenant has lapsed, or that the administrator for this tenant has disabled the application, " +
        "preventing tokens from being issued for it.");

    /// <summary>Instance discovery for a host that is no login host.</summary>
    public static AadstsRefusal UnknownInstance() =>
        Refuse(50049, "invalid_instance", 400, "Unknown or invalid instance.");

    /// <summary>Only POST is taken.</summary>
    public static AadstsRefusal OnlyPost(string method) => InvalidRequest(900561,
        $"The endpoint only accepts POST requests. Received a {method} request.");

    /// <summary>No such route: a page for people, not an OAuth answer, hence no number.</summary>
    public static AadstsRefusal UnknownRoute() => Refuse(0, "", 404, "The requested page was not found.");

    /// <summary>The record of the answer cannot be written, so there is no answer (fail closed).</summary>
    public static AadstsRefusal Unavailable() => Refuse(90033, "temporarily_unavailable", 503,
        "A transient error has occurred. Please try again.");

    /// <summary>
    /// Too many requests. Source for the number and the text: "Microsoft Entra authentication and authorization error
    /// codes"; the service's body is unconfirmed, MSAL goes by status and <c>Retry-After</c>.
    /// </summary>
    public static AadstsRefusal TooManyRequests() => Refuse(90055, "temporarily_unavailable", 429,
        "There are too many incoming requests.");

    /// <summary>What is in no catalogue.</summary>
    public static AadstsRefusal Failure() =>
        Refuse(90033, "server_error", 500, "A transient error has occurred. Please try again.");

    private static AadstsRefusal InvalidClient(int number, string text) => Refuse(number, "invalid_client", 401, text);

    private static AadstsRefusal InvalidRequest(int number, string text) =>
        Refuse(number, "invalid_request", 400, text);

    private static AadstsRefusal Refuse(int number, string error, int status, string text) =>
        new(number, error, status, text);

    // No credential, name or id is longer; the rest would only make answers and records as long as a request may be.
    private static string? Shown(string? text) => text is { Length: > 600 } ? text[..600] + "..." : text;

    private static string Instant(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
}
