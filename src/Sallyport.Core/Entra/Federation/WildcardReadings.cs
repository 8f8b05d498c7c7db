using System.Numerics;

namespace Sallyport.Core.Entra.Federation;

/// <summary>
/// All readings of a wildcard pattern at once: the set of the positions in it that the text so far can have led to, one
/// bit a position. A character of the text moves them all, 64 at a time. (Baeza-Yates and Gonnet, "A new approach to
/// text searching", 1992: shift-and.)
/// </summary>
internal sealed class WildcardReadings
{
    private const int Bits = 64;

    private readonly Dictionary<int, ulong[]> literals = []; // where each code point stands
    private readonly ulong[] any; // where ? stands
    private readonly ulong[] stars; // where * stands
    private readonly ulong[] reached;
    private readonly int end;

    public WildcardReadings(string pattern)
    {
        var words = pattern.Length / Bits + 1;
        any = new ulong[words];
        stars = new ulong[words];
        reached = new ulong[words];
        for (int at = 0, last = 0; at < pattern.Length;)
        {
            var code = CodePoint(pattern, ref at);
            if (code == '*' && last == '*')
                continue; // two stars are one
            Set(code switch { '*' => stars, '?' => any, _ => Literal(code, words) }, end++);
            last = code;
        }
        Set(reached, 0);
        PassStars();
    }

    /// <summary>Whether a reading has come to the end of the pattern.</summary>
    public bool AreComplete => (reached[end / Bits] >> (end % Bits) & 1) != 0;

    /// <summary>The code point at a position, or half of a broken one; the position moves behind it.</summary>
    public static int CodePoint(string text, ref int at) =>
        char.IsSurrogatePair(text, at) ? char.ConvertToUtf32(text[at++], text[at++]) : text[at++];

    /// <summary>Takes the next code point of the text. Whether something other than a star covers it.</summary>
    public bool Take(int code)
    {
        literals.TryGetValue(code, out var literal);
        ulong carried = 0, covered = 0;
        for (var word = 0; word < reached.Length; word++)
        {
            var steps = reached[word] & (any[word] | (literal?[word] ?? 0));
            reached[word] = (reached[word] & stars[word]) | steps << 1 | carried;
            carried = steps >> (Bits - 1);
            covered |= steps;
        }
        PassStars();
        return covered != 0;
    }

    // A star may stand for nothing. And since it takes whatever follows, the readings that have not come to the last
    // star that is reached can lead to nothing more.
    private void PassStars()
    {
        ulong carried = 0;
        var last = -1;
        for (var word = 0; word < reached.Length; word++)
        {
            var at = reached[word] & stars[word];
            if (at != 0)
                last = word * Bits + BitOperations.Log2(at);
            reached[word] |= at << 1 | carried;
            carried = at >> (Bits - 1);
        }
        if (last < 0)
            return;
        Array.Clear(reached, 0, last / Bits);
        reached[last / Bits] &= ulong.MaxValue << (last % Bits);
    }

    private ulong[] Literal(int code, int words) =>
        literals.TryGetValue(code, out var places) ? places : literals[code] = new ulong[words];

    private static void Set(ulong[] set, int bit) => set[bit / Bits] |= 1UL << (bit % Bits);
}
