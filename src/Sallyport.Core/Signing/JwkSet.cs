using System.Text.Json;
using Sallyport.Core.Wire;

namespace Sallyport.Core.Signing;

/// <summary>The usable keys of a key set document (RFC 7517 §5).</summary>
public sealed class JwkSet
{
    /// <summary>How many keys of a document are looked at; the rest is left out, as Entra does.</summary>
    public const int MaximumKeys = 100;

    private readonly IReadOnlyList<Jwk> keys;

    private JwkSet(IReadOnlyList<Jwk> keys) => this.keys = keys;

    /// <summary>A set of these keys.</summary>
    public static JwkSet Of(params IReadOnlyList<Jwk> keys) => new(WithoutTwins(keys));

    /// <summary>How many usable keys there are.</summary>
    public int Count => keys.Count;

    /// <summary>
    /// Reads a key set. Keys that cannot verify are skipped; two keys with one <c>kid</c> are both skipped, since
    /// nobody can say which is meant. Null when the document is no key set at all.
    /// </summary>
    public static JwkSet? Read(ReadOnlyMemory<byte> utf8)
    {
        if (StrictJson.ReadObject(utf8) is not { } root
            || !root.TryGetProperty("keys", out var array) || array.ValueKind != JsonValueKind.Array)
            return null;
        var read = array.EnumerateArray().Take(MaximumKeys).Select(Jwk.Read).OfType<Jwk>().ToList();
        return new JwkSet(WithoutTwins(read));
    }

    /// <summary>
    /// The key with exactly this <c>kid</c>. Without a <c>kid</c> only the single key of a set of one will do.
    /// </summary>
    public Jwk? Find(string? keyId)
    {
        if (keyId is null)
            return keys.Count == 1 ? keys[0] : null;
        return keys.FirstOrDefault(k => string.Equals(k.KeyId, keyId, StringComparison.Ordinal));
    }

    private static List<Jwk> WithoutTwins(IReadOnlyList<Jwk> keys) =>
        keys.GroupBy(k => k.KeyId, StringComparer.Ordinal)
            .Where(g => g.Key is null || g.Count() == 1)
            .SelectMany(g => g)
            .ToList();
}
