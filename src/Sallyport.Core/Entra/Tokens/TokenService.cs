using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Refusals;
using Sallyport.Core.Wire;

namespace Sallyport.Core.Entra.Tokens;

/// <summary>
/// The door to this room, and the spec of the token endpoint: <see cref="AnswerAsync"/> lists its phases in their
/// order. The room owns how a request is read, how a client proves who it is, what a grant gives and what is recorded.
/// It knows nothing of HTTP, and it never calls the GitLab side: the issuer's keys are fetched as anybody's are.
/// </summary>
public sealed class TokenService(
    IClientDirectory directory,
    IEnumerable<IGrant> grants,
    ClientAuthentication authentication,
    AccessTokens tokens,
    ISignInLog log,
    TimeProvider time)
{
    /// <summary>
    /// Answers one call (RFC 6749 §3.2). The sign-in record is durable before this returns or throws; what cannot be
    /// recorded is not answered. Throws refusals of the <see cref="Aadsts"/> catalogue.
    /// </summary>
    public async Task<TokenAnswer> AnswerAsync(TokenCall call, CancellationToken cancel)
    {
        var signIn = new SignInDraft(call.TraceId, call.CorrelationId);
        try
        {
            var request = TokenRequest.Read(call.Form, call.Authorization);
            var tenant = await Tenants.ResolveAsync(directory, call.Endpoint.Tenant, cancel);
            signIn.InTenant(tenant.Id);
            var grant = GrantOf(request);
            var client = await FindClientAsync(tenant, request.ClientId, signIn, cancel);
            var target =
                await grant.FindTargetAsync(new GrantContext(tenant, client, request, call.Endpoint, signIn), cancel);
            var proof = await authentication.AuthenticateAsync(
                tenant, client.Application, request, call.Endpoint, signIn, cancel);
            var uniqueId = AccessTokens.NewUniqueId();
            var token = await tokens.MintAsync(client.Principal, target, proof.AuthenticationLevel, uniqueId, cancel);
            await RecordAsync(signIn.Succeeded(uniqueId, time.GetUtcNow()), cancel);
            return new TokenAnswer(token, target.Requested, client.Application.AppId, proof.Credential);
        }
        catch (RefusedException refused) when (refused.Refusal is AadstsRefusal { Status: not 503 } refusal)
        {
            await RecordAsync(signIn.Refused(refusal, time.GetUtcNow()), cancel);
            throw;
        }
        catch (Exception exception) when (exception is not (RefusedException or OperationCanceledException))
        {
            // a failure of ours is an answer too
            await RecordAsync(signIn.Refused(Aadsts.Failure(), time.GetUtcNow()), cancel);
            throw;
        }
    }

    private IGrant GrantOf(TokenRequest request) =>
        grants.FirstOrDefault(grant => grant.Type == request.GrantType)
        ?? throw Aadsts.UnsupportedGrant(request.GrantType).ToException();

    private async Task<Client> FindClientAsync(
        Tenant tenant, string clientId, SignInDraft signIn, CancellationToken cancel)
    {
        signIn.ByClient(clientId);
        var isId = StrictGuid.TryRead(clientId, out var appId);
        if (isId && appId == Guid.Empty)
            throw Aadsts.ClientIdEmpty().ToException();
        var application = isId
            ? await directory.FindApplicationByAppIdAsync(tenant.Id, appId, cancel)
            : null;
        if (application is null)
            throw Aadsts.ApplicationNotFound(clientId, tenant.DisplayName).ToException();
        signIn.ByApplication(application);
        var principal = await directory.FindServicePrincipalByAppIdAsync(tenant.Id, appId, cancel)
            ?? throw Aadsts.ServicePrincipalMissing(appId, tenant.Id).ToException();
        signIn.ByPrincipal(principal.Id);
        if (!principal.AccountEnabled)
            throw Aadsts.ApplicationDisabled(appId, principal.DisplayName).ToException();
        signIn.ClientAccepted();
        return new Client(application, principal);
    }

    private async Task RecordAsync(SignInRecord record, CancellationToken cancel)
    {
        try
        {
            await log.WriteAsync(record, cancel);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            var detail = $"the sign-in record cannot be written: {exception.Message}";
            throw (Aadsts.Unavailable() with { LogDetail = detail }).ToException();
        }
    }
}
