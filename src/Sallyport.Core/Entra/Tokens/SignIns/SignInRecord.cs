using Sallyport.Core.Entra.Federation;

namespace Sallyport.Core.Entra.Tokens;

/// <summary>
/// What is kept of one answer of the token endpoint, good or bad: facts alone, from which sentences are made when
/// somebody reads. Never a secret and never an assertion – only its SHA-256 – and of what the caller wrote no more than
/// <see cref="Wire.SecretText"/> lets through.
/// </summary>
public sealed record SignInRecord
{
    /// <summary>The id; also the trace id of the answer.</summary>
    public required Guid Id { get; init; }

    /// <summary>When the answer was made.</summary>
    public required DateTimeOffset CreatedDateTime { get; init; }

    /// <summary>The caller's <c>client-request-id</c>, else a new one.</summary>
    public required Guid CorrelationId { get; init; }

    /// <summary>The tenant, once it is known.</summary>
    public Guid? TenantId { get; init; }

    /// <summary>The client id as it was sent.</summary>
    public string? AppId { get; init; }

    /// <summary>The application's name, once it is known.</summary>
    public string? AppDisplayName { get; init; }

    /// <summary>The service principal's object id, once it is known.</summary>
    public Guid? ServicePrincipalId { get; init; }

    /// <summary>Who signed in, and how.</summary>
    public SignInKind Kind { get; init; }

    /// <summary>The address from which the request came, as the server sees it; null when there is none.</summary>
    public string? IpAddress { get; init; }

    /// <summary>The name by which a person signed in, or tried to; null for clients' own sign-ins.</summary>
    public string? UserPrincipalName { get; init; }

    /// <summary>The object id of the person, once the password or the refresh token was right.</summary>
    public Guid? UserId { get; init; }

    /// <summary>The name to show of the person, as it was then.</summary>
    public string? UserDisplayName { get; init; }

    /// <summary>Whether the client exists and may sign in; whatever it proves comes after that.</summary>
    public bool IsClientAccepted { get; init; }

    /// <summary>The audience that was asked for.</summary>
    public string? Resource { get; init; }

    /// <summary>One of <see cref="ClientCredentialTypes"/>, once it is known.</summary>
    public string? ClientCredentialType { get; init; }

    /// <summary>The id of the secret or certificate that was used.</summary>
    public Guid? CredentialKeyId { get; init; }

    /// <summary>SHA-1 of the certificate that was used, in hexadecimal, as portals show it.</summary>
    public string? CredentialThumbprint { get; init; }

    /// <summary>SHA-256 of the assertion, in lower-case hexadecimal.</summary>
    public string? AssertionSha256 { get; init; }

    /// <summary>The number behind AADSTS; 0 for success.</summary>
    public int ErrorCode { get; init; }

    /// <summary>The text of the refusal, as it was answered.</summary>
    public string? FailureReason { get; init; }

    /// <summary><c>uti</c> of the access token that was minted.</summary>
    public string? UniqueTokenIdentifier { get; init; }

    /// <summary>How a federated assertion was judged; null when there was none that could be read.</summary>
    public FederatedSignIn? Federated { get; init; }
}

/// <summary>Who signs in, and how.</summary>
public enum SignInKind
{
    /// <summary>A client for itself, or somebody of whom nothing is known.</summary>
    ServicePrincipal,

    /// <summary>A person at the pages: interactively, in a browser.</summary>
    Page,

    /// <summary>A person's name and password from a client: interactively, without a browser.</summary>
    Password,

    /// <summary>A client for a person who had signed in before: by a code or a refresh token.</summary>
    Redemption,
}

/// <summary>The facts of a federated assertion's judgement.</summary>
public sealed record FederatedSignIn
{
    /// <summary>Why it was accepted or refused.</summary>
    public required AssertionOutcome Outcome { get; init; }

    /// <summary>What was presented. Its further claims are kept of a refusal only.</summary>
    public required PresentedClaims Presented { get; init; }

    /// <summary>The object id of the credential that matched or came nearest.</summary>
    public Guid? CredentialId { get; init; }

    /// <summary>The name of that credential when the assertion was judged.</summary>
    public string? CredentialName { get; init; }

    /// <summary>
    /// The credential as it was; of one that matched only where an expression decided, since what it says otherwise is
    /// what was presented.
    /// </summary>
    public NearestCredential? Nearest { get; init; }

    /// <summary>The claim that the tenant demanded, where that is the outcome.</summary>
    public DemandedClaim? Demanded { get; init; }

    /// <summary>What was asked of the issuer, and how it failed.</summary>
    public IssuerFailure? Failure { get; init; }
}

/// <summary>A credential as it was when an assertion was judged.</summary>
/// <param name="ApplicationId">The object id of its application.</param>
/// <param name="Issuer">The issuer that it trusts.</param>
/// <param name="Subject">The subject that it trusts, or null.</param>
/// <param name="Expression">The expression in its place, or null.</param>
/// <param name="Audience">The audience that it demands.</param>
public sealed record NearestCredential(
    Guid ApplicationId, string Issuer, string? Subject, string? Expression, string Audience);

/// <summary>How an issuer could not be reached.</summary>
/// <param name="Url">What was asked for.</param>
/// <param name="Reason">How it failed.</param>
public sealed record IssuerFailure(string Url, string Reason);

/// <summary>How a client may prove who it is, as sign-in records and Graph name it.</summary>
internal static class ClientCredentialTypes
{
    /// <summary>A client secret.</summary>
    public const string Secret = "clientSecret";

    /// <summary>An assertion signed with a certificate's key.</summary>
    public const string Certificate = "certificate";

    /// <summary>A federated identity credential.</summary>
    public const string Federated = "federatedIdentityCredential";
}
