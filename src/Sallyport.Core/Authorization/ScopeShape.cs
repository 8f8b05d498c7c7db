using Sallyport.Core.Wire;

namespace Sallyport.Core.Authorization;

/// <summary>The shapes that a scope can have, and the one spelling of their fixed words.</summary>
internal static class ScopeShape
{
    /// <summary>
    /// The segments with their fixed words spelled alike, and the subscription; null when this is no scope.
    /// </summary>
    public static (string[] Segments, Guid? SubscriptionId)? Read(string[] parts) => parts switch
    {
        [] => ([], null),
        [var providers, var management, var groups, var name]
            when Is(providers, "providers")
                && Is(management, "Microsoft.Management")
                && Is(groups, "managementGroups") =>
            (["providers", "Microsoft.Management", "managementGroups", name], null),
        [var subscriptions, var id, .. var rest] when Is(subscriptions, "subscriptions")
            && StrictGuid.TryRead(id, out var guid) =>
            InSubscription(guid, rest),
        _ => null,
    };

    private static (string[], Guid?)? InSubscription(Guid id, string[] rest)
    {
        var read = new List<string> { "subscriptions", id.ToString() };
        if (rest is [var groups, var name, ..] && Is(groups, "resourceGroups"))
        {
            read.AddRange(["resourceGroups", name]);
            rest = rest[2..];
        }
        return Resource(rest, read) ? (read.ToArray(), id) : null;
    }

    // providers/{namespace}/{type}/{name}[/{type}/{name}…], once or more: a further block is an extension of the
    // resource before it.
    private static bool Resource(string[] rest, List<string> read)
    {
        while (rest.Length > 0)
        {
            if (rest.Length < 4 || !Is(rest[0], "providers"))
                return false;
            read.AddRange(["providers", rest[1]]);
            rest = rest[2..];
            do
            {
                if (rest.Length < 2)
                    return false;
                read.AddRange(rest[..2]);
                rest = rest[2..];
            }
            while (rest.Length > 0 && !Is(rest[0], "providers"));
        }
        return true;
    }

    private static bool Is(string segment, string word) => segment.Equals(word, StringComparison.OrdinalIgnoreCase);
}
