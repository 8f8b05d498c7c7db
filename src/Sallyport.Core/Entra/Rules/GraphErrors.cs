using System.Globalization;
using Sallyport.Core.Refusals;

namespace Sallyport.Core.Entra.Rules;

/// <summary>One of the <c>details</c> of a Graph error.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Message">Its text.</param>
/// <param name="Target">The member that it is about.</param>
public sealed record GraphErrorDetail(string Code, string Message, string Target);

/// <summary>A refusal of Microsoft Graph.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code"><c>error.code</c>.</param>
/// <param name="Message"><c>error.message</c>.</param>
public sealed record GraphRefusal(int Status, string Code, string Message) : Refusal(Status, Code, Message)
{
    /// <summary><c>error.details</c>; left out when empty.</summary>
    public IReadOnlyList<GraphErrorDetail> Details { get; init; } = [];

    /// <summary>The member that it is about, which a form has as a field; null: none, or several.</summary>
    public string? Property { get; init; }

    /// <summary>What a form says of it: the message, unless that speaks of names that only the wire has.</summary>
    public string Plain { get => field ?? Message; init; }
}

/// <summary>
/// What the directory and its surface refuse with. Source: "Microsoft Graph error responses"; recorded answers of the
/// service. Texts that are not public are our own.
/// </summary>
public static class GraphErrors
{
    private const string Bad = "Request_BadRequest";
    private const string Taken = "Request_MultipleObjectsWithSameKeyValue";
    private const string Value = "InvalidFederatedIdentityCredentialValue";

    /// <summary>The bearer token is missing or not taken.</summary>
    public static GraphRefusal InvalidToken(string message) => new(401, "InvalidAuthenticationToken", message);

