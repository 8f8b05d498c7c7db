using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Rules;

namespace Sallyport.Core.Entra.Tokens;

/// <summary>
/// A person's name and password (RFC 6749 §4.3). Source: "Microsoft identity platform and OAuth 2.0 Resource Owner
/// Password Credentials".
/// </summary>
public sealed class PasswordGrant(
    IClientDirectory directory, UserClients clients, Resources resources, PasswordTries tries, TimeProvider time)
    : IUserGrant
{
    public IReadOnlyList<string> Types => ["password"];

    public bool IsTakenAtCommon => false;

    public async Task<UserSession> SignInAsync(UserGrantContext context, CancellationToken cancel)
    {
        var request = context.Request;
        var name = request.Username;
        var password = request.Password;
        var scope = UserScope.Read(request.Scope);
        var tenant = context.Tenant ?? await directory.FindTenantAsync(User.DomainOf(name), cancel)
            ?? throw Aadsts.WrongPassword().ToException();
        context.SignIn.InTenant(tenant.Id);
        context.SignIn.Of(SignInKind.Password);
        context.SignIn.ByUser(name);
        var client = await clients.FindAsync(tenant, context, mayBePublic: false, cancel);
        await resources.FindAsync(tenant, scope.Resource, context.SignIn, cancel);
        var user = await tries.SignInAsync(tenant, name, password, context.SignIn, cancel);
        var target = await resources.FindForUserAsync(tenant, scope, client, user, context.SignIn, cancel);
        return new UserSession(user, client, scope, target, time.GetUtcNow());
    }
}
