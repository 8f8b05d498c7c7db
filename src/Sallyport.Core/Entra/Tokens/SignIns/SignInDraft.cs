using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Wire;

namespace Sallyport.Core.Entra.Tokens;

/// <summary>
/// A sign-in record in the making. The phases of <see cref="TokenService"/> add what they learn; nobody reads it before
/// <see cref="Succeeded"/> or <see cref="Refused"/> freezes it, bounded and without what must not be kept.
/// </summary>
public sealed class SignInDraft(Guid id, Guid correlationId)
{
    private SignInRecord record = new() { Id = id, CorrelationId = correlationId, CreatedDateTime = default };

    /// <summary>The tenant is known.</summary>
    public void InTenant(Guid tenantId) => record = record with { TenantId = tenantId };

    /// <summary>The client id was sent.</summary>
    public void ByClient(string clientId) => record = record with { AppId = SecretText.Parameter(clientId) };

    /// <summary>The client's application was found.</summary>
    public void ByApplication(Application application) =>
        record = record with { AppId = application.AppId.ToString(), AppDisplayName = application.DisplayName };

    /// <summary>The client is one of Microsoft's own.</summary>
    public void ByClient(Guid appId, string displayName) =>
        record = record with { AppId = appId.ToString(), AppDisplayName = displayName, IsClientAccepted = true };

    /// <summary>The request came from this address.</summary>
    public void From(string? ipAddress) => record = record with { IpAddress = ipAddress };

    /// <summary>A person signs in in this way, or a client.</summary>
    public void Of(SignInKind kind) => record = record with { Kind = kind };

    /// <summary>A person signs in who has proved nothing yet.</summary>
    /// <param name="userPrincipalName">The name that was sent.</param>
    public void ByUser(string userPrincipalName) => record = record with
    {
        UserPrincipalName = SecretText.Parameter(userPrincipalName), UserId = null, UserDisplayName = null,
    };

    /// <summary>A person signs in who has proved who they are.</summary>
    public void ByUser(User user) => record = record with
    {
        UserPrincipalName = user.UserPrincipalName, UserId = user.Id, UserDisplayName = user.DisplayName,
    };

    /// <summary>The client's service principal was found.</summary>
    public void ByPrincipal(Guid objectId) => record = record with { ServicePrincipalId = objectId };

    /// <summary>The client may sign in, if it proves who it is.</summary>
    public void ClientAccepted() => record = record with { IsClientAccepted = true };

    /// <summary>A resource was asked for.</summary>
    public void ForResource(string name) => record = record with { Resource = SecretText.Parameter(name) };

    /// <summary>The client tries to prove who it is.</summary>
    /// <param name="type">One of <see cref="ClientCredentialTypes"/>.</param>
    public void ProvedBy(string type) => record = record with { ClientCredentialType = type };

    /// <summary>A secret or certificate of the application was recognised.</summary>
    public void WithKey(Guid keyId, byte[]? thumbprint = null) => record = record with
    {
        CredentialKeyId = keyId,
        CredentialThumbprint = thumbprint is null ? null : Convert.ToHexString(thumbprint),
    };

    /// <summary>An assertion was presented.</summary>
    /// <param name="sha256">Its digest.</param>
    public void WithAssertion(byte[] sha256) =>
        record = record with { AssertionSha256 = Convert.ToHexStringLower(sha256) };

    /// <summary>A federated assertion was judged.</summary>
    public void Judged(Judgement judgement) => record = record with { Federated = FactsOf(judgement) };

    /// <summary>The record of an answer with a token.</summary>
    /// <param name="uniqueTokenIdentifier"><c>uti</c> of the token.</param>
    /// <param name="now">When the answer is made.</param>
    public SignInRecord Succeeded(string uniqueTokenIdentifier, DateTimeOffset now) =>
        Freeze(now) with { UniqueTokenIdentifier = uniqueTokenIdentifier };

    /// <summary>The record of a refusal.</summary>
    public SignInRecord Refused(AadstsRefusal refusal, DateTimeOffset now) => Freeze(now) with
    {
        ErrorCode = refusal.Number,
        FailureReason = SecretText.Sentence(refusal.Message),
    };

    // A person may sign in and be refused something else by the same request: each becomes a record.
    private SignInRecord Freeze(DateTimeOffset now)
    {
        var frozen = record with { CreatedDateTime = now };
        record = record with { Id = Guid.CreateVersion7(now) };
        return frozen;
    }

    private static FederatedSignIn? FactsOf(Judgement judgement)
    {
        if (judgement.Assertion is not { } assertion)
            return null;
        var credential = judgement.Nearest?.Credential;
        return new FederatedSignIn
        {
            Outcome = judgement.Outcome,
            Presented = Bounded(PresentedIn(assertion, judgement.Demanded), withClaims: !judgement.IsAccepted),
            CredentialId = credential?.Id,
            CredentialName = credential?.Name,
            Nearest = judgement.IsAccepted && credential?.Expression is null ? null : AsItIs(credential),
            Demanded = judgement.Demanded is { } demanded
                ? demanded with { Actual = SecretText.Claim(demanded.Actual) }
                : null,
            Failure = judgement.Failure is { } failure ? Bounded(failure) : null,
        };
    }

    // The demanded claim as well, so that it can be judged again when the tenant demands something else.
    private static PresentedClaims PresentedIn(Assertion assertion, DemandedClaim? demanded)
    {
        var presented = PresentedClaims.Of(assertion);
        if (demanded is null || demanded.Actual.Length == 0)
            return presented;
        var claims = new Dictionary<string, string>(presented.Claims ?? new Dictionary<string, string>())
        {
            [demanded.Claim] = demanded.Actual,
        };
        return presented with { Claims = claims };
    }

    // The address may come from the issuer's own document. The reason may name keys, whose ids look like secrets.
    private static IssuerFailure Bounded(IssuerUnreachableException failure) =>
        new(SecretText.Sentence(failure.Url), SecretText.Claim(failure.Reason));

    private static NearestCredential? AsItIs(FederatedIdentityCredential? c) =>
        c is null ? null : new(c.ApplicationId, c.Issuer, c.Subject, c.Expression, c.Audience);

    private static PresentedClaims Bounded(PresentedClaims presented, bool withClaims) => new(
        SecretText.Claim(presented.Issuer), SecretText.Claim(presented.Subject), SecretText.Claim(presented.Audience))
    {
        Claims = withClaims
            ? presented.Claims?.ToDictionary(c => c.Key, c => SecretText.Claim(c.Value), StringComparer.Ordinal)
            : null,
        OtherForms = withClaims ? WholeOf(presented.OtherForms) : null,
    };

    // Half a JSON text is none, nor is one in which something was redacted.
    private static Dictionary<string, string>? WholeOf(IReadOnlyDictionary<string, string>? others) => others?
        .Where(other => SecretText.Claim(other.Value) == other.Value)
        .ToDictionary(StringComparer.Ordinal);
}
