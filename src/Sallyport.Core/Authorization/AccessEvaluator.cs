namespace Sallyport.Core.Authorization;

/// <summary>
/// Decides access: allowed when some assignment of the principal, at the scope or above it, has a role that grants the
/// action. Conditions are not evaluated, and what is not evaluated is not fulfilled. Source: "What is Azure RBAC", how
/// access is determined.
/// </summary>
public static class AccessEvaluator
{
    /// <summary>
    /// Whether the principal may do the action at the scope, with every assignment that was considered.
    /// </summary>
    /// <param name="principal">Who asks.</param>
    /// <param name="action">The action, spelled as its provider spells it.</param>
    /// <param name="kind">Whether it manages a resource or touches its data.</param>
    /// <param name="scope">Where.</param>
    /// <param name="assignments">Role assignments; those of other tenants and principals are passed over.</param>
    /// <param name="role">Finds a role by its GUID.</param>
    public static AccessDecision Decide(
        Principal principal, string action, ActionKind kind, Scope scope,
        IEnumerable<RoleAssignment> assignments, Func<Guid, RoleDefinition?> role)
    {
        var considered = new List<ConsideredAssignment>();
        var own = assignments.Where(a => a.TenantId == principal.TenantId && a.PrincipalId == principal.ObjectId);
        foreach (var assignment in own)
        {
            var definition = role(assignment.RoleDefinitionId);
            var outcome = Consider(assignment, definition, action, kind, scope);
            considered.Add(new ConsideredAssignment(assignment, definition?.RoleName, outcome));
            if (outcome == AssignmentOutcome.Grants)
                return new AccessDecision(principal, action, scope, assignment, considered);
        }
        return new AccessDecision(principal, action, scope, null, considered);
    }

    private static AssignmentOutcome Consider(
        RoleAssignment assignment, RoleDefinition? role, string action, ActionKind kind, Scope scope)
    {
        if (!assignment.Scope.Contains(scope))
            return AssignmentOutcome.OtherScope;
        if (role is null)
            return AssignmentOutcome.UnknownRole;
        var granting = role.Permissions.Where(p => p.Grants(action, kind)).ToList();
        if (granting.Count == 0)
            return role.Permissions.Any(p => p.Lists(action, kind))
                ? AssignmentOutcome.Subtracted
                : AssignmentOutcome.NotListed;
        return assignment.Condition is null && granting.Any(p => p.Condition is null)
            ? AssignmentOutcome.Grants
            : AssignmentOutcome.ConditionNotFulfilled;
    }
}
