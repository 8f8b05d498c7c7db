using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Sallyport.Core.GitLab;

namespace Sallyport.Server.GitLab;

/// <summary>
/// A file in an archive that a runner sent. Nobody has looked into the archive before: as in GitLab every upload is
/// kept, so that all that can be wrong with a file shows when it is asked for.
/// </summary>
internal sealed class ArchivedFile
{
    private const int PieceSize = 64 * 1024;

    private readonly ZipArchiveEntry entry;

    /// <summary>Finds the file.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="path">The file's path, as the archive has it.</param>
    public ArchivedFile(ZipArchive archive, string path)
    {
        var found = Find(() => archive.GetEntry(path));
        if (found is null || path.EndsWith('/'))
            throw NotFound().ToException();
        entry = found;
    }

    /// <summary>An archive; not found when a runner sent something else.</summary>
    public static ZipArchive Archive(Stream content) =>
        Find(() => new ZipArchive(content, ZipArchiveMode.Read, leaveOpen: true));

    /// <summary>There is no such file.</summary>
    public static GitLabRefusal NotFound() => new(404, "404 Not Found");

    /// <summary>
    /// Answers with it. What cannot be unpacked is refused; where that shows only in the middle, the connection ends,
    /// so that nobody takes the part for the whole.
    /// </summary>
    public async Task SendAsync(HttpContext context)
    {
        if (entry.Length > Artifacts.MaximumSize)
            throw GitLabErrors.BadRequest(413, "Request Entity Too Large").ToException();
        if (entry.IsEncrypted)
            throw Unreadable().ToException();
        var cancel = context.RequestAborted;
        var piece = new byte[PieceSize];
        await using var file = await OpenAsync(cancel);
        var length = await ReadAsync(file, piece, cancel) ?? throw Unreadable().ToException();
        context.Response.ContentType = "application/octet-stream";
        context.Response.Headers.ContentDisposition = "attachment";
        for (var sent = (long)length; length > 0; sent += length)
        {
            await context.Response.Body.WriteAsync(piece.AsMemory(0, length), cancel);
            if (await ReadAsync(file, piece, cancel) is not { } next || sent + next > Artifacts.MaximumSize)
            {
                context.Abort();
                return;
            }
            length = next;
        }
    }

    private async Task<Stream> OpenAsync(CancellationToken cancel)
    {
        try
        {
            return await entry.OpenAsync(cancel);
        }
        catch (Exception exception) when (IsOfArchive(exception))
        {
            throw Unreadable().ToException();
        }
    }

    // Null for what cannot be unpacked.
    private static async Task<int?> ReadAsync(Stream file, byte[] piece, CancellationToken cancel)
    {
        try
        {
            return await file.ReadAsync(piece, cancel);
        }
        catch (Exception exception) when (IsOfArchive(exception))
        {
            return null;
        }
    }

    private static T Find<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (IsOfArchive(exception))
        {
            throw NotFound().ToException();
        }
    }

    // An offset that leads out of the archive is an argument that is out of range.
    private static bool IsOfArchive(Exception exception) =>
        exception is InvalidDataException or IOException or ArgumentException or NotSupportedException;

    private static GitLabRefusal Unreadable() => new(422, "422 The file cannot be unpacked");
}
