using System.Diagnostics.CodeAnalysis;

namespace Sallyport.Core.Authorization;

/// <summary>
/// A role: a named set of permissions. Source: Azure REST, <c>Microsoft.Authorization/roleDefinitions</c>.
/// </summary>
/// <param name="Id">The GUID; for built-in roles the same in every tenant.</param>
/// <param name="RoleName">The name that people see.</param>
/// <param name="Type"><c>BuiltInRole</c> or <c>CustomRole</c>.</param>
/// <param name="Description">What it is for.</param>
/// <param name="AssignableScopes">The scopes at and below which it may be assigned.</param>
/// <param name="Permissions">What it grants: the union of these.</param>
public sealed record RoleDefinition(
    Guid Id,
    string RoleName,
    string Type,
    string Description,
    IReadOnlyList<Scope> AssignableScopes,
    IReadOnlyList<Permission> Permissions)
{
    /// <summary>Whether the role may be assigned at the scope.</summary>
    public bool IsAssignableAt(Scope scope) => AssignableScopes.Any(s => s.Contains(scope));
}

/// <summary>
/// A part of a role. What is "not" subtracts from this part alone; it denies nothing that another part or role grants.
/// </summary>
/// <param name="Actions">The control-plane actions.</param>
/// <param name="NotActions">What is taken away from them.</param>
/// <param name="DataActions">The data-plane actions; no control-plane <c>*</c> reaches them.</param>
/// <param name="NotDataActions">What is taken away from those.</param>
/// <param name="Condition">When it counts; null: always.</param>
/// <param name="ConditionVersion">The language of the condition: <c>2.0</c>.</param>
[SuppressMessage("Naming", "CA1711", Justification = "The wire word.")]
public sealed record Permission(
    IReadOnlyList<ActionPattern> Actions, IReadOnlyList<ActionPattern> NotActions,
    IReadOnlyList<ActionPattern> DataActions, IReadOnlyList<ActionPattern> NotDataActions,
    string? Condition = null, string? ConditionVersion = null)
{
    /// <summary>Whether the action is listed, whatever is taken away.</summary>
    public bool Lists(string action, ActionKind kind) =>
        (kind == ActionKind.Data ? DataActions : Actions).Any(p => p.Matches(action));

    /// <summary>Whether the action is listed and not taken away again.</summary>
    public bool Grants(string action, ActionKind kind) =>
        Lists(action, kind) && !(kind == ActionKind.Data ? NotDataActions : NotActions).Any(p => p.Matches(action));
}

/// <summary>Which of a role's two lists speaks of an action.</summary>
public enum ActionKind
{
    /// <summary>Managing resources: <c>actions</c>.</summary>
    Control,

    /// <summary>The data in them: <c>dataActions</c>.</summary>
    Data,
}
