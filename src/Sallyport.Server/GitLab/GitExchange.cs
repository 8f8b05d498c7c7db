using Microsoft.AspNetCore.Http;
using Sallyport.Core.GitLab;
using Sallyport.Server.Git;
using Sallyport.Server.Http;

namespace Sallyport.Server.GitLab;

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
            var passed = PassAsync(context, git, limit.Token);
            try
            {
                var isCutShort = await Task.WhenAny(fed, passed) == fed && fed.IsFaulted;
                await (isCutShort ? EndAsync(git, passed) : passed); // git would wait for the rest
                await fed;
            }
            catch (OperationCanceledException) when (limit.IsCancellationRequested)
            {
                context.Abort();
            }
        }, context.RequestAborted);

    /// <summary>Copies a body that may have so many bytes.</summary>
    public static async Task CopyAsync(Stream body, GitProcess git, long maximum, HttpContext context)
    {
        var buffer = new byte[PieceSize];
        var copied = 0L;
        while (await ReadAsync(body, buffer, context.RequestAborted) is > 0 and var read)
        {
            copied += read;
            if (copied > maximum)
                throw GitErrors.TooLarge.ToException();
            if (!await git.WriteAsync(buffer.AsMemory(0, read), context.RequestAborted))
                return;
        }
    }

    private static async Task PassAsync(HttpContext context, GitProcess git, CancellationToken cancel)
    {
        await git.Output.CopyToAsync(context.Response.Body, PieceSize, cancel);
        await git.EndAsync(cancel);
    }

    private static async Task EndAsync(GitProcess git, Task passed)
    {
        git.Kill();
        await passed.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static async Task FeedAsync(GitProcess git, Func<Task> feed)
    {
        await feed();
        git.CloseInput();
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
