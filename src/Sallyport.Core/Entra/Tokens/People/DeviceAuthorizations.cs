using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Rules;

namespace Sallyport.Core.Entra.Tokens;

/// <summary>What a device gets (RFC 8628 §3.2).</summary>
/// <param name="DeviceCode">What it polls with.</param>
/// <param name="UserCode">What the person types.</param>
public sealed record DeviceAuthorization(string DeviceCode, string UserCode);

/// <summary>A device's request, as the person who was asked to sign in sees it.</summary>
/// <param name="Code">The code.</param>
/// <param name="Client">Which client asks.</param>
/// <param name="Tenant">The tenant that the account has to be of; null for any.</param>
public sealed record DeviceQuestion(DeviceCode Code, UserClient Client, Tenant? Tenant);

/// <summary>
/// Gives device codes, and takes the answers of people. <see cref="DeviceCodeGrant"/> hands out the tokens.
/// </summary>
public sealed class DeviceAuthorizations(
    IClientDirectory directory,
    UserClients clients,
    Resources resources,
    ConsentQuestions consents,
    IDeviceCodes codes,
    TimeProvider time)
{
    /// <summary>Gives a code to a public client (RFC 8628 §3.1).</summary>
    /// <param name="tenant">The tenant of the URL.</param>
    /// <param name="request">The request.</param>
    /// <param name="signIn">The record in the making.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task<DeviceAuthorization> BeginAsync(
        string tenant, TokenRequest request, SignInDraft signIn, CancellationToken cancel)
    {
        var found = UserSignIn.IsAnyTenant(tenant) ? null : await Tenants.ResolveAsync(directory, tenant, cancel);
        var scope = request.Scope;
        var unproved = await clients.FindUnprovedAsync(found, request.ClientId, signIn, cancel);
        if (unproved.Application is { IsPublicClient: false })
            throw Aadsts.ProofMissing().ToException();
        if (found is not null)
            await resources.FindAsync(found, UserScope.Read(scope).Resource, signIn, cancel);
        var text = GrantText.New();
        var now = time.GetUtcNow();
        var code = new DeviceCode
        {
            Hash = GrantText.HashOf(text),
            UserCode = DeviceCode.NewUserCode(),
            TenantId = found?.Id,
            ClientId = unproved.Client.AppId,
            Scope = scope,
            IssuedAt = now,
        };
        await codes.AddAsync(code, now - (2 * DeviceCode.Lifetime), cancel);
        return new DeviceAuthorization(text, code.UserCode);
    }

    /// <summary>The request that a code belongs to; null when there is none that waits for an answer.</summary>
    public async Task<DeviceQuestion?> FindAsync(string userCode, SignInDraft signIn, CancellationToken cancel)
    {
        var typed = userCode.Trim().ToUpperInvariant();
        var code = await codes.FindByUserCodeAsync(typed, cancel);
        if (code is not { IsPending: true } || code.HasExpired(time.GetUtcNow()))
            return null;
        var tenant = code.TenantId is { } id ? await directory.FindTenantAsync(id, cancel) : null;
        var unproved = await clients.FindUnprovedAsync(tenant, code.ClientId.ToString(), signIn, cancel);
        signIn.ForResource(UserScope.Read(code.Scope).Resource);
        return new DeviceQuestion(code, unproved.Client, tenant);
    }

    /// <summary>What the person would have to allow before the device is let in.</summary>
    public Task<IReadOnlyList<DelegatedScope>> MissingConsentAsync(
        DeviceQuestion question, User user, SignInDraft signIn, CancellationToken cancel) =>
        consents.MissingAsync(question.Client, question.Code.Scope, user, signIn, cancel);

    /// <summary>The person allows it. Throws AADSTS90094 when only an administrator can.</summary>
    public Task ConsentAsync(DeviceQuestion question, User user, SignInDraft signIn, CancellationToken cancel) =>
        consents.GrantAsync(question.Client, question.Code.Scope, user, signIn, cancel);

    /// <summary>The person lets the device in; false when somebody has answered before.</summary>
    public Task<bool> AllowAsync(DeviceQuestion question, SignedInPerson person, CancellationToken cancel)
    {
        var code = question.Code;
        code.PersonTenantId = person.User.TenantId;
        code.PersonId = person.User.Id;
        code.Since = person.Since;
        return codes.AnswerAsync(code, cancel);
    }

    /// <summary>The person does not let the device in.</summary>
    public Task<bool> DeclineAsync(DeviceQuestion question, CancellationToken cancel)
    {
        question.Code.IsDeclined = true;
        return codes.AnswerAsync(question.Code, cancel);
    }
}
