namespace Sallyport.Core.GitLab;

/// <summary>Reads <c>id_tokens</c> with GitLab's own checks. Source: <c>lib/gitlab/ci/config/entry/id_token.rb</c>, gitlabhq.</summary>
internal static class CiIdTokens
{
    /// <summary>Reads the map of token names.</summary>
    public static IReadOnlyList<IdTokenDefinition> Read(CiErrors errors, CiEntry entry, string where)
    {
        where = $"{where}:{entry.Key}";
        if (entry.Value is CiMap map)
            return map.Entries.Select(e => ReadOne(errors, e, $"{where}:{e.Key}")).OfType<IdTokenDefinition>().ToList();
        errors.Add(entry.Line, $"{where} config should be a hash");
        return [];
    }

    private static IdTokenDefinition? ReadOne(CiErrors errors, CiEntry entry, string where)
    {
        if (entry.Key.Length == 0 || !entry.Key.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            errors.Add(entry.Line, $"{where}: the name of an ID token may only have letters, digits and '_'");
        var map = entry.Value as CiMap;
        var unknown = map?.Entries.Where(e => e.Key != "aud").ToList() ?? [];
        foreach (var other in unknown)
            errors.Add(other.Line, $"{where} config contains unknown keys: {other.Key}");
        if (map?.Entries.FirstOrDefault(e => e.Key == "aud") is not { } aud)
        {
            errors.Add(entry.Line, $"{where} config missing required keys: aud");
            errors.Add(entry.Line, $"{where} aud should be an array of strings or a string");
            return null;
        }
        if (aud.Value is CiScalar { Kind: ScalarKind.Text } one)
            return new IdTokenDefinition(entry.Key, [one.Text], false);
        if (aud.Value is CiList list && list.Items.All(i => i is CiScalar { Kind: ScalarKind.Text }))
            return new IdTokenDefinition(entry.Key, list.Items.Cast<CiScalar>().Select(s => s.Text).ToList(), true);
        errors.Add(aud.Line, $"{where} aud should be an array of strings or a string");
        return null;
    }
}
