namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// <c>id_tokens</c>, with GitLab's own checks. Source: <c>lib/gitlab/ci/config/entry/id_token.rb</c>, gitlabhq.
/// </summary>
internal static class IdTokensKeyword
{
    public static Keyword Keyword { get; } = new(
        "id_tokens",
        KeywordPlaces.Default | KeywordPlaces.Job,
        (job, entry, where) => job with { IdTokens = Read(entry, where) });

    private static List<IdTokenDefinition> Read(YamlEntry entry, Place where)
    {
        if (entry.Value is YamlMap map)
            return map.Entries.Select(e => ReadOne(e, where.In(e.Key))).OfType<IdTokenDefinition>().ToList();
        where.Wrong(entry.At, "should be a hash");
        return [];
    }

    private static IdTokenDefinition? ReadOne(YamlEntry entry, Place where)
    {
        if (!YamlVariable.IsName(entry.Key))
            where.Unsupported(entry.At, $"{where}: the name of an ID token may only have letters, digits and '_'");
        var map = entry.Value as YamlMap ?? YamlMap.Empty(entry.At);
        WordCheck.Check(map, "id_tokens", where);
        if (map.Entries.FirstOrDefault(e => e.Key == "aud") is { } aud)
            return ReadAudience(entry.Key, aud, where);
        where.Wrong(entry.At, "missing required keys: aud");
        RefuseAudience(entry, where);
        return null;
    }

    private static IdTokenDefinition? ReadAudience(string name, YamlEntry aud, Place where)
    {
        if (aud.Value is YamlScalar { Kind: ScalarKind.Text } one)
            return At(aud, new IdTokenDefinition(name, [one.Text], IsList: false));
        if (aud.Value is YamlList list && list.Items.All(Values.IsText))
        {
            var texts = list.Items.Cast<YamlScalar>().Select(s => s.Text);
            return At(aud, new IdTokenDefinition(name, [.. texts], IsList: true));
        }
        RefuseAudience(aud, where);
        return null;
    }

    private static IdTokenDefinition At(YamlEntry aud, IdTokenDefinition token) =>
        token with { File = aud.At.File, Line = aud.At.Line };

    private static void RefuseAudience(YamlEntry entry, Place where) =>
        where.Field("aud").Wrong(entry.At, "should be an array of strings or a string");
}
