using System.Buffers;

namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// <c>environment</c>: a name, or a map with one. Source: <c>lib/gitlab/ci/config/entry/environment.rb</c>, gitlabhq.
/// </summary>
internal static class EnvironmentKeyword
{
    private const int MaximumLength = 255;

    /// <summary>What GitLab says of a name that is none.</summary>
    public const string NameSentence =
        "can contain only letters, digits, '-', '_', '/', '$', '{', '}', '.', and spaces, "
        + "but it cannot start or end with '/'";

    private static readonly string[] Actions = ["start", "stop", "prepare", "verify", "access"];
    private static readonly string[] Tiers = ["production", "staging", "testing", "development", "other"];

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 -_/${}.");

    public static Keyword Keyword { get; } = new(
        "environment",
        KeywordPlaces.Job,
        (job, entry, where) => job with { Environment = Read(entry, where) });

    /// <summary>Whether this can be the name of an environment, its length aside.</summary>
    public static bool IsName(string name) =>
        name.Length > 0 && !name.AsSpan().ContainsAnyExcept(NameCharacters) && name[0] != '/' && name[^1] != '/';

    /// <summary>Whether this is a deployment tier.</summary>
    public static bool IsTier(string tier) => Tiers.Contains(tier, StringComparer.Ordinal);

    private static EnvironmentDefinition? Read(YamlEntry entry, Place where)
    {
        if (Values.IsText(entry.Value))
            return ReadName(entry, entry.At, where) is { } text
                ? new EnvironmentDefinition(text, null, Actions[0], null)
                : null;
        if (Values.Map(entry, where, "environment", "should be a hash or a string") is not { } map)
            return null;
        var name = ReadName(map.Find("name"), entry.At, where);
        var action = map.Find("action") is { } word ? ReadAction(word, where.Field("action")) : Actions[0];
        var url = Values.Text(map, "url", where);
        if (url is { Length: > MaximumLength })
            where.Field("url").Wrong(
                map.Find("url")!.At, $"is too long (maximum is {Values.Text(MaximumLength)} characters)");
        var tier = map.Find("deployment_tier") is { } level ? ReadTier(level, where) : null;
        Values.Text(map, "auto_stop_in", where);
        if (map.Find("kubernetes") is { Value: not YamlMap } cluster)
            where.Field("kubernetes").Wrong(cluster.At, "should be a hash");
        var stop = Values.Text(map, "on_stop", where);
        return name is null || action is null
            ? null
            : new EnvironmentDefinition(name, url, action, tier) { OnStop = stop };
    }

    private static string? ReadName(YamlEntry? entry, Position at, Place where)
    {
        var place = where.Field("name");
        if (entry is null || Values.IsBlank(entry.Value))
            place.Wrong(entry?.At ?? at, "can't be blank");
        var name = entry is not null && Values.IsText(entry.Value) ? ((YamlScalar)entry.Value).Text : "";
        var isName = IsName(name);
        if (!isName)
            place.Wrong(entry?.At ?? at, NameSentence);
        if (name.Length > MaximumLength)
            where.Unsupported(entry!.At, $"{where} name is longer than {Values.Text(MaximumLength)} characters");
        return isName ? name : null;
    }

    private static string? ReadAction(YamlEntry entry, Place where) =>
        Values.Word(entry, where, Actions, "should be start, stop, prepare, verify, or access");

    // GitLab refuses an unknown tier only when it makes the environment.
    private static string? ReadTier(YamlEntry entry, Place where)
    {
        if (Values.Text(entry, where.Field(entry.Key)) is not { } tier)
            return null;
        var isKnown = tier.Contains('$', StringComparison.Ordinal) || IsTier(tier);
        if (!isKnown)
            where.Unsupported(
                entry.At, $"{where} deployment tier '{tier}' is none of {string.Join(", ", Tiers)}");
        return tier;
    }
}
