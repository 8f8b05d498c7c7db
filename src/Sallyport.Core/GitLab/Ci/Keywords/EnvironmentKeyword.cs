using System.Buffers;

namespace Sallyport.Core.GitLab.Ci;

/// <summary><c>environment</c>: a name, or a map with one.</summary>
internal static class EnvironmentKeyword
{
    private const int MaximumNameLength = 255;

    private static readonly string[] Keys = ["name", "url", "action", "deployment_tier"];
    private static readonly string[] Actions = ["start", "prepare", "stop", "verify", "access"];
    private static readonly string[] Tiers = ["production", "staging", "testing", "development", "other"];

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 -_/${}.");

    public static Keyword Keyword { get; } = new(
        "environment",
        KeywordPlaces.Job,
        (job, entry, where) => job with { Environment = Read(entry, where) });

    private static EnvironmentDefinition? Read(YamlEntry entry, Place where)
    {
        if (entry.Value is not YamlMap)
            return ReadName(entry, where) is { } text ? new EnvironmentDefinition(text, null, Actions[0], null) : null;
        if (Values.Map(entry, where, Keys) is not { } map)
            return null;
        var url = map.Find("url") is { } address ? Values.Text(address, where.In(address.Key)) : null;
        var action = map.Find("action") is { } word ? Values.Word(word, where.In(word.Key), Actions) : Actions[0];
        var tier = map.Find("deployment_tier") is { } level ? Values.Word(level, where.In(level.Key), Tiers) : null;
        if (map.Find("name") is not { } named)
        {
            where.Invalid(entry.At, $"{where} config missing required keys: name");
            return null;
        }
        var name = ReadName(named, where.In(named.Key));
        return name is null || action is null ? null : new EnvironmentDefinition(name, url, action, tier);
    }

    private static string? ReadName(YamlEntry entry, Place where)
    {
        if (Values.Text(entry, where) is not { } name)
            return null;
        var hasLength = name.Length is > 0 and <= MaximumNameLength;
        if (hasLength && !name.AsSpan().ContainsAnyExcept(NameCharacters))
            return name;
        where.Invalid(
            entry.At,
            $"{where} may have letters, digits, spaces, '-', '_', '/', '$', '{{', '}}' and '.', "
            + $"at most {MaximumNameLength}");
        return null;
    }
}
