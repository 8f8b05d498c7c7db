using Sallyport.Core.Entra.Rules;

namespace Sallyport.Core.Entra.Tokens;

/// <summary>
/// A device polls for the sign-in of a person at another screen (RFC 8628 §3.4). Source: "Microsoft identity platform
/// and the OAuth 2.0 device authorization grant flow".
/// </summary>
public sealed class DeviceCodeGrant(
    IDeviceCodes codes, People people, UserClients clients, Resources resources, TimeProvider time) : IUserGrant
{
    /// <summary>The name of RFC 8628, and that of its draft, which MSAL for .NET and for Node still send.</summary>
    public IReadOnlyList<string> Types => ["urn:ietf:params:oauth:grant-type:device_code", "device_code"];

    public bool IsTakenAtCommon => true;

    public async Task<UserSession> SignInAsync(UserGrantContext context, CancellationToken cancel)
    {
        var request = context.Request;
        var hash = GrantText.HashOf(request.DeviceCode);
        var code = await codes.FindAsync(hash, cancel) ?? throw Aadsts.DeviceCodeUnknown().ToException();
        if (code.IsDeclined)
            throw Aadsts.DeviceCodeDeclined().ToException();
        if (code.HasExpired(time.GetUtcNow()))
            throw Aadsts.DeviceCodeExpired().ToException();
        if (code is not { PersonId: { } personId, PersonTenantId: { } tenantId, Since: { } since })
            throw Aadsts.DeviceCodePending().ToException();
        var tenant = await people.TenantOfAsync(context, tenantId, cancel);
        var client = await clients.FindAsync(tenant, context, mayBePublic: false, cancel);
        if (code.ClientId != client.AppId)
            throw Aadsts.DeviceCodeUnknown().ToException();
        var scope = UserScope.Redeem(request.OptionalScope, code.Scope);
        var user = await people.FindAsync(tenant, personId, since, context.SignIn, cancel);
        var target = await resources.FindForUserAsync(tenant, scope, client, user, context.SignIn, cancel);
        return await codes.RemoveAsync(hash, cancel)
            ? new UserSession(user, client, scope, target, since)
            : throw Aadsts.DeviceCodeUnknown().ToException();
    }
}
