using System.Security.Cryptography;
using System.Text;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Refusals;
using Sallyport.Core.Wire;

namespace Sallyport.Core.Entra.Tokens;

/// <summary>A successful answer of the token endpoint.</summary>
/// <param name="AccessToken">The access token.</param>
/// <param name="Resource">What it is for, as it was asked for.</param>
public sealed record TokenAnswer(MintedToken AccessToken, string Resource);

/// <summary>
/// The door to this room, and the spec of the exchange: <see cref="ExchangeAsync"/> lists its stops in their order. It knows the
/// directory, the matcher and the clock; it knows nothing of HTTP, and it never calls the GitLab side – it fetches the issuer's keys.
/// </summary>
public sealed class ClientCredentialsGrant(
    IClientDirectory directory, IDirectoryStore store, IIssuerKeys issuers, AssertionVerifier assertions, CertificateAssertionVerifier certificates, AccessTokens tokens, ISignInLog log, RuleSet rules, TimeProvider time)
{
    /// <summary>Exchanges a client's secret or federated assertion for an access token (RFC 6749 §4.4, RFC 7523 §2.2).</summary>
    /// <param name="endpoint">The endpoint that was called: its tenant and its version.</param>
    /// <param name="form">The body of the request.</param>
    /// <param name="authorization">Its <c>Authorization</c> header, or null.</param>
    /// <param name="record">The record of this answer; filled in as facts become known and durable before this returns or throws.</param>
    /// <param name="cancel">Cancels the exchange.</param>
    public async Task<TokenAnswer> ExchangeAsync(
        TokenEndpointAddress endpoint, byte[] form, string? authorization, SignInRecord record, CancellationToken cancel)
    {
        try
        {
            var request = TokenRequest.Read(form, authorization);
            var tenant = await Tenants.ResolveAsync(directory, endpoint.Tenant, cancel);
            record.TenantId = tenant.Id;
            if (request.GrantType != "client_credentials")
                throw Aadsts.UnsupportedGrant(request.GrantType).ToException();
            var client = await FindClientAsync(tenant, request.ClientId, record, cancel);
            var target = await FindTargetAsync(tenant, client.Principal, endpoint.Version == 1 ? request.Resource : ResourceOf(request.Scope), record, cancel);
            var authentication = request switch
            {
                { ClientSecret: { } secret } => VerifySecret(client.Application, secret, record),
                { ClientAssertion: { } assertion } => await VerifyAssertionAsync(client.Application, assertion, endpoint, record, cancel),
                _ => throw Aadsts.NoProof().ToException(),
            };
            record.UniqueTokenIdentifier = AccessTokens.NewUniqueId();
            var token = await tokens.MintAsync(client.Principal, target, authentication, record.UniqueTokenIdentifier, cancel);
            await RecordAsync(record, cancel);
            return new TokenAnswer(token, record.Resource!);
        }
        catch (RefusedException refused) when (refused.Refusal is AadstsRefusal { Status: not 503 } refusal)
        {
            await RecordRefusalAsync(record, refusal, cancel);
            throw;
        }
        catch (Exception exception) when (exception is not (RefusedException or OperationCanceledException))
        {
            await RecordRefusalAsync(record, Aadsts.Failure(), cancel); // a failure of ours is an answer too
            throw;
        }
    }

    private Task RecordRefusalAsync(SignInRecord record, AadstsRefusal refusal, CancellationToken cancel)
    {
        record.UniqueTokenIdentifier = null;
        record.ErrorCode = refusal.Number;
        record.FailureReason = refusal.Message;
        return RecordAsync(record, cancel);
    }

    // What cannot be recorded is not answered.
    private async Task RecordAsync(SignInRecord record, CancellationToken cancel)
    {
        try
        {
            await log.WriteAsync(record.Complete(time.GetUtcNow()), cancel);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw (Aadsts.Unavailable() with { LogDetail = $"the sign-in record cannot be written: {exception.Message}" }).ToException();
        }
    }

    private async Task<(Application Application, ServicePrincipal Principal)> FindClientAsync(
        Tenant tenant, string clientId, SignInRecord record, CancellationToken cancel)
    {
        record.AppId = clientId.Length > 100 ? clientId[..100] : clientId;
        var application = StrictGuid.TryRead(clientId, out var appId)
            ? await directory.FindApplicationByAppIdAsync(tenant.Id, appId, cancel)
            : null;
        if (application is null)
            throw Aadsts.ApplicationNotFound(clientId, tenant.DisplayName).ToException();
        record.AppId = application.AppId.ToString();
        record.AppDisplayName = application.DisplayName;
        var principal = await directory.FindServicePrincipalByAppIdAsync(tenant.Id, appId, cancel)
            ?? throw Aadsts.ServicePrincipalMissing(appId, tenant.Id).ToException();
        record.ServicePrincipalId = principal.Id;
        if (!principal.AccountEnabled)
            throw Aadsts.ApplicationDisabled(appId, principal.DisplayName).ToException();
        return (application, principal);
    }

    // What stands before the last "/.default" is the audience, byte for byte: az sends one slash more than the SDKs do.
    private static string ResourceOf(string scope)
    {
        const string suffix = "/.default";
        if (scope.Contains(' ', StringComparison.Ordinal))
            throw Aadsts.ScopeOfSeveral(scope).ToException();
        return scope.EndsWith(suffix, StringComparison.Ordinal) && scope.Length > suffix.Length
            ? scope[..^suffix.Length]
            : throw Aadsts.ScopeWithoutDefault(scope).ToException();
    }

    // A resource is known by its name with and without a slash at its end, and what was asked for becomes the audience.
    private async Task<TokenTarget> FindTargetAsync(
        Tenant tenant, ServicePrincipal client, string name, SignInRecord record, CancellationToken cancel)
    {
        record.Resource = name;
        if (StrictGuid.TryRead(name, out var id))
            name = id.ToString();
        var resource = await directory.FindServicePrincipalByNameAsync(tenant.Id, name, cancel)
            ?? await directory.FindServicePrincipalByNameAsync(tenant.Id, name.EndsWith('/') ? name[..^1] : name + "/", cancel)
            ?? throw Aadsts.ResourceNotFound(name, tenant.DisplayName).ToException();
        if (!resource.AccountEnabled)
            throw Aadsts.ResourceDisabled(name).ToException();
        var application = WellKnown.IsService(resource.AppId) ? null : await directory.FindApplicationByAppIdAsync(tenant.Id, resource.AppId, cancel);
        return TokenTarget.Of(name, resource, application, client);
    }

    private int VerifySecret(Application application, string secret, SignInRecord record)
    {
        record.ClientCredentialType = "clientSecret";
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(secret));
        var now = time.GetUtcNow();
        var begun = application.PasswordCredentials
            .Where(c => CryptographicOperations.FixedTimeEquals(c.SecretHash, hash) && c.StartDateTime <= now).ToList();
        if (begun.Count == 0)
            throw Aadsts.WrongSecret(application.AppId).ToException();
        record.CredentialKeyId = begun[^1].KeyId;
        return begun.Exists(c => now < c.EndDateTime) ? 1 : throw Aadsts.SecretExpired(application.AppId).ToException();
    }

    // An assertion that the client issued itself is signed with one of its certificates; any other comes from outside.
    private async Task<int> VerifyAssertionAsync(
        Application application, string compact, TokenEndpointAddress endpoint, SignInRecord record, CancellationToken cancel)
    {
        record.AssertionSha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(compact)));
        var assertion = AssertionVerifier.Read(compact);
        if (StrictGuid.TryRead(assertion.Issuer, out var issuer) && issuer == application.AppId)
        {
            record.ClientCredentialType = "certificate";
            var key = certificates.Verify(assertion, application, endpoint);
            (record.CredentialKeyId, record.CredentialThumbprint) = (key.KeyId, Convert.ToHexString(key.Thumbprint));
            return 2;
        }
        record.ClientCredentialType = "federatedIdentityCredential";
        AssertionVerifier.RequireFederatedForm(assertion, assertions.FurtherAlgorithms);
        if (AssertionVerifier.IsIssuedByEntra(assertion))
            throw Aadsts.IssuedByEntra().ToException();
        var match = CredentialMatcher.Match(assertion, application.FederatedIdentityCredentials);
        if (match.Stage != MatchStage.Matched)
        {
            var refusal = Aadsts.NoMatch(match, rules);
            record.Explanation = Explanation.Of(match, application.Id, refusal.Code);
            throw refusal.ToException();
        }
        record.Explanation = Explanation.Of(match, application.Id, null) with
        {
            Warning = NewerRules.Warn(match.Credential!, rules),
            Lint = CredentialLint.Of(match.Credential!) is { Count: > 0 } lint ? lint : null,
        };
        await VerifySignatureAsync(assertion, match.Credential!, record, cancel);
        return 2;
    }

    private async Task VerifySignatureAsync(
        Assertion assertion, FederatedIdentityCredential credential, SignInRecord record, CancellationToken cancel)
    {
        try
        {
            assertions.Verify(assertion, await issuers.GetAsync(credential.Issuer, assertion.Jws.KeyId, cancel));
            if (credential.SingleUse)
                await SpendAsync(assertion, credential, cancel);
        }
        catch (IssuerUnreachableException unreachable)
        {
            var refusal = Aadsts.IssuerUnreachable(unreachable);
            record.Explanation = record.Explanation!.Behind("keys", refusal.Code, VerificationCause.Of(unreachable));
            throw refusal.ToException();
        }
        catch (RefusedException refused)
        {
            record.Explanation = VerificationCause.Explain(record.Explanation!, (AadstsRefusal)refused.Refusal);
            throw;
        }
    }

    // Spent before the answer is made: an answer that got lost costs a new ID token, never a second use.
    private async Task SpendAsync(Assertion assertion, FederatedIdentityCredential credential, CancellationToken cancel)
    {
        var digest = Convert.ToHexStringLower(SHA256.HashData(assertion.Jws.SigningInput));
        var spent = new SpentAssertion(credential.ApplicationId, digest, assertion.Expires + AssertionVerifier.Skew);
        var outcome = await store.AddAsync(spent, credential.Id, time.GetUtcNow(), cancel);
        if (outcome == StoreOutcome.NotFound) // deleted while the assertion was verified: what it matched is no more
            throw Aadsts.NoMatch(CredentialMatcher.Match(assertion, []), rules).ToException();
        if (outcome != StoreOutcome.Done)
            throw Aadsts.AssertionSpent().ToException();
    }
}
