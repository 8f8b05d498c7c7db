using System.IO.Compression;
using System.Security.Cryptography;

namespace Sallyport.Portal.Frame;

/// <summary>
/// A style sheet or script of the pages. Its address holds its hash, so that browsers may keep it for ever. The files
/// are part of the assembly: they are there wherever the program is started from.
/// </summary>
public sealed class PageAsset
{
    private static readonly PageAsset[] All = [new("portal.css", "text/css"), new("portal.js", "text/javascript")];

    private PageAsset(string file, string type)
    {
        using var stream = typeof(PageAsset).Assembly.GetManifestResourceStream(file)!;
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        var content = memory.ToArray();
        Content = content;
        Compressed = Compress(content);
        ContentType = type;
        var hash = Convert.ToHexStringLower(SHA256.HashData(content))[..16];
        Name = $"{Path.GetFileNameWithoutExtension(file)}.{hash}{Path.GetExtension(file)}";
    }

    /// <summary>The style sheet.</summary>
    public static PageAsset Style => All[0];

    /// <summary>The script: copy buttons, running logs, previews of forms, and what stands behind #.</summary>
    public static PageAsset Script => All[1];

    /// <summary>The last segment of the address.</summary>
    public string Name { get; }

    /// <summary>The media type.</summary>
    public string ContentType { get; }

    /// <summary>The file as it is.</summary>
    public ReadOnlyMemory<byte> Content { get; }

    /// <summary>The file in Brotli (RFC 7932).</summary>
    public ReadOnlyMemory<byte> Compressed { get; }

    /// <summary>The file with this name in its address, or null.</summary>
    public static PageAsset? Find(string name) => Array.Find(All, a => a.Name == name);

    private static byte[] Compress(byte[] content)
    {
        using var memory = new MemoryStream();
        using (var brotli = new BrotliStream(memory, CompressionLevel.SmallestSize))
            brotli.Write(content);
        return memory.ToArray();
    }
}
