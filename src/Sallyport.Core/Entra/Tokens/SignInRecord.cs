using Sallyport.Core.Entra.Federation;

namespace Sallyport.Core.Entra.Tokens;

/// <summary>
/// What is kept of one answer of the token endpoint, good or bad: who asked, what was presented, how it was decided. Never a secret and
/// never an assertion – only its SHA-256 – and of what the caller wrote no more than <see cref="RecordText"/> lets through.
/// </summary>
public sealed record SignInRecord
{
    /// <summary>The id; also the trace id of the answer.</summary>
    public required Guid Id { get; init; }

    /// <summary>When the answer was made.</summary>
    public DateTimeOffset CreatedDateTime { get; init; }

    /// <summary>The caller's <c>client-request-id</c>, else a new one.</summary>
    public required Guid CorrelationId { get; init; }

    /// <summary>The tenant, once it is known.</summary>
    public Guid? TenantId { get; set; }

    /// <summary>The client id as it was sent.</summary>
    public string? AppId { get; set; }

    /// <summary>The application's name, once it is known.</summary>
    public string? AppDisplayName { get; set; }

    /// <summary>The service principal's object id, once it is known.</summary>
    public Guid? ServicePrincipalId { get; set; }

    /// <summary>The audience that was asked for.</summary>
    public string? Resource { get; set; }

    /// <summary><c>clientSecret</c>, <c>certificate</c> or <c>federatedIdentityCredential</c>.</summary>
    public string? ClientCredentialType { get; set; }

    /// <summary>The id of the secret or certificate that was used.</summary>
    public Guid? CredentialKeyId { get; set; }

    /// <summary>SHA-1 of the certificate that was used, in hexadecimal, as portals show it.</summary>
    public string? CredentialThumbprint { get; set; }

    /// <summary>SHA-256 of the assertion, in lower-case hexadecimal.</summary>
    public string? AssertionSha256 { get; set; }

    /// <summary>The number behind AADSTS; 0 for success.</summary>
    public int ErrorCode { get; set; }

    /// <summary>The text of the refusal.</summary>
    public string? FailureReason { get; set; }

    /// <summary><c>uti</c> of the access token that was minted.</summary>
    public string? UniqueTokenIdentifier { get; set; }

    /// <summary>Why a federated exchange ended as it did.</summary>
    public Explanation? Explanation { get; set; }

    /// <summary>The record as it is kept: complete, bounded, and without what must not be kept.</summary>
    /// <param name="now">When the answer is made.</param>
    public SignInRecord Complete(DateTimeOffset now) => this with
    {
        CreatedDateTime = now,
        AppId = RecordText.Of(AppId),
        Resource = RecordText.Of(Resource),
        FailureReason = RecordText.Of(FailureReason, RecordText.MaximumClaim),
        Explanation = RecordText.Of(Explanation),
    };
}

/// <summary>The log of sign-ins. It is a log of its own, apart from the directory.</summary>
public interface ISignInLog
{
    /// <summary>
    /// Writes a record; returns once it is durable. What cannot be written must not be answered either, so a failure is thrown.
    /// </summary>
    Task WriteAsync(SignInRecord record, CancellationToken cancel);
}

/// <summary>What the log of sign-ins holds.</summary>
public interface ISignIns
{
    /// <summary>The newest records of all tenants and of none first.</summary>
    /// <param name="refusedOnly">Leave out what succeeded.</param>
    /// <param name="clients">Only those that signed in as one of these, letter case aside; null: all.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancel">Cancels the look-up.</param>
    Task<IReadOnlyList<SignInRecord>> ListAsync(bool refusedOnly, IReadOnlyList<string>? clients, int limit, CancellationToken cancel);

    /// <summary>The records of a tenant, for a surface to filter and page.</summary>
    IQueryable<SignInRecord> Of(Guid tenantId);

    /// <summary>The record of a tenant with this id, or null.</summary>
    Task<SignInRecord?> FindAsync(Guid tenantId, Guid id, CancellationToken cancel);
}
