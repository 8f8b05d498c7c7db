using System.Globalization;
using System.Text;
using Sallyport.Core.GitLab;

namespace Sallyport.Server.GitLab;

/// <summary>
/// The beginning of a push, up to the objects: which refs it changes, and its options. Source: gitprotocol-pack(5).
/// </summary>
/// <param name="Refs">The full names of the refs.</param>
/// <param name="Options">What stood behind <c>-o</c>.</param>
/// <param name="Head">The bytes that were read, for git.</param>
internal sealed record PushRequest(IReadOnlyList<string> Refs, IReadOnlyList<string> Options, byte[] Head)
{
    private const int MaximumHead = 4 * 1024 * 1024;
    private const string Heads = "refs/heads/";
    private const string Tags = "refs/tags/";

    /// <summary>The names of the branches among the refs.</summary>
    public IEnumerable<string> Branches => Below(Heads);

    /// <summary>The branches and tags among the refs.</summary>
    public IEnumerable<Ref> Changed => Refs.Select(RefOf).OfType<Ref>();

    /// <summary>The branch or tag with this full name; null for another kind of ref.</summary>
    public static Ref? RefOf(string name)
    {
        if (name.StartsWith(Heads, StringComparison.Ordinal))
            return new Ref(RefType.Branch, name[Heads.Length..]);
        return name.StartsWith(Tags, StringComparison.Ordinal) ? new Ref(RefType.Tag, name[Tags.Length..]) : null;
    }

    /// <summary>Reads it, and nothing of the objects.</summary>
    public static async Task<PushRequest> ReadAsync(Stream body, CancellationToken cancel)
    {
        using var head = new MemoryStream();
        var commands = await LinesAsync(body, head, cancel);
        var capabilities = commands.Count > 0 ? commands[0].Split('\0').ElementAtOrDefault(1) ?? "" : "";
        var hasOptions = capabilities.Split(' ', '\n').Contains("push-options", StringComparer.Ordinal);
        var options = hasOptions ? await LinesAsync(body, head, cancel) : [];
        var refs = commands.Select(ChangedBy).OfType<string>();
        return new PushRequest([.. refs], [.. options.Select(o => o.TrimEnd('\n'))], head.ToArray());
    }

    // What is allowed is decided on this reading, so it knows every line. Git would also read commands out of a signed
    // push (push-cert), where they may be cut into lines in any way.
    private static string? ChangedBy(string line)
    {
        var words = line.Split('\0')[0].TrimEnd('\n').Split(' ', 3);
        return words switch
        {
            ["shallow", var id] when IsId(id) => null,
            [var before, var after, var name] when IsId(before) && IsId(after) && IsReadable(name) => name,
            _ => throw GitErrors.Malformed.ToException(),
        };
    }

    private static bool IsId(string text) => text.Length is 40 or 64 && text.All(char.IsAsciiHexDigitLower);

    // Two names that are no UTF-8 would become one text.
    private static bool IsReadable(string name) =>
        name.Length > 0 && !name.Contains('\uFFFD', StringComparison.Ordinal);

    private IEnumerable<string> Below(string prefix) =>
        Refs.Where(r => r.StartsWith(prefix, StringComparison.Ordinal)).Select(r => r[prefix.Length..]);

    // Each line has its own length in front, of four hexadecimal digits; 0000 ends them.
    private static async Task<List<string>> LinesAsync(Stream body, MemoryStream head, CancellationToken cancel)
    {
        var lines = new List<string>();
        while (true)
        {
            var length = Encoding.ASCII.GetString(await TakeAsync(body, head, 4, cancel));
            if (!int.TryParse(length, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var bytes))
                throw GitErrors.Malformed.ToException();
            if (bytes == 0)
                return lines;
            if (bytes < 4 || head.Length + bytes > MaximumHead)
                throw GitErrors.Malformed.ToException();
            lines.Add(Encoding.UTF8.GetString(await TakeAsync(body, head, bytes - 4, cancel)));
        }
    }

    private static async Task<byte[]> TakeAsync(Stream body, MemoryStream head, int count, CancellationToken cancel)
    {
        var bytes = new byte[count];
        try
        {
            await body.ReadExactlyAsync(bytes, cancel);
        }
        catch (Exception exception) when (exception is EndOfStreamException or InvalidDataException)
        {
            throw GitErrors.Malformed.ToException();
        }
        head.Write(bytes);
        return bytes;
    }
}
