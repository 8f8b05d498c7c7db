using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Core;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Federation;

namespace Sallyport.Storage.Tests;

public abstract partial class StoreContract
{
    private static readonly Guid Contoso = new("11111111-0000-4000-8000-000000000001");
    private static readonly Guid Fabrikam = new("11111111-0000-4000-8000-000000000002");

    [Fact]
    public async Task Finds_a_tenant_by_id_and_by_domain_in_any_case()
    {
        await AddTenantsAsync();
        var store = New<IDirectoryStore>();
        Assert.Equal("Contoso", (await store.FindTenantAsync(Contoso, Cancel))!.DisplayName);
        Assert.Equal(Contoso, (await store.FindTenantAsync("Contoso.OnMicrosoft.com", Cancel))!.Id);
        Assert.Null(await store.FindTenantAsync("contoso.com", Cancel));
        Assert.Null(await store.FindTenantAsync(Guid.Empty, Cancel));
    }

    [Fact]
    public async Task A_tenants_policy_demands_nothing_at_first_and_is_replaced_as_a_whole_for_this_tenant_alone()
    {
        await AddTenantsAsync();
        Assert.Equal(TenantPolicy.None.Write(), (await In(s => s.FindTenantAsync(Contoso, Cancel)))!.Policy.Write());
        var policy = new TenantPolicy
        {
            FederationDisabled = true,
            AllowedIssuers = ["https://a.example"],
            RequiredClaims = [new("https://a.example", "enterprise", ["x", "y"])],
        };
        Assert.Equal(StoreOutcome.Done, await In(s => s.SetPolicyAsync(Contoso, policy, Cancel)));
        Assert.Equal(policy.Write(), (await In(s => s.FindTenantAsync(Contoso, Cancel)))!.Policy.Write());
        Assert.Equal(TenantPolicy.None.Write(), (await In(s => s.FindTenantAsync(Fabrikam, Cancel)))!.Policy.Write());
        Assert.Equal(StoreOutcome.Done, await In(s => s.SetPolicyAsync(Contoso, TenantPolicy.None, Cancel)));
        Assert.Equal(TenantPolicy.None.Write(), (await In(s => s.FindTenantAsync(Contoso, Cancel)))!.Policy.Write());
        Assert.Equal(StoreOutcome.NotFound, await In(s => s.SetPolicyAsync(Guid.CreateVersion7(), policy, Cancel)));
    }

    [Fact]
    public async Task Reads_back_all_of_an_application()
    {
        await AddTenantsAsync();
        var application = NewApplication(Contoso);
        application.IdentifierUris.Add(new IdentifierUri("api://one"));
        application.PasswordCredentials.Add(ClientSecret.Credential("secret", "first", Noon, Noon.AddDays(1)));
        application.FederatedIdentityCredentials.Add(NewCredential(application, "branch", "sub-a", Noon.AddTicks(1)));
        application.FederatedIdentityCredentials.Add(NewCredential(application, "earlier", "sub-b", Noon));
        Assert.Equal(StoreOutcome.Done, await In(s => s.AddAsync(application, Cancel)));

        var read = (await In(s => s.FindApplicationAsync(Contoso, application.Id, Cancel)))!;
        Assert.Equal(["earlier", "branch"], read.FederatedIdentityCredentials.Select(c => c.Name));
        Assert.Equal(["api://one"], read.IdentifierUris.Select(u => u.Uri));
        Assert.Equal(Noon, read.CreatedDateTime);
        var password = Assert.Single(read.PasswordCredentials);
        Assert.Equal(ClientSecret.HashOf("secret"), password.SecretHash);
        Assert.Equal(read.Id, (await In(s => s.FindApplicationByAppIdAsync(Contoso, application.AppId, Cancel)))!.Id);
    }

    [Fact]
    public async Task An_assertion_is_spent_once_for_an_application_while_the_credential_is_there()
    {
        await AddTenantsAsync();
        var application = NewApplication(Contoso);
        application.FederatedIdentityCredentials.Add(NewCredential(application, "once", "sub", Noon));
        application.FederatedIdentityCredentials.Add(NewCredential(application, "other", "sub-b", Noon));
        await In(s => s.AddAsync(application, Cancel));
        var (once, other) = (application.FederatedIdentityCredentials[0].Id, application.FederatedIdentityCredentials[1].Id);
        var spent = new SpentAssertion(application.Id, "00", Noon);
        Assert.Equal(StoreOutcome.Done, await In(s => s.AddAsync(spent, once, Noon, Cancel)));
        Assert.Equal(StoreOutcome.AlreadyExists, await In(s => s.AddAsync(spent, once, Noon, Cancel)));
        Assert.Equal(StoreOutcome.AlreadyExists, await In(s => s.AddAsync(spent, other, Noon, Cancel)));
        Assert.Equal(StoreOutcome.Done, await In(s => s.AddAsync(spent with { Sha256 = "01" }, other, Noon, Cancel)));
        Assert.Equal(StoreOutcome.NotFound, await In(s => s.AddAsync(spent with { Sha256 = "02" }, Guid.CreateVersion7(), Noon, Cancel)));
        Assert.Equal(StoreOutcome.Done, await In(s => s.AddAsync(spent, once, Noon.AddTicks(1), Cancel))); // it has expired and is forgotten
    }

