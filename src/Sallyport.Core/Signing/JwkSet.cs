using System.Text.Json;
using Sallyport.Core.Wire;

namespace Sallyport.Core.Signing;

/// <summary>The usable keys of a key set document (RFC 7517 §5).</summary>
public sealed class JwkSet
{
    /// <summary>
    /// How many signing keys of a document are kept; the rest is left out, as Entra does. Keys for encryption and of
    /// unknown kinds do not count.
    /// </summary>
    public const int MaximumKeys = 100;

    /// <summary>How many skipped keys are kept with their reasons.</summary>
    private const int MaximumSkipped = 100;

    /// <summary>How many of them a sentence names.</summary>
    private const int MaximumNamed = 5;

    private readonly IReadOnlyList<Jwk> keys;
    private readonly IReadOnlyList<SkippedKey> skipped;
    private readonly int skippedCount;

    private JwkSet(IReadOnlyList<Jwk> keys, IReadOnlyList<SkippedKey> skipped)
    {
        this.keys = keys;
        this.skipped = skipped.Take(MaximumSkipped).ToList();
        skippedCount = skipped.Count;
    }

    /// <summary>A set of these keys.</summary>
    public static JwkSet Of(params IReadOnlyList<Jwk> keys) => Of(keys, []);

    /// <summary>How many usable keys there are.</summary>
    public int Count => keys.Count;

    /// <summary>
    /// The keys that are not used, each with its reason: <c>'k1' is RSA of 1024 bits …; 'k2' …</c>. Null when all are.
    /// </summary>
    public string? SkippedText
    {
        get
        {
            if (skippedCount == 0)
                return null;
            var named = string.Join("; ", skipped.Take(MaximumNamed));
            return skippedCount > MaximumNamed ? $"{named}; and {skippedCount - MaximumNamed} more" : named;
        }
    }

    /// <summary>
    /// Reads a key set. Keys that cannot verify are skipped; two keys with one <c>kid</c> are both skipped, since
    /// nobody can say which is meant. Null when the document is no key set at all.
    /// </summary>
    public static JwkSet? Read(ReadOnlyMemory<byte> utf8)
    {
        if (StrictJson.ReadObject(utf8) is not { } root
            || !root.TryGetProperty("keys", out var array) || array.ValueKind != JsonValueKind.Array)
            return null;
        var read = array.EnumerateArray().Select(JwkReader.Read).ToList();
        return Of(read.Select(r => r.Key).OfType<Jwk>().ToList(), read.Select(r => r.Skipped).OfType<SkippedKey>());
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

    /// <summary>
    /// Why the document's key of this <c>kid</c> is not used, in words that follow "the key"; null when it has none.
    /// </summary>
    public string? WhySkipped(string keyId)
    {
        var shown = SkippedKey.Shown(keyId);
        return skipped.FirstOrDefault(s => string.Equals(s.KeyId, shown, StringComparison.Ordinal))?.Reason;
    }

    private static JwkSet Of(IReadOnlyList<Jwk> read, IEnumerable<SkippedKey> skipped)
    {
        var byKeyId = read.ToLookup(k => k.KeyId, StringComparer.Ordinal);
        var single = read.Where(k => k.KeyId is null || byKeyId[k.KeyId].Count() == 1).ToList();
        var twins = byKeyId
            .Where(same => same.Key is not null && same.Count() > 1)
            .Select(same => new SkippedKey(same.Key, $"shares its kid with {same.Count() - 1} more"));
        var behind = single
            .Skip(MaximumKeys)
            .Select(k => new SkippedKey(k.KeyId, $"stands behind the first {MaximumKeys} signing keys"));
        return new JwkSet(single.Take(MaximumKeys).ToList(), [.. skipped, .. twins, .. behind]);
    }
}
