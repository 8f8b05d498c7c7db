namespace Sallyport.Core.Authorization;

/// <summary>
/// Whether a principal may do an action at a scope, and why or why not. A value that explains itself; the default is
/// no.
/// </summary>
/// <param name="Principal">Who asks.</param>
/// <param name="Action">What for.</param>
/// <param name="Scope">Where.</param>
/// <param name="AllowedBy">The assignment that allows it; null: refused.</param>
/// <param name="Considered">
/// The principal's assignments, in the order in which they were looked at, each with what became of it.
/// </param>
public sealed record AccessDecision(
    Principal Principal,
    string Action,
    Scope Scope,
    RoleAssignment? AllowedBy,
    IReadOnlyList<ConsideredAssignment> Considered)
{
    /// <summary>Whether the action may go on.</summary>
    public bool IsAllowed => AllowedBy is not null;

    /// <summary>Whether a refused action would be granted, were it not for a condition.</summary>
    public bool IsConditionUnfulfilled =>
        !IsAllowed && Considered.Any(c => c.Outcome == AssignmentOutcome.ConditionNotFulfilled);

    /// <summary>One line for a log or a reader.</summary>
    public string Explanation
    {
        get
        {
            var verdict = IsAllowed ? "may" : "may not";
            var reasons = Considered.Count == 0
                ? "it has no role assignment"
                : string.Join("; ", Considered.Select(c => c.Explanation));
            return $"{Principal.ObjectId} {verdict} {Action} at {Scope}: {reasons}";
        }
    }
}

/// <summary>One of the principal's assignments, and what became of it.</summary>
/// <param name="Assignment">The assignment.</param>
/// <param name="RoleName">The role's name; null when there is no such role.</param>
/// <param name="Outcome">What became of it.</param>
public sealed record ConsideredAssignment(RoleAssignment Assignment, string? RoleName, AssignmentOutcome Outcome)
{
    /// <summary>The role, where it is assigned and what became of it, as part of a sentence.</summary>
    public string Explanation =>
        $"{RoleName ?? Assignment.RoleDefinitionId.ToString()} at {Assignment.Scope} " + Outcome switch
    {
        AssignmentOutcome.Grants => "grants it",
        AssignmentOutcome.OtherScope => "holds elsewhere",
        AssignmentOutcome.UnknownRole => "is a role that does not exist",
        AssignmentOutcome.NotListed => "does not list it",
        AssignmentOutcome.Subtracted => "takes it away again (notActions)",
        _ => "has a condition that is not fulfilled",
    };
}

/// <summary>What became of an assignment, from the farthest to the nearest.</summary>
public enum AssignmentOutcome
{
    /// <summary>It holds neither at the scope nor above it.</summary>
    OtherScope,

    /// <summary>Its role does not exist.</summary>
    UnknownRole,

    /// <summary>Its role does not list the action.</summary>
    NotListed,

    /// <summary>Its role lists the action and takes it away again.</summary>
    Subtracted,

    /// <summary>It, or its role's permission, would grant the action under a condition.</summary>
    ConditionNotFulfilled,

    /// <summary>It allows the action.</summary>
    Grants,
}