    [Fact]
    public async Task Shows_a_tenant_nothing_of_another()
    {
        await AddTenantsAsync();
        var application = await AddApplicationAsync(Contoso);
        var principal = await AddPrincipalAsync(application);
        Assert.Null(await In(s => s.FindApplicationAsync(Fabrikam, application.Id, Cancel)));
        Assert.Null(await In(s => s.FindApplicationByAppIdAsync(Fabrikam, application.AppId, Cancel)));
        Assert.Null(await In(s => s.FindServicePrincipalAsync(Fabrikam, principal.Id, Cancel)));
        Assert.Null(await In(s => s.FindServicePrincipalByNameAsync(Fabrikam, application.AppId.ToString(), Cancel)));
        Assert.Equal(0, await In(s => s.Applications(Fabrikam).CountAsync(Cancel)));
        Assert.Equal(1, await In(s => s.Applications(Contoso).CountAsync(Cancel)));
        application.DisplayName = "taken over";
        Assert.Equal(StoreOutcome.NotFound, await In(s => s.UpdateAsync(Moved(application, Fabrikam), Cancel)));
    }

    [Fact]
    public async Task Refuses_a_change_of_what_somebody_else_changed_meanwhile()
    {
        await AddTenantsAsync();
        var id = (await AddApplicationAsync(Contoso)).Id;
        var mine = (await In(s => s.FindApplicationAsync(Contoso, id, Cancel)))!;
        var theirs = (await In(s => s.FindApplicationAsync(Contoso, id, Cancel)))!;
        theirs.FederatedIdentityCredentials.Add(NewCredential(theirs, "theirs", "sub-a", Noon));
        mine.FederatedIdentityCredentials.Add(NewCredential(mine, "mine", "sub-b", Noon));
        Assert.Equal(StoreOutcome.Done, await In(s => s.UpdateAsync(theirs, Cancel)));
        Assert.Equal(StoreOutcome.Stale, await In(s => s.UpdateAsync(mine, Cancel)));

        var read = (await In(s => s.FindApplicationAsync(Contoso, id, Cancel)))!;
        Assert.Equal(["theirs"], read.FederatedIdentityCredentials.Select(c => c.Name));
        Assert.Equal(1, read.Version);
    }

