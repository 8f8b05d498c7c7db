using System.Text;

namespace Sallyport.Cli.Explain;

/// <summary>A text file, or stdin, as whatever shell wrote it: Windows PowerShell's <c>&gt;</c> makes UTF-16 with a byte order mark.</summary>
internal static class InputText
{
    private static readonly Encoding Standard = new UTF8Encoding(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true);

    private static readonly Encoding[] Encodings =
        [Standard, new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true), new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true)];

    /// <summary>Reads a file, without its byte order mark; <c>-</c> is stdin.</summary>
    /// <param name="option">The option that names the file.</param>
    /// <param name="file">Its path.</param>
    /// <param name="cancel">Cancels reading.</param>
    public static async Task<string> ReadAsync(string option, string file, CancellationToken cancel) =>
        (await ReadWholeAsync(option, file, cancel)).TrimStart('\uFEFF');

    /// <summary>Reads a file with its byte order mark, which a shell would pass on as well.</summary>
    public static async Task<string> ReadWholeAsync(string option, string file, CancellationToken cancel)
    {
        try
        {
            return Decode(file == "-" ? await ReadStdinAsync(cancel) : await File.ReadAllBytesAsync(file, cancel));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException(ExitCodes.Usage, $"{option}: {file} cannot be read ({exception.Message.TrimEnd('.')})", exception);
        }
        catch (DecoderFallbackException exception)
        {
            throw new CommandFailedException(ExitCodes.Usage, $"{option}: {file} is no text in UTF-8, nor in UTF-16 with a byte order mark", exception);
        }
    }

    private static string Decode(byte[] bytes)
    {
        var marked = Array.Find(Encodings, e => bytes.AsSpan().StartsWith(e.Preamble));
        return (marked ?? Standard).GetString(bytes);
    }

    private static async Task<byte[]> ReadStdinAsync(CancellationToken cancel)
    {
        using var all = new MemoryStream();
        await using var input = Console.OpenStandardInput();
        await input.CopyToAsync(all, cancel);
        return all.ToArray();
    }
}
