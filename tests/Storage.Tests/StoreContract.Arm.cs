using Sallyport.Core;
using Sallyport.Core.Arm;
using Sallyport.Core.Authorization;

namespace Sallyport.Storage.Tests;

public abstract partial class StoreContract
{
    private static readonly Guid ArmTenant = new("5a11f047-0000-4000-8000-000000000001");
    private static readonly Guid ArmSubscription = new("5a11f047-0000-4000-8000-000000000002");

    [Fact]
    public async Task A_subscription_is_kept_once_and_listed_in_its_tenant_only()
    {
        Assert.Equal(StoreOutcome.Done, await ArmAsync(s => s.AddAsync(NewSubscription(ArmSubscription, ArmTenant), Cancel)));
        Assert.Equal(StoreOutcome.AlreadyExists, await ArmAsync(s => s.AddAsync(NewSubscription(ArmSubscription, ArmTenant), Cancel)));
        Assert.Equal(StoreOutcome.Done, await ArmAsync(s => s.AddAsync(NewSubscription(Guid.CreateVersion7(), Guid.CreateVersion7()), Cancel)));
        Assert.Equal(ArmSubscription, Assert.Single(await ArmAsync(s => s.ListSubscriptionsAsync(ArmTenant, Cancel))).Id);
        Assert.Equal("Sallyport", (await ArmAsync(s => s.FindSubscriptionAsync(ArmSubscription, Cancel)))?.DisplayName);
    }

    [Fact]
    public async Task A_groups_name_is_unique_in_its_subscription_ignoring_case_beyond_ascii()
    {
        Assert.Equal(StoreOutcome.Done, await ArmAsync(s => s.AddAsync(NewGroup("Größe"), Cancel)));
        Assert.Equal(StoreOutcome.AlreadyExists, await ArmAsync(s => s.AddAsync(NewGroup("GRÖßE"), Cancel)));
        Assert.Equal(StoreOutcome.Done, await ArmAsync(s => s.AddAsync(NewGroup("Groesse"), Cancel)));
        Assert.Equal(StoreOutcome.Done, await ArmAsync(s => s.AddAsync(NewGroup("Größe", Guid.CreateVersion7()), Cancel)));
        Assert.Equal("Größe", (await ArmAsync(s => s.FindResourceGroupAsync(ArmSubscription, "grÖße", Cancel)))?.Name);
        Assert.Null(await ArmAsync(s => s.FindResourceGroupAsync(ArmSubscription, "Gr_ße", Cancel)));
        Assert.Equal(["Groesse", "Größe"], (await ArmAsync(s => s.ListResourceGroupsAsync(ArmSubscription, Cancel))).Select(g => g.Name));
    }

    [Fact]
    public async Task A_group_comes_back_as_it_was_written()
    {
        var group = NewGroup("app");
        group.Tags = new Dictionary<string, string> { ["Ümlaut"] = "'", ["b"] = "" };
        group.ManagedBy = "/x";
        await ArmAsync(s => s.AddAsync(group, Cancel));
        var read = await FindGroupAsync("app");
        Assert.Equal((group.Id, "westeurope", "/x", Noon, "Succeeded"),
            (read.Id, read.Location, read.ManagedBy, read.CreatedOn, read.ProvisioningState));
        Assert.Equal(group.Tags, read.Tags);
        read.Tags = null;
        Assert.Equal(StoreOutcome.Done, await ArmAsync(s => s.UpdateAsync(read, Cancel)));
        Assert.Null((await FindGroupAsync("app")).Tags);
    }

    [Fact]
    public async Task A_group_that_was_changed_since_it_was_read_is_not_overwritten()
    {
        await ArmAsync(s => s.AddAsync(NewGroup("app"), Cancel));
        var (first, second) = (await FindGroupAsync("app"), await FindGroupAsync("app"));
        first.ManagedBy = "/first";
        second.ManagedBy = "/second";
        Assert.Equal(StoreOutcome.Done, await ArmAsync(s => s.UpdateAsync(first, Cancel)));
        Assert.Equal(StoreOutcome.Stale, await ArmAsync(s => s.UpdateAsync(second, Cancel)));
        Assert.Equal("/first", (await FindGroupAsync("app")).ManagedBy);
    }