    [Fact]
    public async Task Lets_one_of_two_simultaneous_changes_win()
    {
        await AddTenantsAsync();
        var id = (await AddApplicationAsync(Contoso)).Id;
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(async n =>
        {
            var read = (await In(s => s.FindApplicationAsync(Contoso, id, Cancel)))!;
            read.FederatedIdentityCredentials.Add(NewCredential(read, $"name{n}", $"sub-{n}", Noon));
            return await In(s => s.UpdateAsync(read, Cancel));
        }));
        var read = (await In(s => s.FindApplicationAsync(Contoso, id, Cancel)))!;
        Assert.Equal(outcomes.Count(o => o == StoreOutcome.Done), read.FederatedIdentityCredentials.Count);
        Assert.Equal(read.Version, read.FederatedIdentityCredentials.Count);
        Assert.All(outcomes, o => Assert.True(o is StoreOutcome.Done or StoreOutcome.Stale));
    }

    // Between what was read and what is written somebody else may write the very row that is about to be added, or delete all of it.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Refuses_a_change_that_meets_what_somebody_else_wrote_while_it_was_being_written(bool deleted)
    {
        await AddTenantsAsync();
        var id = (await AddApplicationAsync(Contoso)).Id;
        var mine = (await In(s => s.FindApplicationAsync(Contoso, id, Cancel)))!;
        mine.IdentifierUris.Add(new IdentifierUri("api://race"));
        var scope = NewScope();
        scope.GetRequiredService<DirectoryContext>().SavingChanges += (_, _) =>
        {
            var theirs = New<DirectoryContext>();
            var application = theirs.Set<Application>().Single(a => a.Id == id);
            application.Version++;
            application.IdentifierUris.Add(new IdentifierUri("api://race"));
            if (deleted)
                theirs.Remove(application);
            theirs.SaveChanges();
        };
        Assert.Equal(StoreOutcome.Stale, await scope.GetRequiredService<IDirectoryStore>().UpdateAsync(mine, Cancel));
        Assert.Equal(deleted ? StoreOutcome.NotFound : StoreOutcome.Stale, await In(s => s.UpdateAsync(mine, Cancel)));
    }

    [Fact]
    public async Task Writes_changed_removed_and_new_credentials()
    {
        await AddTenantsAsync();
        var application = NewApplication(Contoso);
        application.FederatedIdentityCredentials.Add(NewCredential(application, "keep", "sub-a", Noon));
        application.FederatedIdentityCredentials.Add(NewCredential(application, "drop", "sub-b", Noon));
        await In(s => s.AddAsync(application, Cancel));
        var read = (await In(s => s.FindApplicationAsync(Contoso, application.Id, Cancel)))!;
        read.FederatedIdentityCredentials.Find(c => c.Name == "keep")!.Subject = "changed";
        read.FederatedIdentityCredentials.RemoveAll(c => c.Name == "drop");
        read.FederatedIdentityCredentials.Add(NewCredential(read, "fresh", "sub-c", Noon.AddMinutes(1)));
        Assert.Equal(StoreOutcome.Done, await In(s => s.UpdateAsync(read, Cancel)));
        var again = (await In(s => s.FindApplicationAsync(Contoso, application.Id, Cancel)))!;
        Assert.Equal(["keep=changed", "fresh=sub-c"], again.FederatedIdentityCredentials.Select(c => $"{c.Name}={c.Subject}"));
    }

    [Fact]
    public async Task Keeps_one_service_principal_for_a_client_id_and_one_for_a_name()
    {
        await AddTenantsAsync();
        var application = await AddApplicationAsync(Contoso);
        await AddPrincipalAsync(application);
        Assert.Equal(StoreOutcome.AlreadyExists, await In(s => s.AddAsync(NewPrincipal(application), Cancel)));

        var other = await AddApplicationAsync(Contoso);
        var thief = NewPrincipal(other);
        thief.ServicePrincipalNames.Add(new ServicePrincipalName(application.AppId.ToString().ToUpperInvariant()));
        Assert.Equal(StoreOutcome.AlreadyExists, await In(s => s.AddAsync(thief, Cancel)));
        Assert.Equal(StoreOutcome.Done, await In(s => s.AddAsync(NewPrincipal(other), Cancel)));
    }

    [Fact]
    public async Task Adds_no_service_principal_for_an_application_that_has_gone()
    {
        await AddTenantsAsync();
        var application = await AddApplicationAsync(Contoso);
        var stays = await AddApplicationAsync(Contoso);
        Assert.Equal(StoreOutcome.Done, await In(s => s.DeleteAsync(application, Cancel)));
        Assert.Equal(StoreOutcome.NotFound, await In(s => s.AddAsync(NewPrincipal(application), Cancel)));
        Assert.Null(await In(s => s.FindServicePrincipalByAppIdAsync(Contoso, application.AppId, Cancel)));
        Assert.Equal(StoreOutcome.Done, await In(s => s.AddAsync(NewPrincipal(Moved(stays, Fabrikam)), Cancel)));
        Assert.Equal(StoreOutcome.Done, await In(s => s.AddAsync(NewPrincipal(stays), Cancel)));
    }

    [Fact]
    public async Task Keeps_an_application_uri_for_one_application_of_a_tenant()
    {
        await AddTenantsAsync();
        var first = await AddApplicationAsync(Contoso, "api://one");
        var second = NewApplication(Contoso);
        second.IdentifierUris.Add(new IdentifierUri("API://one"));
        Assert.Equal(StoreOutcome.AlreadyExists, await In(s => s.AddAsync(second, Cancel)));
        await AddApplicationAsync(Fabrikam, "api://one");

        await AddPrincipalAsync(first);
        var read = (await In(s => s.FindApplicationAsync(Contoso, first.Id, Cancel)))!;
        read.DisplayName = "renamed";
        read.IdentifierUris.Clear();
        read.IdentifierUris.Add(new IdentifierUri("api://two"));
        Assert.Equal(StoreOutcome.Done, await In(s => s.UpdateAsync(read, Cancel)));
        Assert.Null(await In(s => s.FindServicePrincipalByNameAsync(Contoso, "api://one", Cancel)));
        var principal = (await In(s => s.FindServicePrincipalByNameAsync(Contoso, "api://two", Cancel)))!;
        Assert.Equal("renamed", principal.DisplayName);
        Assert.Equal(1, principal.Version);
    }

    [Fact]
    public async Task Finds_a_service_principal_by_its_name_with_its_case()
    {
        await AddTenantsAsync();
        await AddPrincipalAsync(await AddApplicationAsync(Contoso, "https://Api.example"));
        Assert.NotNull(await In(s => s.FindServicePrincipalByNameAsync(Contoso, "https://Api.example", Cancel)));
        Assert.Null(await In(s => s.FindServicePrincipalByNameAsync(Contoso, "https://api.example", Cancel)));
    }

    [Fact]
    public async Task Deletes_an_application_with_its_service_principal_and_grants()
    {
        await AddTenantsAsync();
        var resource = await AddPrincipalAsync(await AddApplicationAsync(Contoso));
        var application = await AddApplicationAsync(Contoso);
        var principal = NewPrincipal(application);
        principal.AppRoleAssignments.Add(new AppRoleAssignment
        {
            Id = Guid.CreateVersion7(), PrincipalId = principal.Id, ResourceId = resource.Id, AppRoleId = Guid.CreateVersion7(),
            CreatedDateTime = Noon,
        });
        await In(s => s.AddAsync(principal, Cancel));
        Assert.Single((await In(s => s.FindServicePrincipalAsync(Contoso, principal.Id, Cancel)))!.AppRoleAssignments);

        Assert.Equal(StoreOutcome.Done, await In(s => s.DeleteAsync(application, Cancel)));
        Assert.Null(await In(s => s.FindServicePrincipalAsync(Contoso, principal.Id, Cancel)));
        Assert.NotNull(await In(s => s.FindServicePrincipalAsync(Contoso, resource.Id, Cancel)));
        Assert.Equal(StoreOutcome.NotFound, await In(s => s.DeleteAsync(application, Cancel)));
    }

    [Theory]
    [InlineData("Straße %_", "straße %_", true)]
    [InlineData("Straße %_", "straßeX%_", false)]
    [InlineData("ÄPFEL", "äpfel", true)]
    [InlineData("gitlab", "gitlac", false)]
    public async Task Compares_names_by_their_search_key_on_every_engine(string name, string asked, bool found)
    {
        await AddTenantsAsync();
        var application = NewApplication(Contoso);
        application.DisplayName = name + " tail";
        await In(s => s.AddAsync(application, Cancel));
        var key = SearchKey.Of(asked);
        Assert.Equal(found, await In(s => s.Applications(Contoso).AnyAsync(a => a.DisplayNameKey.StartsWith(key), Cancel)));
    }

    private Task<T> In<T>(Func<IDirectoryStore, Task<T>> act) => act(New<IDirectoryStore>());

    private async Task AddTenantsAsync()
    {
        foreach (var (id, name) in new[] { (Contoso, "Contoso"), (Fabrikam, "Fabrikam") })
        {
            var tenant = new Tenant
            {
                Id = id, DisplayName = name, InitialDomain = $"{name.ToLowerInvariant()}.onmicrosoft.com", CreatedDateTime = Noon,
            };
            Assert.Equal(StoreOutcome.Done, await In(s => s.AddAsync(tenant, Cancel)));
        }
    }

    private async Task<Application> AddApplicationAsync(Guid tenantId, params string[] uris)
    {
        var application = NewApplication(tenantId);
        application.IdentifierUris.AddRange(uris.Select(u => new IdentifierUri(u)));
        Assert.Equal(StoreOutcome.Done, await In(s => s.AddAsync(application, Cancel)));
        return application;
    }

    private async Task<ServicePrincipal> AddPrincipalAsync(Application application)
    {
        var principal = NewPrincipal(application);
        Assert.Equal(StoreOutcome.Done, await In(s => s.AddAsync(principal, Cancel)));
        return principal;
    }

    private static Application NewApplication(Guid tenantId) => new()
    {
        Id = Guid.CreateVersion7(), TenantId = tenantId, AppId = Guid.CreateVersion7(), DisplayName = "gitlab-oidc",
        CreatedDateTime = Noon, SignInAudience = "AzureADMyOrg",
    };

    private static Application Moved(Application a, Guid tenantId) => new()
    {
        Id = a.Id, TenantId = tenantId, AppId = a.AppId, DisplayName = a.DisplayName, CreatedDateTime = Noon, SignInAudience = a.SignInAudience,
    };

    private static ServicePrincipal NewPrincipal(Application application) => new()
    {
        Id = Guid.CreateVersion7(), TenantId = application.TenantId, AppId = application.AppId, DisplayName = application.DisplayName,
        CreatedDateTime = Noon, ServicePrincipalNames = ServicePrincipals.NamesOf(application),
    };

    private static FederatedIdentityCredential NewCredential(Application application, string name, string subject, DateTimeOffset created) =>
        new()
        {
            Id = Guid.CreateVersion7(), ApplicationId = application.Id, Name = name, Issuer = "https://gitlab.example.com",
            Subject = subject, Audience = "https://gitlab.example.com", CreatedDateTime = created,
        };
}
