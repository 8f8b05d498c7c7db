using Sallyport.Core.Arm;
using Sallyport.Core.Authorization;
using Sallyport.Server.Http;

namespace Sallyport.Server.Arm;

/// <summary>What a route of this surface demands.</summary>
internal abstract record ArmRequirement() : AccessRequirement(ArmSurface.Scheme);

/// <summary>The action that a route needs at the scope of its path.</summary>
/// <param name="Name">The action, in the casing in which a refusal names it.</param>
/// <param name="OrBelow">Whether the action at some scope below is enough: the route then shows no more than the caller
/// may see.</param>
internal sealed record ArmAction(string Name, bool OrBelow = false) : ArmRequirement;

/// <summary>A valid token is all that a route needs: it shows each caller its own, or nothing.</summary>
internal sealed record ArmTokenOnly : ArmRequirement;

/// <summary>A call whose access is decided: who calls, and on what.</summary>
/// <param name="Principal">The caller.</param>
/// <param name="Scope">The scope of the path.</param>
/// <param name="ApiVersion">The version of the API that was asked for.</param>
/// <param name="Assignments">The caller's role assignments.</param>
internal sealed record ArmCall(
    Principal Principal, Scope Scope, string ApiVersion, IReadOnlyList<RoleAssignment> Assignments)
{
    /// <summary>The subscription that the path is in.</summary>
    public Guid SubscriptionId =>
        Scope.SubscriptionId ?? throw new InvalidOperationException("The route lies in no subscription.");

    /// <summary>Decides an action of the same caller.</summary>
    public AccessDecision Decide(string action, Scope scope) => AccessEvaluator.Decide(
        Principal, action, ActionKind.Control, scope, Assignments, BuiltInRoles.Find);
}
