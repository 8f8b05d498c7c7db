namespace Sallyport.Core.Authorization;

/// <summary>
/// Where a role holds: the tenant's root, a management group, a subscription, a resource group or a resource. Scopes
/// are compared segment by segment, ignoring case; a scope contains itself and what lies below it, so
/// <c>…/resourceGroups/app</c> does not contain <c>…/resourceGroups/app2</c>. Source: "Understand scope for Azure
/// RBAC".
/// </summary>
public sealed class Scope : IEquatable<Scope>
{
    /// <summary>The longest scope that is looked at, in characters.</summary>
    public const int MaximumLength = 2048;

    /// <summary>The tenant's root, <c>/</c>.</summary>
    public static readonly Scope Root = new([], null);

    private readonly string[] segments;
    private readonly string[] keys;

    private Scope(string[] segments, Guid? subscriptionId)
    {
        this.segments = segments;
        keys = [.. segments.Select(s => s.ToUpperInvariant())];
        SubscriptionId = subscriptionId;
        Key = "/" + string.Join('/', keys);
    }

    /// <summary>
    /// The form in which two spellings of one scope are equal, ordinally: for indexes, never for show.
    /// </summary>
    public string Key { get; }

    /// <summary>The subscription that the scope is or lies in; null for the root and for management groups.</summary>
    public Guid? SubscriptionId { get; }

    /// <summary>The resource group that the scope is or lies in, in the casing given; else null.</summary>
    public string? ResourceGroup =>
        SubscriptionId is not null && segments.Length >= 4 && segments[2] == "resourceGroups" ? segments[3] : null;

    /// <summary>The scope of a subscription.</summary>
    public static Scope OfSubscription(Guid id) => new(["subscriptions", id.ToString()], id);

    /// <summary>The scope of a resource group.</summary>
    public static Scope OfResourceGroup(Guid subscriptionId, string name) =>
        Read($"/subscriptions/{subscriptionId}/resourceGroups/{name}")
            ?? throw new ArgumentException("No name of a group.", nameof(name));

    /// <summary>
    /// Reads a path. Doubled and trailing slashes name nothing and are dropped; fixed words and the subscription's id
    /// get their one spelling, names keep theirs. Null for whatever has not the shape of a scope, or has characters
    /// that some reader might take for more than a name: <c>%</c>, a dot segment, a backslash, a control character.
    /// </summary>
    public static Scope? Read(string path)
    {
        if (path.Length is 0 or > MaximumLength || path[0] != '/')
            return null;
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (!parts.All(IsName) || ScopeShape.Read(parts) is not { } shape)
            return null;
        return new Scope(shape.Segments, shape.SubscriptionId);
    }

    /// <summary>Whether the other scope is this one or lies below it.</summary>
    public bool Contains(Scope other) =>
        keys.Length <= other.keys.Length && keys.AsSpan().SequenceEqual(other.keys.AsSpan(0, keys.Length));

    public bool Equals(Scope? other) => other is not null && string.Equals(Key, other.Key, StringComparison.Ordinal);

    public override bool Equals(object? obj) => Equals(obj as Scope);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Key);

    /// <summary>The path: <c>/</c>, or segments without a trailing slash.</summary>
    public override string ToString() => "/" + string.Join('/', segments);

    private static bool IsName(string segment) =>
        segment is not ("." or "..")
            && !segment.Any(c => char.IsControl(c) || char.IsSurrogate(c) || c is '%' or '\\' or '?' or '#' or '*');
}
