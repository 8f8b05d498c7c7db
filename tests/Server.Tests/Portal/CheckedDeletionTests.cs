using Microsoft.Extensions.DependencyInjection;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Refusals;
using Sallyport.Server.Portal;

namespace Sallyport.Server.Tests.Portal;

/// <summary>
/// A deletion goes by the rights over what is then deleted: whoever gets out of the deleter's power between the check and the write stays.
/// </summary>
public sealed class CheckedDeletionTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly RunningServer server = shared.Running;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_user_who_gets_a_role_between_the_check_and_the_deletion_stays(bool getsRole)
    {
        var (browser, person) = await server.NewPersonAsync();
        browser.Dispose();
        // An enabled one is deleted in a transaction, in which nobody else writes.
        await WithAsync<Users>(users => users.UpdateAsync(person.TenantId, person.Id, new UserInput { AccountEnabled = false }, Cancel));
        var isFirst = true;
        var deletion = WithAsync<Users>(users => users.Checking(RequirePower).DeleteAsync(person.TenantId, person.Id, Cancel));
        if (getsRole)
            await Assert.ThrowsAsync<RefusedException>(() => deletion);
        else
            await deletion;
        Assert.Equal(getsRole, await server.StoredAsync(person.Id) is not null);

        void RequirePower(User current)
        {
            if (current.DirectoryRoles.Count > 0)
                throw new PortalRefusal(403, "Forbidden", "").ToException();
            if (isFirst && getsRole)
            {
                isFirst = false;
                Wait(WithAsync<Users>(users => users.AddRoleAsync(person.TenantId, person.Id, WellKnown.GlobalAdministrator, Cancel)));
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_application_that_is_given_away_between_the_check_and_the_deletion_stays_with_its_principal(bool isGivenAway)
    {
        var (browser, person) = await server.NewPersonAsync();
        browser.Dispose();
        var application = await server.NewApplicationAsync("given away");
        await WithAsync<Applications>(a => a.AddOwnerAsync(application.TenantId, application.Id, person.Id, Cancel));
        var isFirst = true;
        var deletion = WithAsync<Applications>(
            a => a.Checking(RequireOwner).DeleteAsync(application.TenantId, application.Id, Cancel));
        if (isGivenAway)
            await Assert.ThrowsAsync<RefusedException>(() => deletion);
        else
            await deletion;
        await WithAsync<IDirectoryStore>(async store =>
        {
            Assert.Equal(isGivenAway, await store.FindApplicationAsync(application.TenantId, application.Id, Cancel) is not null);
            Assert.Equal(isGivenAway, await store.FindServicePrincipalByAppIdAsync(application.TenantId, application.AppId, Cancel) is not null);
        });

        void RequireOwner(Application current)
        {
            if (!current.Owners.Contains(person.Id))
                throw new PortalRefusal(403, "Forbidden", "").ToException();
            if (isFirst && isGivenAway)
            {
                isFirst = false;
                Wait(WithAsync<Applications>(a => a.RemoveOwnerAsync(application.TenantId, application.Id, person.Id, Cancel)));
            }
        }
    }

    // A check is no asynchronous method; what happens beside it is over before it goes on.
    private static void Wait(Task beside) => beside.GetAwaiter().GetResult();

    private async Task WithAsync<T>(Func<T, Task> use)
        where T : notnull
    {
        await using var scope = server.Server.Services.CreateAsyncScope();
        await use(scope.ServiceProvider.GetRequiredService<T>());
    }
}
