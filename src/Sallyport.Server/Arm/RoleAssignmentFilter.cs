using System.Text.RegularExpressions;
using Sallyport.Core.Arm;
using Sallyport.Core.Authorization;
using Sallyport.Core.Wire;

namespace Sallyport.Server.Arm;

/// <summary>
/// The <c>$filter</c> of role assignments, in the forms that the service knows: <c>atScope()</c>, <c>principalId eq
/// '…'</c>, <c>assignedTo('…')</c>, and the first with the last. Source: "List Azure role assignments using the REST
/// API".
/// </summary>
/// <param name="AtScope">Leave out what lies below the scope.</param>
/// <param name="PrincipalId">Only this principal's; null: all.</param>
internal sealed partial record RoleAssignmentFilter(bool AtScope, Guid? PrincipalId)
{
    public static RoleAssignmentFilter Read(string filter)
    {
        if (filter.Length == 0)
            return new RoleAssignmentFilter(false, null);
        var match = Form().Match(filter);
        if (!match.Success)
            throw ArmErrors.UnsupportedQuery(filter).ToException();
        var principal = match.Groups["id"];
        if (!principal.Success)
            return new RoleAssignmentFilter(true, null);
        return StrictGuid.TryRead(principal.Value, out var id)
            ? new RoleAssignmentFilter(match.Groups["scope"].Success, id)
            : throw ArmErrors.UnsupportedQuery(filter).ToException();
    }

    /// <summary>
    /// Whether the assignment belongs in the list at the scope: it holds there, or, unless left out, below.
    /// </summary>
    public bool Matches(RoleAssignment assignment, Scope scope) =>
        (PrincipalId is null || assignment.PrincipalId == PrincipalId)
        && (assignment.Scope.Contains(scope) || (!AtScope && scope.Contains(assignment.Scope)));

    [GeneratedRegex(
        @"^((?<scope>atScope\(\))|((?<scope>atScope\(\)) and )?assignedTo\('(?<id>[^']*)'\)"
        + "|principalId eq '(?<id>[^']*)')$",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking
        | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
