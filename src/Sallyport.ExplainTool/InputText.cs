using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text;
using Sallyport.ExplainTool.Output;

namespace Sallyport.ExplainTool;

/// <summary>
/// A text file, or stdin, in the encoding of whatever shell wrote it: <c>&gt;</c> of Windows PowerShell makes UTF-16
/// with a byte order mark.
/// </summary>
internal static class InputText
{
    private static readonly Encoding Standard =
        new UTF8Encoding(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true);

    private static readonly Encoding[] Encodings =
    [
        Standard,
        new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true),
        new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true),
    ];

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
            var reason = exception.Message.TrimEnd('.');
            throw Refused($"{option}: {file} cannot be read ({reason})", exception);
        }
        catch (DecoderFallbackException exception)
        {
            throw Refused($"{option}: {file} is neither UTF-8 text nor UTF-16 with a byte order mark", exception);
        }
    }

    /// <summary>What is wrong where several of these files are stdin; null when nothing is.</summary>
    public static string? RefuseStdinTwice(CommandResult result, params Option<string?>[] files) =>
        files.Count(f => result.GetValue(f) == "-") > 1 ? "Only one file can be read from stdin (-)." : null;

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

    private static CommandFailedException Refused(string message, Exception cause) =>
        new(ExitCodes.Usage, message, cause);
}