    /// <summary>The token lacks the app role.</summary>
    public static GraphRefusal Denied() =>
        new(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");

    /// <summary>An application asks for what only a person has.</summary>
    public static GraphRefusal OnlyForPeople() =>
        BadRequest("/me request is only valid with delegated authentication flow.");

    /// <summary>The request itself is malformed: its URI, its query options, its media type, its JSON.</summary>
    public static GraphRefusal BadRequest(string message) => new(400, "BadRequest", message);

    /// <summary>The database cannot be read or written for now. Source: "Microsoft Graph error responses".</summary>
    public static GraphRefusal Unavailable() => new(503, "serviceNotAvailable",
        "The service is temporarily unavailable. You may repeat the request after a delay.");

    /// <summary>Too many requests. Source: "Microsoft Graph throttling guidance".</summary>
    public static GraphRefusal TooManyRequests() =>
        new(429, "TooManyRequests", "Too many requests. Please retry after a delay.");

    /// <summary>A body that is longer than is read.</summary>
    public static GraphRefusal TooLarge(int maximum) =>
        new(413, "RequestEntityTooLarge", $"The request body must not be longer than {maximum} bytes.");

    /// <summary>A path that lost the key of a collection's item, as when a shell variable was empty.</summary>
    public static GraphRefusal SegmentWithoutKey(string collection) => BadRequest(
        $"The request URI is not valid. Since the segment '{collection}' refers to a collection, this must be the "
            + "last segment in the "

        + "request URI or it must be followed by an function or action that can be bound to it otherwise all "
        + "intermediate segments must "
        + "refer to a single resource.");

    /// <summary>The request is well formed and asks for something that cannot be.</summary>
    public static GraphRefusal Invalid(string message) => new(400, Bad, message);

    /// <summary>A filter that is valid OData and not offered.</summary>
    public static GraphRefusal UnsupportedQuery(string message) => new(400, "Request_UnsupportedQuery", message);

    /// <summary>No such object in the caller's tenant.</summary>
    public static GraphRefusal NotFound(string id) => new(404, "Request_ResourceNotFound",
        $"Resource '{id}' does not exist or one of its queried reference-property objects are not present.");

    /// <summary>No such method on a route that is known.</summary>
    public static GraphRefusal MethodNotAllowed() =>
        new(405, Bad, "Specified HTTP method is not allowed for the request target.");

    /// <summary>An id that is no GUID.</summary>
    public static GraphRefusal InvalidObjectId(string id) => Invalid($"Invalid object identifier '{id}'.");

    /// <summary>A value outside of its form or length.</summary>
    public static GraphRefusal InvalidValue(string property, string resource, string why) =>
        Invalid($"Invalid value specified for property '{property}' of resource '{resource}': {why}") with
        {
            Property = property, Plain = Sentence(why),
        };

    /// <summary>A member without which nothing can be made.</summary>
    public static GraphRefusal ValueRequired(string property, string resource) =>
        Invalid($"A value is required for property '{property}' of resource '{resource}'.") with
        {
            Property = property,
        };

    /// <summary>The proof of possession of a certificate's private key is none.</summary>
    public static GraphRefusal ProofInvalid() =>
        new(401, "Authentication_MissingOrMalformed", "Access Token missing or malformed.");

    /// <summary>A member that only the service sets.</summary>
    public static GraphRefusal ReadOnly(string property) =>
        Invalid($"Property '{property}' is read-only and cannot be set.");

    /// <summary>Two writers met too often; nothing was written.</summary>
    public static GraphRefusal Concurrency() => new(409, "Directory_ConcurrencyViolation",
        "There were conflicts with other requests on the same object. Nothing was changed; repeat the request.");

    /// <summary>An application ID URI that names neither the application nor its tenant.</summary>
    public static GraphRefusal HostNameNotOnVerifiedDomain(string uri) => new(400, "HostNameNotOnVerifiedDomain",
        "Values of identifierUris property must use a verified domain of the organization or its subdomain: "
        + $"'{uri}'");

    /// <summary>An application ID URI that another application has.</summary>
    public static GraphRefusal IdentifierUriTaken() =>
        Invalid("Another object with the same value for property identifierUris already exists.");

    /// <summary>A redirect URI that the application has already, on whatever platform.</summary>
    public static GraphRefusal RedirectUriTwice() => Invalid("Redirect URIs must have distinct values.");

    /// <summary>More redirect URIs than an application may have. The text is our own.</summary>
    public static GraphRefusal TooManyRedirectUris(int maximum) =>
        Invalid($"An application can have at most {maximum} redirect URIs.");

    /// <summary>A service principal for a client id that no application of the tenant has.</summary>
    public static GraphRefusal NoBackingApplication(string appId)
    {
        var message = $"The appId '{appId}' of the service principal does not reference a valid application object.";
        var detail = new GraphErrorDetail("NoBackingApplicationObject", message, "appId");
        return Invalid(message) with { Details = [detail] };
    }

    /// <summary>A second service principal for a client id, or a name that is taken.</summary>
    public static GraphRefusal ServicePrincipalTaken(Guid appId) => new(409, Taken,
        "The service principal cannot be created, updated, or restored because the service principal name "
        + $"{appId} is already in use.");

    /// <summary>
    /// A service principal of the cloud itself, which no customer can delete. The text is the service's; status and
    /// code are not public.
    /// </summary>
    public static GraphRefusal PrincipalIsInternal() => Invalid("Specified App Principal ID is Microsoft Internal.");

    /// <summary>A service principal without which nobody would get a token. The rule is our own.</summary>
    public static GraphRefusal ServiceStaysEnabled(string name) => Invalid(
        $"The service principal of '{name}' cannot be disabled here: nobody would get a token for it any more.");

    /// <summary>What the owner cannot get back. The rule is our own.</summary>
    /// <param name="what">What it would lose.</param>
    public static GraphRefusal LastWayIn(string what) => Invalid(
        $"This would remove {what}, and with it the owner's last way to manage this Sallyport instance. Nothing was "
        + $"changed. If you mean it, repeat the request with the header '{ConfirmHeader}: {ConfirmLastWayIn}'.");

    /// <summary>What would leave nobody who can give people their roles. The rule is our own.</summary>
    public static GraphRefusal LastAdministrator() => Invalid(
        "This would leave the tenant without a Global Administrator who can sign in. Nothing was changed. If you mean "
        + $"it, repeat the request with the header '{ConfirmHeader}: {ConfirmLastWayIn}'.");

    /// <summary>
    /// The header by which a caller confirms what <see cref="LastWayIn"/> and <see cref="LastAdministrator"/> refuse.
    /// </summary>
    public const string ConfirmHeader = "x-sallyport-confirm";

    /// <summary>What the header says when the caller means the owner's last way in.</summary>
    public const string ConfirmLastWayIn = "last-way-in";

    /// <summary>A role that the resource does not offer to applications.</summary>
    public static GraphRefusal RoleNotFound(Guid roleId, string resource) =>
        Invalid($"Permission being assigned was not found on application: the role '{roleId}' of '{resource}'.");

    /// <summary>A role that the principal has already.</summary>
    public static GraphRefusal RoleGranted() => Invalid("Permission being assigned already exists on the object.");

    /// <summary>A user's name outside of the tenant's verified domains.</summary>
    public static GraphRefusal UserDomainNotVerified() => Invalid(
        "The domain portion of the userPrincipalName property is invalid. You must use one of the verified domain "
        + "names in your organization.") with
    {
        Property = "domain", Plain = "Choose a verified domain of the tenant.",
    };

    /// <summary>A name that another user has.</summary>
    public static GraphRefusal UserNameTaken()
    {
        const string message = "Another object with the same value for property userPrincipalName already exists.";
        return Invalid(message) with
        {
            Details = [new("ObjectConflict", message, "userPrincipalName")],
            Property = "userPrincipalName",
            Plain = "A user with this name already exists.",
        };
    }

    /// <summary>A password that is too short, too long or of too few kinds of characters.</summary>
    public static GraphRefusal PasswordTooWeak() => Invalid(
        "The specified password does not comply with password complexity requirements. Please provide a different "
        + "password.") with
    {
        Property = "passwordProfile",
    };

    /// <summary>The password that a person says it has is another one, or the account is locked.</summary>
    /// <param name="reason">The code of a sign-in with this password, or words. The text is our own.</param>
    public static GraphRefusal CurrentPasswordWrong(string reason) =>
        Invalid("The current password is not correct, or the account is locked.") with { LogDetail = reason };

    /// <summary>A member or an owner that is one already.</summary>
    public static GraphRefusal ReferenceExists(string property) => Invalid(
        $"One or more added object references already exist for the following modified properties: '{property}'.");

    /// <summary>An application with as many owners as it may have. The text is our own.</summary>
    public static GraphRefusal TooManyOwners(int maximum) => new(403, "Directory_QuotaExceeded",
        $"The application has {maximum} owners, which is the maximum.");

    /// <summary>A second credential of the same name on an application.</summary>
    public static GraphRefusal CredentialNameTaken(string name) =>
        new(409, Taken, $"FederatedIdentityCredential with name {name} already exists.")
        {
            Property = "name", Plain = "Another credential of the application already has this name.",
        };

    /// <summary>No credential of this id or name on the application.</summary>
    public static GraphRefusal CredentialNotFound(string key) =>
        new(404, "Request_ResourceNotFound", $"FederatedIdentityCredential with name {key} not found.");

    /// <summary>The application is full.</summary>
    public static GraphRefusal TooManyCredentials(int maximum) => new(403, "Directory_QuotaExceeded",
        $"The application holds {maximum} federated identity credentials, which is the maximum.");

    /// <summary>Another credential of the application trusts the same issuer and subject.</summary>
    public static GraphRefusal IssuerAndSubjectTaken(string issuer, string subject) => new(400, Value,
        "The combination of issuer and subject must be unique for the application. "
        + $"Issuer {issuer} and Subject: {subject} already exist. "
        + $"paramName: FederatedIdentityCredential.Subject, paramValue: {subject}, "
        + "objectType: Microsoft.Online.DirectoryServices.Application")
    {
        Property = "subject", Plain = "Another credential of the application already has this issuer and subject.",
    };

    /// <summary>An expression that is not taken.</summary>
    /// <param name="expression">The text of the expression.</param>
    /// <param name="why">What the rule says.</param>
    public static GraphRefusal InvalidExpression(string expression, string why) => new(400, Value,
        $"The FederatedIdentityCredential.ClaimsMatchingExpression.Value is invalid. Rule exception: {why} "
        + "paramName: FederatedIdentityCredential.ClaimsMatchingExpression.Value, "
        + $"paramValue: {expression}, objectType: Microsoft.Online.DirectoryServices.Application")
    {
        Property = "claimsMatchingExpression", Plain = $"The expression is not taken: {why}",
    };

    /// <summary>A language version that there is not.</summary>
    public static GraphRefusal InvalidLanguageVersion(int? version)
    {
        const string property = "FederatedIdentityCredential.ClaimsMatchingExpression.LanguageVersion";
        var value = version?.ToString(CultureInfo.InvariantCulture) ?? "null";
        return new GraphRefusal(400, Value,
            $"The {property} is invalid. paramName: {property}, paramValue: {value}, "
            + "objectType: Microsoft.Online.DirectoryServices.Application");
    }

    private static string Sentence(string why) => char.ToUpperInvariant(why[0]) + why[1..];
}
