using System.Buffers;

namespace Sallyport.Core.GitLab.Ci;

/// <summary><c>environment</c>: a name, or a map with one.</summary>
internal static class EnvironmentKeyword
{
    private const int MaximumLength = 255;

    private static readonly string[] Keys =
        ["name", "url", "action", "on_stop", "auto_stop_in", "kubernetes", "deployment_tier"];

    private static readonly string[] Actions = ["start", "stop", "prepare", "verify", "access"];
    private static readonly string[] Tiers = ["production", "staging", "testing", "development", "other"];

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 -_/${}.");

    private static readonly Keyword AutoStop =
        Keyword.PartWithoutEffect("environment:auto_stop_in", "nothing is stopped by the clock.");

    private static readonly Keyword Kubernetes =
        Keyword.PartWithoutEffect("environment:kubernetes", "there is no agent for clusters.");

    public static Keyword Keyword { get; } = new(
        "environment",
        KeywordPlaces.Job | KeywordPlaces.Trigger,
        (job, entry, where) => job with { Environment = Read(entry, where) })
    {
        Parts = [AutoStop, Kubernetes],
    };

    private static EnvironmentDefinition? Read(YamlEntry entry, Place where)
    {
        if (Values.IsText(entry.Value))
            return ReadName(entry, where) is { } text ? new EnvironmentDefinition(text, null, Actions[0], null) : null;
        if (Values.MapOr(entry, where, "a hash or a string", Keys) is not { } map)
            return null;
        if (map.Find("auto_stop_in") is { } stop)
            AutoStop.Tell(stop.At, where);
        if (map.Find("kubernetes") is { } agent)
            Kubernetes.Tell(agent.At, where);
        var action = map.Find("action") is { } word ? ReadAction(word, where.At(word.Key)) : Actions[0];
        var tier = map.Find("deployment_tier") is { } level ? ReadTier(level, where.At("deployment_tier")) : null;
        if (map.Find("name") is not { } named)
        {
            where.At("name").Wrong(entry.At, "can't be blank");
            return null;
        }
        var url = map.Find("url") is { } address ? ReadUrl(address, where.At(address.Key)) : null;
        if (ReadName(named, where) is not { } name)
            return null;
        return new EnvironmentDefinition(name, url, action, tier)
        {
            OnStop = map.Find("on_stop") is { } job ? Values.Text(job, where.At(job.Key)) : null,
        };
    }

    private static string ReadAction(YamlEntry entry, Place where)
    {
        var word = (entry.Value as YamlScalar)?.Text ?? "";
        if (Actions.Contains(word, StringComparer.Ordinal))
            return word;
        where.Wrong(entry.At, "should be start, stop, prepare, verify, or access");
        return Actions[0];
    }

    // A variable may stand in its place.
    private static string? ReadTier(YamlEntry entry, Place where)
    {
        var word = (entry.Value as YamlScalar)?.Text ?? "";
        var isVariable = word.Contains('$', StringComparison.Ordinal);
        if (isVariable || Tiers.Contains(word, StringComparer.Ordinal))
            return word;
        where.Wrong(entry.At, $"must be one of {string.Join(", ", Tiers)}");
        return null;
    }

    private static string? ReadUrl(YamlEntry entry, Place where)
    {
        var url = Values.Text(entry, where);
        if (url?.Length > MaximumLength)
            where.Wrong(entry.At, $"is too long (maximum is {MaximumLength} characters)");
        return url;
    }

    private static string? ReadName(YamlEntry entry, Place where)
    {
        where = where.At("name");
        if (Values.Text(entry, where) is not { } name)
            return null;
        var hasForm = !name.AsSpan().ContainsAnyExcept(NameCharacters) && !name.StartsWith('/') && !name.EndsWith('/');
        if (name.Length > MaximumLength)
            where.Wrong(entry.At, $"is too long (maximum is {MaximumLength} characters)");
        else if (name.Length == 0)
            where.Wrong(entry.At, "can't be blank");
        else if (!hasForm)
            where.Wrong(
                entry.At,
                "can contain only letters, digits, '-', '_', '/', '$', '{', '}', '.', and spaces, "
                + "but it cannot start or end with '/'");
        else
            return name;
        return null;
    }
}
