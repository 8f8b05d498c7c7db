using Microsoft.AspNetCore.Http;
using Sallyport.Core.GitLab;
using Sallyport.Server.Git;
using Sallyport.Server.Http;

namespace Sallyport.Server.GitLab;

/// <summary>The body of a request for git.</summary>
/// <param name="Content">Its bytes.</param>
/// <param name="Maximum">How many there may be.</param>
/// <param name="AskAsync">
/// Asks again whether the caller may do it, or refuses: before git gets a piece for which it had to wait.
/// </param>
internal sealed record GitBody(Stream Content, long Maximum, Func<Task> AskAsync);

/// <summary>Passes a request on to git and its answer back, both as they come, for a limited time.</summary>
internal static class GitExchange
{
    private const int PieceSize = 64 * 1024;

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);

    /// <summary>Runs git to its end.</summary>
    /// <param name="context">The request.</param>
    /// <param name="git">The process, which the caller ends.</param>
    /// <param name="feed">Gives it its input.</param>
    public static Task RunAsync(HttpContext context, GitProcess git, Func<Task> feed) =>
        LimitedBody.WithinStopAsync(context.Request, async cancel =>
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            limit.CancelAfter(Longest);
            var fed = FeedAsync(git, feed);
            try
            {
                await git.Output.CopyToAsync(context.Response.Body, PieceSize, limit.Token);
                await git.EndAsync(limit.Token);
                await fed;
            }
            catch (OperationCanceledException) when (limit.IsCancellationRequested)
            {
                context.Abort();
            }
        }, context.RequestAborted);

    /// <summary>Copies a body.</summary>
    /// <param name="body">The body, and what is asked while it comes.</param>
    /// <param name="git">The process.</param>
    /// <param name="cancel">Cancels.</param>
    public static async Task CopyAsync(GitBody body, GitProcess git, CancellationToken cancel)
    {
        var buffer = new byte[PieceSize];
        var copied = 0L;
        while (true)
        {
            var reading = ReadAsync(body.Content, buffer, cancel);
            var mayBeLate = !reading.IsCompleted || copied == 0; // the first one may have come while git was started
            var read = await reading;
            if (read == 0)
                return;
            copied += read;
            if (copied > body.Maximum)
                throw GitErrors.TooLarge.ToException();
            if (mayBeLate)
                await body.AskAsync();
            if (!await git.WriteAsync(buffer.AsMemory(0, read), cancel))
                return;
        }
    }

    private static async Task FeedAsync(GitProcess git, Func<Task> feed)
    {
        try
        {
            await feed();
            git.CloseInput();
        }
        catch
        {
            git.Kill(); // it would wait for the rest
            throw;
        }
    }

    private static async Task<int> ReadAsync(Stream body, byte[] buffer, CancellationToken cancel)
    {
        try
        {
            return await body.ReadAsync(buffer, cancel);
        }
        catch (InvalidDataException) // no gzip
        {
            throw GitErrors.Malformed.ToException();
        }
    }
}
