using Microsoft.AspNetCore.Http;

namespace Sallyport.Server.Arm;

/// <summary>
/// What a request's path addresses. ARM paths end in an operation that may hang below any scope
/// (<c>{scope}/providers/Microsoft.Authorization/roleAssignments/…</c>), which no route template can say: the scope is
/// cut off here, and routing sees the rest.
/// </summary>
/// <param name="Path">The whole path in the caller's casing, without doubled or trailing slashes.</param>
/// <param name="ScopePath">The part that is the scope: a subscription, a group, or what an extension hangs
/// below.</param>
/// <param name="Route">What routing is to see.</param>
/// <param name="IsExtension">Whether the operation hangs below the scope.</param>
internal sealed record ArmTarget(string Path, string ScopePath, string Route, bool IsExtension)
{
    private readonly string[] scope = Split(ScopePath);

    /// <summary>The segment where a subscription id belongs; null when the path is in no subscription.</summary>
    public string? Subscription => scope is [var word, var id, ..] && Is(word, "subscriptions") ? id : null;

    /// <summary>The segment where a group's name belongs; null when the path is in no group.</summary>
    public string? ResourceGroup =>
        scope is [var word, _, var groups, var name, ..] && Is(word, "subscriptions") && Is(groups, "resourceGroups")
            ? name
            : null;

    /// <summary>
    /// What a refusal calls the scope: a single role object by its own path, a list by the path that it is a list of.
    /// </summary>
    public string RefusedScope => IsExtension && Split(Route).Length > 3 ? Path : ScopePath;

    /// <summary>
    /// The target of the request, read once, before routing; from then on the request's path is the
    /// <see cref="Route"/>.
    /// </summary>
    public static ArmTarget Of(HttpContext context)
    {
        if (context.Features.Get<ArmTarget>() is { } known)
            return known;
        var target = Read(context.Request.Path.Value ?? "/");
        context.Features.Set(target);
        context.Request.Path = new PathString(target.Route); // a plain assignment would decode it once more
        return target;
    }

    /// <summary>Reads a path.</summary>
    public static ArmTarget Read(string path)
    {
        var segments = Split(path);
        var clean = Join(segments);
        for (var i = segments.Length - 3; i >= 0; i--)
            if (Is(segments[i], "providers") && Is(segments[i + 1], "Microsoft.Authorization"))
                return new ArmTarget(clean, Join(segments[..i]), Join(segments[i..]), IsExtension: true);
        var scope = segments switch
        {
            [var word, _, var groups, _, ..] when Is(word, "subscriptions") && Is(groups, "resourceGroups") =>
                segments[..4],
            [var word, _, ..] when Is(word, "subscriptions") => segments[..2],
            _ => [],
        };
        return new ArmTarget(clean, Join(scope), clean, IsExtension: false);
    }

    /// <summary>
    /// The namespace and type that a path below <c>providers</c> names last; null when it names none.
    /// </summary>
    public (string Namespace, string Type)? Provider()
    {
        var segments = Split(Path);
        var at = Array.FindLastIndex(segments, s => Is(s, "providers"));
        if (at < 0 || segments.Length < at + 3)
            return null;
        // type/name/type/name…: every other segment is a type.
        var types = segments[(at + 2)..].Where((_, i) => i % 2 == 0);
        return (segments[at + 1], string.Join('/', types));
    }

    private static string[] Split(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    private static string Join(string[] segments) => "/" + string.Join('/', segments);

    private static bool Is(string segment, string word) => segment.Equals(word, StringComparison.OrdinalIgnoreCase);
}