    [Fact]
    public async Task Nothing_of_a_group_outlives_it()
    {
        await ArmAsync(s => s.AddAsync(NewGroup("app"), Cancel));
        await ArmAsync(s => s.AddAsync(NewGroup("app2"), Cancel));
        var at = NewAssignment(Scope.OfResourceGroup(ArmSubscription, "APP"));
        var below = NewAssignment(Scope.Read($"/subscriptions/{ArmSubscription}/resourceGroups/app/providers/a/b/c")!);
        var beside = NewAssignment(Scope.OfResourceGroup(ArmSubscription, "app2"));
        var above = NewAssignment(Scope.OfSubscription(ArmSubscription));
        foreach (var assignment in (RoleAssignment[])[at, below, beside, above])
            Assert.Equal(StoreOutcome.Done, await ArmAsync(s => s.AddAsync(assignment, null, Cancel)));

        var operation = await BeginDeletionAsync("app");
        Assert.Equal("Deleting", Assert.Single(await ArmAsync(s => s.ListResourceGroupsBeingDeletedAsync(Cancel))).ProvisioningState);
        Assert.Null((await ArmAsync(s => s.FindOperationAsync(ArmSubscription, operation, Cancel)))!.EndedOn);

        var group = await FindGroupAsync("app");
        Assert.Equal(StoreOutcome.Done, await ArmAsync(s => s.DeleteAsync(group, Noon.AddSeconds(1), Cancel)));
        Assert.Null(await ArmAsync(s => s.FindResourceGroupAsync(ArmSubscription, "app", Cancel)));
        Assert.Equal(new[] { above.Id, beside.Id }.Order(),
            (await ArmAsync(s => s.ListRoleAssignmentsAsync(ArmTenant, ArmSubscription, Cancel))).Select(a => a.Id).Order());
        Assert.Equal(Noon.AddSeconds(1), (await ArmAsync(s => s.FindOperationAsync(ArmSubscription, operation, Cancel)))!.EndedOn);
        Assert.Null(await ArmAsync(s => s.FindOperationAsync(Guid.CreateVersion7(), operation, Cancel)));
    }

    [Fact]
    public async Task Operations_are_kept_for_a_day()
    {
        foreach (var name in (string[])["a", "b", "c"])
            await ArmAsync(s => s.AddAsync(NewGroup(name), Cancel));
        var (first, second, third) = (await BeginDeletionAsync("a"), await BeginDeletionAsync("b"), await BeginDeletionAsync("c"));
        await FinishDeletionAsync("a", Noon);
        await FinishDeletionAsync("b", Noon.AddDays(1));
        Assert.NotNull(await ArmAsync(s => s.FindOperationAsync(ArmSubscription, first, Cancel)));
        await FinishDeletionAsync("c", Noon.AddDays(1).AddSeconds(1));
        Assert.Null(await ArmAsync(s => s.FindOperationAsync(ArmSubscription, first, Cancel)));
        Assert.NotNull(await ArmAsync(s => s.FindOperationAsync(ArmSubscription, second, Cancel)));
        Assert.NotNull(await ArmAsync(s => s.FindOperationAsync(ArmSubscription, third, Cancel)));
    }

    [Fact]
    public async Task An_assignment_in_a_group_is_not_written_when_the_group_changed_or_went_since_it_was_read()
    {
        await ArmAsync(s => s.AddAsync(NewGroup("app"), Cancel));
        var (seen, seenToo) = (await FindGroupAsync("app"), await FindGroupAsync("app"));
        await BeginDeletionAsync("app");
        Assert.Equal(StoreOutcome.Stale, await ArmAsync(
            s => s.AddAsync(NewAssignment(Scope.OfResourceGroup(ArmSubscription, "app")), seen, Cancel)));
        await FinishDeletionAsync("app", Noon);
        Assert.Equal(StoreOutcome.Stale, await ArmAsync(
            s => s.AddAsync(NewAssignment(Scope.OfResourceGroup(ArmSubscription, "app")), seenToo, Cancel)));
        Assert.Empty(await ArmAsync(s => s.ListRoleAssignmentsAsync(ArmTenant, ArmSubscription, Cancel)));
    }

