using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Rules;

namespace Sallyport.Core.Entra.Tokens;

/// <summary>Finds the people who proved earlier who they are, by what they were given for it.</summary>
public sealed class People(IUserDirectory users, IClientDirectory directory)
{
    /// <summary>
    /// The tenant of a request: the one in its URL, else that of what is redeemed. Throws AADSTS70000 without either.
    /// </summary>
    internal async Task<Tenant> TenantOfAsync(UserGrantContext context, Guid? redeemed, CancellationToken cancel)
    {
        var tenant = context.Tenant
            ?? await directory.FindTenantAsync(redeemed ?? Guid.Empty, cancel)
            ?? throw Aadsts.GrantMalformed().ToException();
        context.SignIn.InTenant(tenant.Id);
        return redeemed is null || redeemed == tenant.Id ? tenant : throw Aadsts.GrantMalformed().ToException();
    }

    /// <summary>A person whose session is still good. Throws AADSTS50034, 50057 or 50173.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="id">The object id.</param>
    /// <param name="since">When the session began.</param>
    /// <param name="signIn">The record in the making.</param>
    /// <param name="cancel">Cancels.</param>
    internal async Task<User> FindAsync(
        Tenant tenant, Guid id, DateTimeOffset since, SignInDraft signIn, CancellationToken cancel)
    {
        var user = await users.FindAsync(tenant.Id, id, cancel)
            ?? throw Aadsts.AccountNotFound(tenant.DisplayName).ToException();
        signIn.ByUser(user);
        if (!user.AccountEnabled)
            throw Aadsts.AccountDisabled().ToException();
        return since < user.SignInSessionsValidFrom
            ? throw Aadsts.GrantRevoked(since, user.SignInSessionsValidFrom).ToException()
            : user;
    }
}
