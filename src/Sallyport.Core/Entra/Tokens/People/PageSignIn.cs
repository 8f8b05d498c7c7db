using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Rules;

namespace Sallyport.Core.Entra.Tokens;

/// <summary>
/// People at the sign-in pages: name and password, and a new password in place of one that is only good for that. Each
/// attempt becomes a sign-in record.
/// </summary>
public sealed class PageSignIn(
    IClientDirectory directory,
    IUserDirectory people,
    PasswordTries tries,
    Users users,
    SignInRecorder recorder,
    TimeProvider time)
{
    /// <summary>
    /// Checks a name before its password is asked for. Throws AADSTS50034, and that only where the tenant tells it.
    /// </summary>
    public Task CheckNameAsync(Tenant? tenant, string name, SignInDraft signIn, CancellationToken cancel) =>
        recorder.RecordRefusalAsync(signIn, async () =>
        {
            if (await FindTenantAsync(tenant, name, signIn, cancel) is { } own)
                await tries.RequireKnownAsync(own, name, cancel);
            return true;
        }, cancel);

    /// <summary>Checks a name and a password. Throws AADSTS50126, 50034, 50053, 50055 or 50057.</summary>
    /// <param name="tenant">The tenant that the account has to be of; null for any.</param>
    /// <param name="name">The name that was typed.</param>
    /// <param name="password">The password that was typed.</param>
    /// <param name="signIn">The record in the making.</param>
    /// <param name="cancel">Cancels.</param>
    public Task<SignedInPerson> SignInAsync(
        Tenant? tenant, string name, string password, SignInDraft signIn, CancellationToken cancel) =>
        recorder.RecordAsync(signIn, async () =>
        {
            var own = await TenantOfAsync(tenant, name, signIn, cancel);
            var user = await tries.SignInAsync(own, name, password, signIn, cancel);
            return (new SignedInPerson(user, time.GetUtcNow()), AccessTokens.NewUniqueId());
        }, cancel);

    /// <summary>
    /// Sets a new password, and signs in with it. Throws AADSTS50126 and its like, or a refusal of the
    /// <see cref="GraphErrors"/> catalogue when the new password is too weak.
    /// </summary>
    public async Task<SignedInPerson> ChangePasswordAsync(
        Tenant? tenant, string name, PasswordChange change, SignInDraft signIn, CancellationToken cancel)
    {
        var (own, user) = await recorder.RecordRefusalAsync(signIn, async () =>
        {
            var found = await TenantOfAsync(tenant, name, signIn, cancel);
            return (found, await tries.CheckAsync(found.Id, name, change.Current, cancel));
        }, cancel);
        if (!user.AccountEnabled)
            throw Aadsts.AccountDisabled().ToException();
        await users.ChoosePasswordAsync(user, change.Next, Aadsts.WrongPassword(), cancel);
        return await SignInAsync(own, name, change.Next, signIn, cancel);
    }

    /// <summary>
    /// The person of a session, as the account is now; null when the session is over.
    /// </summary>
    public async Task<SignedInPerson?> FindAsync(
        Guid tenantId, Guid userId, DateTimeOffset since, CancellationToken cancel)
    {
        var user = await people.FindAsync(tenantId, userId, cancel);
        var isOver = user is not { AccountEnabled: true } || since < user.SignInSessionsValidFrom;
        return isOver ? null : new SignedInPerson(user!, since);
    }

    private async Task<Tenant> TenantOfAsync(
        Tenant? tenant, string name, SignInDraft signIn, CancellationToken cancel) =>
        await FindTenantAsync(tenant, name, signIn, cancel) ?? throw Aadsts.WrongPassword().ToException();

    private async Task<Tenant?> FindTenantAsync(
        Tenant? tenant, string name, SignInDraft signIn, CancellationToken cancel)
    {
        var own = tenant ?? await directory.FindTenantAsync(User.DomainOf(name), cancel);
        if (own is not null)
            signIn.InTenant(own.Id);
        signIn.ByUser(name);
        return own;
    }
}

/// <summary>A password and the one that takes its place.</summary>
/// <param name="Current">The one that is good so far.</param>
/// <param name="Next">The new one.</param>
public sealed record PasswordChange(string Current, string Next);