    [Fact]
    public async Task A_group_is_not_removed_when_an_assignment_was_made_in_it_since_it_was_read()
    {
        await ArmAsync(s => s.AddAsync(NewGroup("app"), Cancel));
        var seen = await FindGroupAsync("app");
        var now = await FindGroupAsync("app");
        await ArmAsync(s => s.AddAsync(NewAssignment(Scope.OfResourceGroup(ArmSubscription, "app")), now, Cancel));
        Assert.Equal(StoreOutcome.Stale, await ArmAsync(s => s.DeleteAsync(seen, Noon, Cancel)));
        Assert.Single(await ArmAsync(s => s.ListRoleAssignmentsAsync(ArmTenant, ArmSubscription, Cancel)));
    }

    [Fact]
    public async Task An_assignments_name_is_unique_in_the_tenant_and_so_are_principal_role_and_scope_together()
    {
        var scope = Scope.OfSubscription(ArmSubscription);
        var principal = Guid.CreateVersion7();
        var first = NewAssignment(scope, principal);
        Assert.Equal(StoreOutcome.Done, await AddAssignmentAsync(first));
        Assert.Equal(StoreOutcome.AlreadyExists, await AddAssignmentAsync(NewAssignment(Scope.Root, id: first.Id)));
        Assert.Equal(StoreOutcome.AlreadyExists, await AddAssignmentAsync(NewAssignment(scope, principal)));
        Assert.Equal(StoreOutcome.AlreadyExists, await AddAssignmentAsync(
            NewAssignment(Scope.Read($"/SUBSCRIPTIONS/{ArmSubscription}/")!, principal)));
        Assert.Equal(StoreOutcome.Done, await AddAssignmentAsync(NewAssignment(scope, principal, tenant: Guid.CreateVersion7(), id: first.Id)));
        Assert.Equal(StoreOutcome.Done, await AddAssignmentAsync(NewAssignment(scope, Guid.CreateVersion7())));
        Assert.Equal(StoreOutcome.Done, await AddAssignmentAsync(NewAssignment(Scope.OfResourceGroup(ArmSubscription, "app"), principal)));
        Assert.Equal(StoreOutcome.AlreadyExists, await AddAssignmentAsync(
            NewAssignment(Scope.OfResourceGroup(ArmSubscription, "APP"), principal)));
    }

