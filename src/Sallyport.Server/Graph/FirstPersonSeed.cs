using Sallyport.Core;
using Sallyport.Core.Entra.Directory;
using Sallyport.Server.Instance;

namespace Sallyport.Server.Graph;

/// <summary>Makes the first person, or what is missing of it.</summary>
/// <param name="users">The users.</param>
/// <param name="options">The tenant.</param>
/// <param name="secrets">The person's password, whose file was written before.</param>
/// <param name="passwords">Makes what is kept of it.</param>
/// <param name="time">The clock.</param>
internal sealed class FirstPersonSeed(
    IUserDirectory users, ServerOptions options, InstanceSecrets secrets, IPasswordHashes passwords, TimeProvider time)
{
    /// <summary>
    /// Makes the account, or lets it sign in again by the password of its file, as Global Administrator. A password
    /// that was changed since is changed back.
    /// </summary>
    public async Task RestoreAsync(CancellationToken cancel)
    {
        var person = await users.FindByNameAsync(options.TenantId, FirstPerson.UserPrincipalName, cancel);
        var isNew = person is null;
        person ??= New();
        person.AccountEnabled = true;
        person.ForceChangePasswordNextSignIn = false;
        person.FailedTries = 0;
        person.LockedUntil = null;
        if (!DirectoryRights.IsGlobalAdministrator(person))
            person.DirectoryRoles.Add(WellKnown.GlobalAdministrator);
        if (isNew || !await passwords.VerifyAsync(person.PasswordHash, secrets.FirstPersonPassword, cancel))
        {
            person.PasswordHash = await passwords.HashAsync(secrets.FirstPersonPassword);
            person.SignInSessionsValidFrom = time.GetUtcNow();
        }
        var outcome = isNew ? await users.AddAsync(person, cancel) : await users.UpdateAsync(person, cancel);
        if (outcome != StoreOutcome.Done)
            throw new InvalidOperationException($"The first person could not be made: {outcome}.");
    }

    private User New() => new()
    {
        Id = Guid.CreateVersion7(time.GetUtcNow()),
        TenantId = options.TenantId,
        UserPrincipalName = FirstPerson.UserPrincipalName,
        DisplayName = FirstPerson.DisplayName,
        MailNickname = "admin",
        CreatedDateTime = time.GetUtcNow(),
        SignInSessionsValidFrom = time.GetUtcNow(),
    };
}
