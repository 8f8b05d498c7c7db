using Microsoft.AspNetCore.Http;
using Sallyport.Core.GitLab;
using Sallyport.Portal.GitLab;

namespace Sallyport.Server.GitLab;

/// <summary>
/// The log of a job for people: its end for a page, or all of it, sent piece by piece, since it may have 100 MiB.
/// Source: <c>lib/gitlab/ci/trace/stream.rb</c>, gitlabhq.
/// </summary>
internal static class StoredLog
{
    /// <summary>How much of a log a page shows, in bytes: GitLab's own <c>LIMIT_SIZE</c>.</summary>
    public const int MaximumShown = 500 * 1024;

    public static IResult Send(IGitLabStore store, Job job, string contentType, CancellationToken cancel) =>
        Results.Stream(
            async body =>
            {
                await foreach (var piece in store.ReadTraceAsync(job.Id, 0, cancel))
                    await body.WriteAsync(piece, cancel);
            },
            contentType);

    /// <summary>Its end; where something is left out, it begins with a whole line.</summary>
    public static async Task<ShownLog> EndAsync(IGitLabStore store, Job job, CancellationToken cancel)
    {
        var length = await store.TraceLengthAsync(job.Id, cancel);
        var from = Math.Max(0, length - MaximumShown);
        var end = new byte[length - from];
        var read = 0;
        await foreach (var piece in store.ReadTraceAsync(job.Id, from, cancel))
        {
            var taken = Math.Min(piece.Length, end.Length - read); // a running job goes on writing
            piece.AsSpan(0, taken).CopyTo(end.AsSpan(read));
            read += taken;
            if (read == end.Length)
                break;
        }
        var shown = end.AsMemory(0, read);
        return from == 0 ? new ShownLog(shown, IsWhole: true) : new ShownLog(FromNextLine(shown), IsWhole: false);
    }

    private static ReadOnlyMemory<byte> FromNextLine(ReadOnlyMemory<byte> end)
    {
        var newLine = end.Span.IndexOf((byte)'\n');
        return newLine < 0 || newLine == end.Length - 1 ? FromNextRune(end) : end[(newLine + 1)..];
    }

    private static ReadOnlyMemory<byte> FromNextRune(ReadOnlyMemory<byte> end)
    {
        var skipped = 0;
        while (skipped < end.Length && skipped < 3 && (end.Span[skipped] & 0xC0) == 0x80) // continues a character
            skipped++;
        return end[skipped..];
    }
}
