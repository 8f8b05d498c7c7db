using System.IO.Hashing;

namespace Sallyport.Core.GitLab;

/// <summary>
/// The checksum by which a runner says which log it has sent. Source: <c>network/trace.go</c>, gitlab-runner.
/// </summary>
internal static class TraceChecksum
{
    /// <summary>The checksum as the runner protocol writes it: <c>crc32:</c> and eight hexadecimal digits.</summary>
    public static async Task<string> OfAsync(IAsyncEnumerable<byte[]> trace)
    {
        var crc = new Crc32();
        await foreach (var piece in trace)
            crc.Append(piece);
        return $"crc32:{crc.GetCurrentHashAsUInt32():x8}";
    }
}
