using Sallyport.Core.Arm;
using Sallyport.Core.Authorization;

namespace Sallyport.Core.Tests.Authorization;

public sealed class AccessEvaluatorTests
{
    private static readonly Guid Tenant = new("00000000-0000-0000-0000-00000000000a");
    private static readonly Principal Caller = new(Tenant, new("00000000-0000-0000-0000-00000000000b"), Guid.Empty);
    private static readonly Scope Sub = Scope.OfSubscription(new("5a11f047-0000-4000-8000-000000000002"));
    private static readonly Scope Group = Scope.OfResourceGroup(Sub.SubscriptionId!.Value, "app");

    private const string WriteGroup = "Microsoft.Resources/subscriptions/resourceGroups/write";
    private const string ReadGroup = "Microsoft.Resources/subscriptions/resourceGroups/read";
    private const string WriteRole = "Microsoft.Authorization/roleAssignments/write";

    [Theory]
    [InlineData("Owner", WriteRole)]
    [InlineData("Owner", WriteGroup)]
    [InlineData("Contributor", WriteGroup)]
    [InlineData("Reader", ReadGroup)]
    [InlineData("User Access Administrator", WriteRole)]
    [InlineData("Role Based Access Control Administrator", WriteRole)]
    public void A_role_grants_what_it_lists(string role, string action)
    {
        var given = Assign(role, Sub);
        var decision = Decide(action, Group, given);
        Assert.Same(given, decision.AllowedBy);
        Assert.EndsWith($"{role} at {Sub} grants it", decision.Explanation, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Contributor", WriteRole, AssignmentOutcome.Subtracted)]
    [InlineData("Contributor", "Microsoft.Authorization/roleDefinitions/delete", AssignmentOutcome.Subtracted)]
    [InlineData("Reader", WriteGroup, AssignmentOutcome.NotListed)]
    [InlineData("Reader", "Microsoft.Storage/storageAccounts/listKeys/action", AssignmentOutcome.NotListed)]
    [InlineData("User Access Administrator", WriteGroup, AssignmentOutcome.NotListed)]
    public void A_role_does_not_grant_what_it_does_not_list_or_takes_away(string role, string action, AssignmentOutcome why)
    {
        var decision = Decide(action, Group, Assign(role, Sub));
        Assert.False(decision.IsAllowed);
        Assert.Equal(why, Assert.Single(decision.Considered).Outcome);
    }

    [Fact]
    public void Not_actions_subtract_in_their_own_role_only()
    {
        Assert.False(Decide(WriteRole, Sub, Assign("Contributor", Sub)).IsAllowed);
        Assert.True(Decide(WriteRole, Sub, Assign("Contributor", Sub), Assign("User Access Administrator", Sub)).IsAllowed);
        Assert.True(Decide(WriteRole, Sub, Assign("User Access Administrator", Sub), Assign("Contributor", Sub)).IsAllowed);
    }

    [Fact]
    public void Not_actions_subtract_in_their_own_permission_only()
    {
        var role = Role(
            new Permission([new("*")], [new("x/write")], [], []),
            new Permission([new("x/write")], [], [], []));
        Assert.True(Decide("x/write", Sub, role, ActionKind.Control).IsAllowed);
        Assert.False(Decide("x/write", Sub, Role(role.Permissions[0]), ActionKind.Control).IsAllowed);
    }

    [Fact]
    public void Data_actions_stand_apart_from_actions()
    {
        const string readBlob = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read";
        Assert.False(Decide(readBlob, Sub, BuiltInRoles.Find(BuiltInRoles.Owner)!, ActionKind.Data).IsAllowed);
        Assert.True(Decide(readBlob, Sub, Named("Storage Blob Data Reader"), ActionKind.Data).IsAllowed);
        Assert.False(Decide(readBlob, Sub, Named("Storage Blob Data Reader"), ActionKind.Control).IsAllowed);
    }

    [Fact]
    public void A_role_below_grants_nothing_above_or_beside()
    {
        var given = Assign("Owner", Group);
        Assert.True(Decide(WriteGroup, Group, given).IsAllowed);
        Assert.False(Decide(WriteGroup, Sub, given).IsAllowed);
        Assert.False(Decide(WriteGroup, Scope.OfResourceGroup(Sub.SubscriptionId!.Value, "app2"), given).IsAllowed);
    }

    [Fact]
    public void Another_principals_role_and_another_tenants_role_grant_nothing()
    {
        Assert.False(Decide(ReadGroup, Sub, Assign("Owner", Sub, principal: Guid.Empty)).IsAllowed);
        Assert.False(Decide(ReadGroup, Sub, Assign("Owner", Sub, tenant: Guid.Empty)).IsAllowed);
        Assert.True(Decide(ReadGroup, Sub, Assign("Owner", Sub)).IsAllowed);
    }

    [Fact]
    public void A_condition_is_not_fulfilled_and_the_refusal_says_so()
    {
        var given = Assign("Owner", Sub);
        given.Condition = "((!(ActionMatches{'x'})))";
        var decision = Decide(WriteRole, Sub, given);
        Assert.False(decision.IsAllowed);
        Assert.True(decision.IsConditionUnfulfilled);
        Assert.Contains(" does not have authorization or an ABAC condition not fulfilled to perform action ",
            ArmErrors.AuthorizationFailed(decision, "/x").Message, StringComparison.Ordinal);
        Assert.True(Decide(WriteRole, Sub, given, Assign("Owner", Sub)).IsAllowed);
    }

    [Fact]
    public void A_condition_in_the_role_itself_is_not_fulfilled_either()
    {
        var role = Role(new Permission([new("*")], [], [], [], "true", "2.0"));
        Assert.True(Decide("x/read", Sub, role, ActionKind.Control).IsConditionUnfulfilled);
        Assert.True(Decide("x/read", Sub, Role(new Permission([new("*")], [], [], [])), ActionKind.Control).IsAllowed);
    }

    [Fact]
    public void A_condition_that_could_not_help_is_not_blamed()
    {
        var given = Assign("Reader", Sub);
        given.Condition = "false";
        var decision = Decide(WriteGroup, Sub, given);
        Assert.False(decision.IsConditionUnfulfilled);
        Assert.DoesNotContain("ABAC", ArmErrors.AuthorizationFailed(decision, "/x").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_role_that_does_not_exist_grants_nothing()
    {
        var decision = AccessEvaluator.Decide(Caller, ReadGroup, ActionKind.Control, Sub, [Assign("Owner", Sub)], _ => null);
        Assert.Equal(AssignmentOutcome.UnknownRole, Assert.Single(decision.Considered).Outcome);
    }

    [Fact]
    public void Without_any_assignment_the_answer_is_no_and_says_why()
    {
        var decision = Decide(ReadGroup, Sub);
        Assert.False(decision.IsAllowed);
        Assert.Equal($"{Caller.ObjectId} may not {ReadGroup} at {Sub}: it has no role assignment", decision.Explanation);
    }

    private static AccessDecision Decide(string action, Scope scope, params RoleAssignment[] assignments) =>
        AccessEvaluator.Decide(Caller, action, ActionKind.Control, scope, assignments, BuiltInRoles.Find);

    private static AccessDecision Decide(string action, Scope scope, RoleDefinition role, ActionKind kind) =>
        AccessEvaluator.Decide(Caller, action, kind, scope, [Assign("Owner", Sub)], _ => role);

    private static RoleDefinition Role(params Permission[] permissions) => new(Guid.Empty, "A", "CustomRole", "", [Scope.Root], permissions);

    private static RoleDefinition Named(string name) => BuiltInRoles.All.Single(r => r.RoleName == name);

    private static RoleAssignment Assign(string role, Scope scope, Guid? principal = null, Guid? tenant = null) => new()
    {
        TenantId = tenant ?? Tenant,
        Id = Guid.CreateVersion7(),
        Scope = scope,
        RoleDefinitionId = Named(role).Id,
        PrincipalId = principal ?? Caller.ObjectId,
        PrincipalType = "ServicePrincipal",
        CreatedOn = default,
        UpdatedOn = default,
    };
}
