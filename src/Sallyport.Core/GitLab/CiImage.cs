namespace Sallyport.Core.GitLab;

/// <summary>Reads <c>image</c>: a name, or a map with one.</summary>
internal static class CiImage
{
    /// <summary>Reads it.</summary>
    public static ImageDefinition? Read(CiErrors errors, CiEntry entry, string where)
    {
        if (entry.Value is not CiMap)
            return CiValues.Text(errors, entry, where) is { } text ? new ImageDefinition(text, null, null) : null;
        if (CiValues.Map(errors, entry, where, "name", "entrypoint", "pull_policy") is not { } map)
            return null;
        where = $"{where}:{entry.Key}";
        if (map.Find("name") is not { } name)
        {
            errors.Add(entry.Line, $"{where} config missing required keys: name");
            return null;
        }
        var entrypoint = map.Find("entrypoint") is { } commands ? CiValues.Texts(errors, commands, where) : null;
        var policies = map.Find("pull_policy") is { } pull ? ReadPolicies(errors, pull, where) : null;
        return CiValues.Text(errors, name, where) is { } image ? new ImageDefinition(image, entrypoint, policies) : null;
    }

    private static IReadOnlyList<string> ReadPolicies(CiErrors errors, CiEntry entry, string where)
    {
        var policies = CiValues.TextOrTexts(errors, entry, where);
        if (!policies.All(p => p is "always" or "if-not-present" or "never"))
            errors.Add(entry.Line, $"{where}:{entry.Key} should be one of: always, if-not-present, never");
        return policies;
    }
}
