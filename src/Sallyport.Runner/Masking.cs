using System.Text;

namespace Sallyport.Runner;

/// <summary>
/// Replaces secrets in a stream of bytes by <c>[MASKED]</c>, also where a secret is cut in two by the borders of the
/// pieces. What could still become a secret is held back until the next piece or the end. Of two secrets that begin at
/// one place the longer one is meant.
/// </summary>
internal sealed class Masking
{
    private const string TokenCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=.";

    private static readonly byte[] Mask = "[MASKED]"u8.ToArray();

    private readonly ILookup<byte, (byte[] Text, bool IsPrefix)> patterns;
    private byte[] held = [];
    private bool inToken;

    /// <summary>Makes a mask.</summary>
    /// <param name="secrets">The values to hide.</param>
    /// <param name="prefixes">Prefixes of tokens: what follows one is hidden as far as a token can reach.</param>
    public Masking(IEnumerable<string> secrets, IEnumerable<string> prefixes)
    {
        var values = Patterns(secrets).Select(text => (Text: text, IsPrefix: false));
        var starts = Patterns(prefixes).Select(text => (Text: text, IsPrefix: true));
        patterns = values.Concat(starts).OrderByDescending(p => p.Text.Length).ToLookup(p => p.Text[0]);
    }

    /// <summary>Takes the next piece and gives what may be shown by now.</summary>
    public byte[] Write(ReadOnlySpan<byte> piece) => Process(piece, isLast: false);

    /// <summary>Gives what was held back at the end.</summary>
    public byte[] Flush() => Process([], isLast: true);

    private static IEnumerable<byte[]> Patterns(IEnumerable<string> texts) =>
        texts.Where(t => t.Length > 0).Distinct(StringComparer.Ordinal).Select(Encoding.UTF8.GetBytes);

    private byte[] Process(ReadOnlySpan<byte> piece, bool isLast)
    {
        byte[] input = [.. held, .. piece];
        var output = new MemoryStream(input.Length);
        var at = 0;
        while (at < input.Length)
        {
            if (inToken && TokenCharacters.Contains((char)input[at], StringComparison.Ordinal))
            {
                at++;
                continue;
            }
            inToken = false;
            var (length, isPrefix, undecided) = Match(input.AsSpan(at), isLast);
            if (undecided)
                break;
            if (length == 0)
            {
                output.WriteByte(input[at++]);
                continue;
            }
            if (isPrefix)
                output.Write(input, at, length);
            output.Write(Mask);
            inToken = isPrefix;
            at += length;
        }
        held = input[at..];
        return output.ToArray();
    }

    private (int Length, bool IsPrefix, bool Undecided) Match(ReadOnlySpan<byte> rest, bool isLast)
    {
        foreach (var (text, isPrefix) in patterns[rest[0]])
        {
            if (rest.StartsWith(text))
                return (text.Length, isPrefix, false);
            if (!isLast && rest.Length < text.Length && text.AsSpan().StartsWith(rest))
                return (0, false, true);
        }
        return (0, false, false);
    }
}
