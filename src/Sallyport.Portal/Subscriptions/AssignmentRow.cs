using Sallyport.Core.Arm;
using Sallyport.Core.Authorization;

namespace Sallyport.Portal.Subscriptions;

/// <summary>A role assignment, as a page shows it.</summary>
/// <param name="Assignment">The assignment.</param>
/// <param name="Member">Whose it is; null when the directory has no such principal any more.</param>
/// <param name="IsInherited">Whether it was given above the scope that is shown.</param>
public sealed record AssignmentRow(RoleAssignment Assignment, Member? Member, bool IsInherited)
{
    /// <summary>The name of the principal.</summary>
    public string Name => Member?.Name ?? "Identity not found";

    /// <summary>The name of the role.</summary>
    public string Role =>
        BuiltInRoles.Find(Assignment.RoleDefinitionId)?.RoleName ?? Assignment.RoleDefinitionId.ToString();

    /// <summary>What the scope above is called.</summary>
    public string Origin => Assignment.Scope switch
    {
        { SubscriptionId: not null } => "Subscription",
        { Key: "/" } => "Root",
        _ => "Management group",
    };
}
