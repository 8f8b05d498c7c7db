namespace Sallyport.Core.GitLab;

/// <summary>Reads <c>environment</c>: a name, or a map with one.</summary>
internal static class CiEnvironment
{
    /// <summary>Reads it.</summary>
    public static EnvironmentDefinition? Read(CiErrors errors, CiEntry entry, string where)
    {
        if (entry.Value is not CiMap)
            return ReadName(errors, entry, where) is { } text ? new EnvironmentDefinition(text, null, "start", null) : null;
        if (CiValues.Map(errors, entry, where, "name", "url", "action", "deployment_tier") is not { } map)
            return null;
        where = $"{where}:{entry.Key}";
        var url = map.Find("url") is { } address ? CiValues.Text(errors, address, where) : null;
        var action = map.Find("action") is { } word ? CiValues.Word(errors, word, where, "start", "prepare", "stop", "verify", "access") : "start";
        var tier = map.Find("deployment_tier") is { } level
            ? CiValues.Word(errors, level, where, "production", "staging", "testing", "development", "other")
            : null;
        if (map.Find("name") is { } name)
            return ReadName(errors, name, where) is { } text && action is not null ? new EnvironmentDefinition(text, url, action, tier) : null;
        errors.Add(entry.Line, $"{where} config missing required keys: name");
        return null;
    }

    private static string? ReadName(CiErrors errors, CiEntry entry, string where)
    {
        if (CiValues.Text(errors, entry, where) is not { } name)
            return null;
        if (name.Length is > 0 and <= 255 && name.All(c => char.IsAsciiLetterOrDigit(c) || " -_/${}.".Contains(c, StringComparison.Ordinal)))
            return name;
        errors.Add(entry.Line, $"{where}:{entry.Key} may have letters, digits, spaces, '-', '_', '/', '$', '{{', '}}' and '.', at most 255");
        return null;
    }
}
