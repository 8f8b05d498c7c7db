using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Refusals;

namespace Sallyport.Core.Entra.Directory;

/// <summary>What may be done to users. Source: Microsoft Graph, resource type <c>user</c>.</summary>
/// <param name="users">The users.</param>
/// <param name="directory">Their tenants.</param>
/// <param name="administrators">Keeps a Global Administrator.</param>
/// <param name="access">Keeps an Owner of each subscription.</param>
/// <param name="passwords">Makes what is kept of a password.</param>
/// <param name="time">The clock.</param>
public sealed class Users(
    IUserDirectory users,
    IClientDirectory directory,
    LastAdministrator administrators,
    OwnerAccess access,
    IPasswordHashes passwords,
    TimeProvider time)
{
    private Action<User> check = _ => { };

    /// <summary>
    /// The same, but a user is checked first, as it is when it is written over or deleted: what was checked on an
    /// earlier read may hold no more.
    /// </summary>
    /// <param name="required">Refuses; may run several times.</param>
    public Users Checking(Action<User> required) =>
        new(users, directory, administrators, access, passwords, time) { check = required };

    /// <summary>Creates a user, who can sign in at once.</summary>
    public async Task<User> CreateAsync(Guid tenantId, UserInput input, CancellationToken cancel)
    {
        if (!input.AccountEnabled.IsGiven)
            throw GraphErrors.ValueRequired("accountEnabled", UserRules.Resource).ToException();
        if (!input.UserPrincipalName.IsGiven)
            throw GraphErrors.ValueRequired("userPrincipalName", UserRules.Resource).ToException();
        var now = time.GetUtcNow();
        var user = new User
        {
            Id = Guid.CreateVersion7(now), TenantId = tenantId, CreatedDateTime = now, SignInSessionsValidFrom = now,
            ForceChangePasswordNextSignIn = true,
        };
        UserRules.Apply(user, input, await TenantAsync(tenantId, cancel));
        user.PasswordHash = await passwords.HashAsync(UserRules.CheckPassword(input.Password.Or(null)));
        return await users.AddAsync(user, cancel) == StoreOutcome.Done
            ? user
            : throw GraphErrors.UserNameTaken().ToException();
    }

    /// <summary>
    /// Changes the members that are given. A new password ends the sessions that the old one began, and a lock-out. A
    /// disabled account's sessions are over, also when it is enabled again.
    /// </summary>
    public async Task UpdateAsync(Guid tenantId, Guid id, UserInput input, CancellationToken cancel)
    {
        var tenant = await TenantAsync(tenantId, cancel);
        var hash = input.Password.IsGiven
            ? await passwords.HashAsync(UserRules.CheckPassword(input.Password.Value))
            : null;
        Task WriteAsync() => ChangeAsync(tenantId, id, user =>
        {
            UserRules.Apply(user, input, tenant);
            if (!input.AccountEnabled.Or(true))
                user.SignInSessionsValidFrom = time.GetUtcNow();
            if (hash is null)
                return;
            user.PasswordHash = hash;
            user.SignInSessionsValidFrom = time.GetUtcNow();
            user.FailedTries = 0;
            user.LockedUntil = null;
        }, cancel);
        if (input.AccountEnabled.Or(true))
            await WriteAsync();
        else
            await LeaveAsync(tenantId, id, WriteAsync, cancel);
    }

    /// <summary>
    /// Gives a person the password that they chose, which ends the sessions that the old one began.
    /// </summary>
    /// <param name="person">The person, as read when the old password was compared.</param>
    /// <param name="chosen">The new password.</param>
    /// <param name="otherwise">Thrown when the old password is another one by now, as after a reset.</param>
    /// <param name="cancel">Cancels.</param>
    public Task ChoosePasswordAsync(User person, string chosen, Refusal otherwise, CancellationToken cancel)
    {
        var own = Checking(now =>
        {
            if (now.PasswordHash != person.PasswordHash)
                throw otherwise.ToException();
        });
        var input = new UserInput { Password = chosen, ForceChangePasswordNextSignIn = false };
        return own.UpdateAsync(person.TenantId, person.Id, input, cancel);
    }

    /// <summary>Ends the sessions that have begun: their refresh tokens are refused from now on.</summary>
    public Task RevokeSessionsAsync(Guid tenantId, Guid id, CancellationToken cancel) =>
        ChangeAsync(tenantId, id, user => user.SignInSessionsValidFrom = time.GetUtcNow(), cancel);

    /// <summary>Gives a user a directory role.</summary>
    public Task AddRoleAsync(Guid tenantId, Guid id, Guid role, CancellationToken cancel) =>
        ChangeAsync(tenantId, id, user =>
        {
            if (user.DirectoryRoles.Contains(role))
                throw GraphErrors.ReferenceExists("members").ToException();
            user.DirectoryRoles.Add(role);
        }, cancel);

    /// <summary>Takes a directory role from a user.</summary>
    public Task RemoveRoleAsync(Guid tenantId, Guid id, Guid role, CancellationToken cancel)
    {
        Task WriteAsync() => ChangeAsync(tenantId, id, user =>
        {
            if (!user.DirectoryRoles.Remove(role))
                throw GraphErrors.NotFound(id.ToString()).ToException();
        }, cancel);
        return role == WellKnown.GlobalAdministrator
            ? administrators.LeaveAsync(tenantId, id, WriteAsync, cancel)
            : WriteAsync();
    }

    /// <summary>Deletes a user.</summary>
    public Task DeleteAsync(Guid tenantId, Guid id, CancellationToken cancel) =>
        LeaveAsync(
            tenantId, id, () => WriteAsync(tenantId, id, user => users.DeleteAsync(user, cancel), cancel), cancel);

    /// <summary>Reads a user, changes it and writes it back, again from the start when somebody was quicker.</summary>
    /// <param name="tenantId">The tenant.</param>
    /// <param name="id">The object id.</param>
    /// <param name="change">Changes the user in place or refuses; may run several times.</param>
    /// <param name="cancel">Cancels.</param>
    internal Task ChangeAsync(Guid tenantId, Guid id, Action<User> change, CancellationToken cancel) =>
        WriteAsync(tenantId, id, user =>
        {
            change(user);
            return users.UpdateAsync(user, cancel);
        }, cancel);

    private Task WriteAsync(
        Guid tenantId, Guid id, Func<User, Task<StoreOutcome>> write, CancellationToken cancel) =>
        RepeatedWrite.RunAsync(
            id,
            () => users.FindAsync(tenantId, id, cancel),
            user =>
            {
                check(user);
                return write(user);
            },
            GraphErrors.UserNameTaken);

    private Task LeaveAsync(Guid tenantId, Guid id, Func<Task> write, CancellationToken cancel) =>
        administrators.LeaveAsync(tenantId, id, async () =>
        {
            var user = await users.FindAsync(tenantId, id, cancel);
            await access.LeaveAsync(user, write, cancel);
        }, cancel);

    private async Task<Tenant> TenantAsync(Guid id, CancellationToken cancel) =>
        await directory.FindTenantAsync(id, cancel) ?? throw GraphErrors.NotFound(id.ToString()).ToException();
}
