namespace Sallyport.Core.GitLab;

/// <summary>CRC-32 (ISO 3309, reflected), by which a runner says what log it has sent.</summary>
public static class Crc32
{
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(Entry)];

    /// <summary>The checksum as the runner protocol writes it: <c>crc32:</c> and eight hexadecimal digits.</summary>
    public static string Of(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
            crc = Table[(byte)(crc ^ value)] ^ (crc >> 8);
        return $"crc32:{~crc:x8}";
    }

    private static uint Entry(int index)
    {
        var value = (uint)index;
        for (var bit = 0; bit < 8; bit++)
            value = (value & 1) != 0 ? 0xedb88320 ^ (value >> 1) : value >> 1;
        return value;
    }
}