    [Fact]
    public async Task Of_two_assignments_that_come_at_once_one_is_written()
    {
        var principal = Guid.CreateVersion7();
        var scope = Scope.OfSubscription(ArmSubscription);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(
            _ => Task.Run(() => AddAssignmentAsync(NewAssignment(scope, principal)), Cancel)));
        Assert.Single(outcomes, StoreOutcome.Done);
        Assert.Equal(7, outcomes.Count(o => o == StoreOutcome.AlreadyExists));
        Assert.Single(await ArmAsync(s => s.ListRoleAssignmentsOfAsync(ArmTenant, principal, Cancel)));
    }

    [Fact]
    public async Task An_assignment_comes_back_as_it_was_written_and_changes_only_what_may_change()
    {
        var assignment = NewAssignment(Scope.Read($"/subscriptions/{ArmSubscription}/resourcegroups/MyApp")!);
        (assignment.Description, assignment.Condition, assignment.ConditionVersion) = ("d", "c", "2.0");
        await AddAssignmentAsync(assignment);
        var read = (await ArmAsync(s => s.FindRoleAssignmentAsync(ArmTenant, assignment.Id, Cancel)))!;
        Assert.Equal($"/subscriptions/{ArmSubscription}/resourceGroups/MyApp", read.Scope.ToString());
        Assert.Equal(
            (assignment.RoleDefinitionId, assignment.PrincipalId, "ServicePrincipal", "d", "c", "2.0", Noon),
            (read.RoleDefinitionId, read.PrincipalId, read.PrincipalType, read.Description, read.Condition, read.ConditionVersion, read.CreatedOn));

        var stale = (await ArmAsync(s => s.FindRoleAssignmentAsync(ArmTenant, assignment.Id, Cancel)))!;
        (read.Description, read.Condition, read.ConditionVersion, read.UpdatedOn) = ("e", null, null, Noon.AddHours(1));
        Assert.Equal(StoreOutcome.Done, await ArmAsync(s => s.UpdateAsync(read, Cancel)));
        Assert.Equal(StoreOutcome.Stale, await ArmAsync(s => s.UpdateAsync(stale, Cancel)));
        Assert.Equal(StoreOutcome.Stale, await ArmAsync(s => s.DeleteAsync(stale, Cancel)));
        var again = (await ArmAsync(s => s.FindRoleAssignmentAsync(ArmTenant, assignment.Id, Cancel)))!;
        Assert.Equal(("e", null, Noon.AddHours(1)), (again.Description, again.Condition, again.UpdatedOn));
        Assert.Equal(StoreOutcome.Done, await ArmAsync(s => s.DeleteAsync(again, Cancel)));
        Assert.Null(await ArmAsync(s => s.FindRoleAssignmentAsync(ArmTenant, assignment.Id, Cancel)));
    }

    [Fact]
    public async Task Assignments_are_listed_with_those_above_all_subscriptions_and_without_other_subscriptions_and_tenants()
    {
        var here = NewAssignment(Scope.OfResourceGroup(ArmSubscription, "app"));
        var root = NewAssignment(Scope.Root);
        var management = NewAssignment(Scope.Read("/providers/Microsoft.Management/managementGroups/m")!);
        foreach (var assignment in (RoleAssignment[])
            [here, root, management, NewAssignment(Scope.OfSubscription(Guid.CreateVersion7())), NewAssignment(Scope.Root, tenant: Guid.CreateVersion7())])
            await AddAssignmentAsync(assignment);
        Assert.Equivalent((Guid[])[here.Id, root.Id, management.Id],
            (await ArmAsync(s => s.ListRoleAssignmentsAsync(ArmTenant, ArmSubscription, Cancel))).Select(a => a.Id), strict: true);
        Assert.Equivalent((Guid[])[root.Id, management.Id],
            (await ArmAsync(s => s.ListRoleAssignmentsAsync(ArmTenant, null, Cancel))).Select(a => a.Id), strict: true);
    }

    private Task<T> ArmAsync<T>(Func<IArmStore, Task<T>> act) => act(New<IArmStore>());

    private Task<StoreOutcome> AddAssignmentAsync(RoleAssignment assignment) => ArmAsync(s => s.AddAsync(assignment, null, Cancel));

    private async Task<ResourceGroup> FindGroupAsync(string name) =>
        await ArmAsync(s => s.FindResourceGroupAsync(ArmSubscription, name, Cancel)) ?? throw new InvalidOperationException(name);

    private async Task<Guid> BeginDeletionAsync(string name)
    {
        var group = await FindGroupAsync(name);
        var operation = new Operation
        {
            Id = Guid.CreateVersion7(), SubscriptionId = ArmSubscription, StartedBy = Guid.CreateVersion7(), StartedOn = Noon,
        };
        group.DeletionId = operation.Id;
        Assert.Equal(StoreOutcome.Done, await ArmAsync(s => s.UpdateAsync(group, operation, Cancel)));
        return operation.Id;
    }

    private async Task FinishDeletionAsync(string name, DateTimeOffset now)
    {
        var group = await FindGroupAsync(name);
        Assert.Equal(StoreOutcome.Done, await ArmAsync(s => s.DeleteAsync(group, now, Cancel)));
    }

    private static Subscription NewSubscription(Guid id, Guid tenant) =>
        new() { Id = id, TenantId = tenant, DisplayName = "Sallyport", CreatedOn = Noon };

    private static ResourceGroup NewGroup(string name, Guid? subscription = null) => new()
    {
        Id = Guid.CreateVersion7(), SubscriptionId = subscription ?? ArmSubscription, Name = name, Location = "westeurope", CreatedOn = Noon,
    };

    private static RoleAssignment NewAssignment(Scope scope, Guid? principal = null, Guid? tenant = null, Guid? id = null) => new()
    {
        TenantId = tenant ?? ArmTenant,
        Id = id ?? Guid.CreateVersion7(),
        Scope = scope,
        RoleDefinitionId = BuiltInRoles.Owner,
        PrincipalId = principal ?? Guid.CreateVersion7(),
        PrincipalType = "ServicePrincipal",
        CreatedOn = Noon,
        UpdatedOn = Noon,
    };
}
