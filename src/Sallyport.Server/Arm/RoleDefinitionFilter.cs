using System.Text.RegularExpressions;
using Sallyport.Core.Arm;
using Sallyport.Core.Authorization;

namespace Sallyport.Server.Arm;

/// <summary>
/// The <c>$filter</c> of role definitions: <c>roleName eq '…'</c>, <c>type eq '…'</c>, <c>atScope()</c>,
/// <c>atScopeAndBelow()</c>, joined by <c>and</c>. The service knows only these forms.
/// </summary>
/// <param name="RoleName">The name asked for, compared ignoring case; null: any.</param>
/// <param name="Type">The type asked for; null: any.</param>
internal sealed partial record RoleDefinitionFilter(string? RoleName, string? Type)
{
    private const string And = " and ";

    public static RoleDefinitionFilter Read(string filter)
    {
        var result = new RoleDefinitionFilter(null, null);
        for (var rest = filter; rest.Length > 0;)
        {
            var match = Term().Match(rest);
            if (!match.Success || (result.Take(match) is not { } taken))
                throw ArmErrors.InvalidQueryOption("$filter", filter).ToException();
            result = taken;
            rest = rest[match.Length..];
            if (rest.StartsWith(And, StringComparison.OrdinalIgnoreCase) && rest.Length > And.Length)
                rest = rest[And.Length..];
            else if (rest.Length > 0)
                throw ArmErrors.InvalidQueryOption("$filter", filter).ToException();
        }
        return result;
    }

    /// <summary>Every built-in role holds at the scope, so <c>atScope()</c> leaves none out.</summary>
    public bool Matches(RoleDefinition role) =>
        (RoleName is null || role.RoleName.Equals(RoleName, StringComparison.OrdinalIgnoreCase))
        && (Type is null || role.Type.Equals(Type, StringComparison.OrdinalIgnoreCase));

    // The same member twice is refused: one of the two would be ignored.
    private RoleDefinitionFilter? Take(Match term)
    {
        var value = term.Groups["value"].Value.Replace("''", "'", StringComparison.Ordinal);
        return term.Groups["member"].Value.ToUpperInvariant() switch
        {
            "" => this,
            "ROLENAME" => RoleName is null ? this with { RoleName = value } : null,
            _ => Type is null ? this with { Type = value } : null,
        };
    }

    [GeneratedRegex(
        @"^((?<member>roleName|type) eq '(?<value>([^']|'')*)'|atScope\(\)|atScopeAndBelow\(\))",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking
        | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Term();
}
