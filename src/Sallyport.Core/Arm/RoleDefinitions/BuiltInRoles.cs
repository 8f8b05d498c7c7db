using System.Text.Json;
using Sallyport.Core.Authorization;
using Sallyport.Core.Wire;

namespace Sallyport.Core.Arm;

/// <summary>
/// The built-in roles, from <c>BuiltInRoles.json</c>. Roles whose exact action lists are not known are left out: a role
/// that grants less or more than its namesake would be worse than none. Source: "Azure built-in roles".
/// </summary>
public static class BuiltInRoles
{
    /// <summary>The GUID of Owner.</summary>
    public static readonly Guid Owner = new("8e3af657-a8ff-443c-a75c-2fe8c4bcb635");

    /// <summary>All of them, in the order of the file.</summary>
    public static readonly IReadOnlyList<RoleDefinition> All = Read();

    private static readonly Dictionary<Guid, RoleDefinition> ById = All.ToDictionary(r => r.Id);

    /// <summary>The role with this GUID, or null.</summary>
    public static RoleDefinition? Find(Guid id) => ById.GetValueOrDefault(id);

    private static List<RoleDefinition> Read()
    {
        using var stream =
            typeof(BuiltInRoles).Assembly.GetManifestResourceStream("Sallyport.Core.Arm.BuiltInRoles.json")!;
        var files = new ArmFilesJson(new JsonSerializerOptions(StrictJson.Options));
        return JsonSerializer.Deserialize(stream, files.ListEntry)!.ConvertAll(e => e.ToRole());
    }

    internal sealed record Entry(
        Guid Id,
        string RoleName,
        string Description,
        string[]? Actions,
        string[]? NotActions,
        string[]? DataActions,
        string[]? NotDataActions)
    {
        public RoleDefinition ToRole() => new(
            Id, RoleName, "BuiltInRole", Description, [Scope.Root],
            [new Permission(Patterns(Actions), Patterns(NotActions), Patterns(DataActions), Patterns(NotDataActions))]);

        private static ActionPattern[] Patterns(string[]? texts) =>
            [.. (texts ?? []).Select(t => new ActionPattern(t))];
    }
}
