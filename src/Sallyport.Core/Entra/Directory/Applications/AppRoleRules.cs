using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Wire;

namespace Sallyport.Core.Entra.Directory;

/// <summary>The forms and limits of the roles that an application offers.</summary>
internal static class AppRoleRules
{
    private const string Resource = "AppRole";
    private const int ValueLength = 120;
    private static readonly string[] MemberTypes = ["User", AppRole.ForApplications];

    /// <summary>
    /// The whole list after a write. A role that counts must be switched off before it is taken away, as on Graph.
    /// </summary>
    /// <param name="current">What stands now.</param>
    /// <param name="inputs">What the caller wants.</param>
    public static List<AppRole> Apply(IReadOnlyList<AppRole> current, IReadOnlyList<AppRoleInput> inputs)
    {
        var wanted = inputs.Select(Read).ToList();
        if (wanted.DistinctBy(r => r.Id).Count() != wanted.Count)
            throw GraphErrors.InvalidValue("id", Resource, "an id is given twice.").ToException();
        var values = wanted.Select(r => r.Value).OfType<string>().ToList();
        if (values.Distinct(StringComparer.Ordinal).Count() < values.Count)
            throw GraphErrors.InvalidValue("value", Resource, "a value is given twice.").ToException();
        if (current.Any(r => r.IsEnabled && wanted.All(w => w.Id != r.Id)))
            throw GraphErrors.Invalid(
                "Permission (scope or role) cannot be deleted or updated unless disabled first.").ToException();
        return wanted;
    }

    private static AppRole Read(AppRoleInput input) => new()
    {
        Id = StrictGuid.TryRead(input.Id, out var id)
            ? id
            : throw GraphErrors.InvalidValue("id", Resource, "it must be a GUID.").ToException(),
        DisplayName = Required("displayName", input.DisplayName),
        Description = Required("description", input.Description),
        Value = CheckValue(input.Value),
        IsEnabled = input.IsEnabled,
        AllowedMemberTypes = input.AllowedMemberTypes.Count > 0 && input.AllowedMemberTypes.All(MemberTypes.Contains)
            ? [.. input.AllowedMemberTypes]
            : throw GraphErrors.InvalidValue(
                "allowedMemberTypes", Resource, "it must be User, Application or both.").ToException(),
    };

    private static string Required(string name, string? text) =>
        string.IsNullOrEmpty(text) ? throw GraphErrors.ValueRequired(name, Resource).ToException() : text;

    private static string? CheckValue(string? value) =>
        value is null
            || (value.Length is > 0 and <= ValueLength && value[0] != '.' && value.All(c => c is > ' ' and <= '~'))
            ? value
            : throw GraphErrors.InvalidValue(
                "value",
                Resource,
                $"it must be 1 to {ValueLength} printable characters without blanks and not start with "
                    + "'.'.").ToException();
}
