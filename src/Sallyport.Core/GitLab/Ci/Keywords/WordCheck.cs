namespace Sallyport.Core.GitLab.Ci;

/// <summary>Holds the keys of a map against the table of <see cref="KeywordCatalogue"/>.</summary>
internal static class WordCheck
{
    private const int Guesses = 10;

    /// <summary>
    /// Adds the error of the keys that GitLab does not know, and says of the others which ones have no effect here or
    /// keep the job from running.
    /// </summary>
    /// <param name="map">The map.</param>
    /// <param name="place">The place of the table.</param>
    /// <param name="where">The place of the map.</param>
    /// <param name="unknown">GitLab's words for unknown keys.</param>
    public static void Check(YamlMap map, string place, Place where, string unknown = "contains unknown keys")
    {
        var words = KeywordCatalogue.In(place);
        // A job counts as one with a trigger when its script is mistyped.
        var meant = place == "trigger job" ? words.Concat(KeywordCatalogue.In("job")) : words;
        CheckNames(map, [.. words.Select(w => w.Name)], [.. meant.Select(w => w.Name)], where, unknown);
        Tell(map, place, where);
    }

    /// <summary>Says which of the keys have no effect here or keep the job from running.</summary>
    public static void Tell(YamlMap map, string place, Place where)
    {
        var words = KeywordCatalogue.In(place);
        foreach (var entry in map.Entries)
            if (words.FirstOrDefault(w => w.Name == entry.Key) is { } word && !Values.IsNull(entry.Value))
                Tell(entry, word, where);
    }

    private static void CheckNames(
        YamlMap map, IReadOnlyList<string> names, IReadOnlyList<string> meant, Place where, string unknown)
    {
        var others = map.Entries.Where(e => !names.Contains(e.Key, StringComparer.Ordinal)).ToList();
        if (others.Count == 0)
            return;
        var sentence = $"{unknown}: {string.Join(", ", others.Select(e => e.Key))}";
        var hints = others.Take(Guesses).Select(o => Suggestion.For(o.Key, meant)).OfType<string>();
        (where with { Keyword = where.Keyword ?? others[0].Key }).Wrong(
            others[0].At, sentence, hints.FirstOrDefault());
    }

    private static void Tell(YamlEntry entry, Word word, Place where)
    {
        var isTop = word.Place is "job" or "root" or "default" or "trigger job";
        var path = isTop ? word.Name : $"{word.Place}:{word.Name}";
        var keyword = where.In(entry.Key);
        if (word.Treatment == Treatment.Noted)
            keyword.Note(entry.At, $"{path} has no effect here: {word.Reason}");
        else if (word.Treatment == Treatment.Refused)
            keyword.Unsupported(entry.At, $"{where}: a run here refuses {path}: {word.Reason}");
    }
}
