using System.IO.Hashing;
using System.Net;

namespace Sallyport.Runner;

/// <summary>
/// Sends a job's log to GitLab as it grows, and the job's end after it. The server may say that it has more or less of
/// the log than was thought, and that the job is canceled. Source: <c>network/trace.go</c>, gitlab-runner.
/// </summary>
internal sealed class TraceUpload(RunnerProtocol protocol, JobResponse job, TimeProvider time) : IDisposable
{
    private const int MaximumPiece = 512 * 1024;
    private const int FinalTries = 10;

    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(30);

    private readonly MemoryStream log = new();
    private readonly Crc32 checksum = new();
    private readonly CancellationTokenSource stopped = new();
    private TimeSpan interval = TimeSpan.FromSeconds(3);
    private DateTimeOffset lastCall = time.GetUtcNow();
    private long sent;

    /// <summary>Cancelled when the server says that the job is no longer to run.</summary>
    public CancellationToken Stopped => stopped.Token;

    /// <summary>Adds to the log.</summary>
    public void Append(ReadOnlySpan<byte> text)
    {
        lock (log)
        {
            log.Write(text);
            checksum.Append(text);
        }
    }

    /// <summary>
    /// Sends what there is, every few seconds, until cancelled. A failed call is tried again the next time.
    /// </summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            await Task.Delay(interval, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                if (!await SendAsync(cancel) && time.GetUtcNow() - lastCall > KeepAlive)
                    await KeepAliveAsync(cancel);
            }
            catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
            {
                // The next round sends the same bytes.
            }
        }
    }

    /// <summary>Sends the rest of the log and the end of the job.</summary>
    /// <exception cref="HttpRequestException">GitLab did not take it in ten tries.</exception>
    public async Task FinishAsync(JobResult result, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                if (stopped.IsCancellationRequested || await TryFinishAsync(result, cancel))
                    return;
                if (attempt == FinalTries)
                    throw new HttpRequestException($"GitLab did not take the end of job {job.Id}");
            }
            catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
            {
                if (attempt >= FinalTries || cancel.IsCancellationRequested)
                    throw;
                // Tried again below.
            }
            await Task.Delay(TimeSpan.FromMilliseconds(200 * attempt), time, cancel);
        }
    }

    public void Dispose()
    {
        log.Dispose();
        stopped.Dispose();
    }

    private async Task<bool> TryFinishAsync(JobResult result, CancellationToken cancel)
    {
        while (await SendAsync(cancel))
            if (stopped.IsCancellationRequested)
                return true;
        var state = result.State == JobState.Success ? "success" : "failed";
        var (status, jobStatus) = await UpdateAsync(state, result, cancel);
        Heed(status, jobStatus);
        if (status == HttpStatusCode.PreconditionFailed)
            sent = 0; // the server dropped a log that it found damaged
        return status is HttpStatusCode.OK or HttpStatusCode.Forbidden or HttpStatusCode.NotFound;
    }

    // Sends one piece; false when there was nothing to send.
    private async Task<bool> SendAsync(CancellationToken cancel)
    {
        var start = sent;
        if (Piece(start) is not { Length: > 0 } piece)
            return false;
        var answer = await protocol.PatchTraceAsync(job, start, piece, cancel);
        lastCall = time.GetUtcNow();
        interval = answer.Interval ?? interval;
        Heed(answer.Status, answer.JobStatus);
        sent = Sent(answer, start + piece.Length);
        return true;
    }

    // How much of the log GitLab has: all that was sent, or what it says.
    private long Sent(TraceAnswer answer, long end)
    {
        if (answer.Status == HttpStatusCode.Accepted)
            return end;
        var isOutOfStep = answer.Status == HttpStatusCode.RequestedRangeNotSatisfiable;
        if (isOutOfStep && answer.Length <= LogLength())
            return answer.Length.Value;
        throw new HttpRequestException(
            $"GitLab answered {(int)answer.Status} to a piece of log", null, answer.Status);
    }

    private async Task KeepAliveAsync(CancellationToken cancel)
    {
        var (status, jobStatus) = await UpdateAsync("running", null, cancel);
        lastCall = time.GetUtcNow();
        Heed(status, jobStatus);
    }

    private Task<(HttpStatusCode Status, string? JobStatus)> UpdateAsync(
        string state, JobResult? result, CancellationToken cancel)
    {
        string text;
        lock (log)
            text = $"crc32:{checksum.GetCurrentHashAsUInt32():x8}";
        return protocol.UpdateJobAsync(job, state, result, text, LogLength(), cancel);
    }

    private void Heed(HttpStatusCode status, string? jobStatus)
    {
        var isRefused = status is HttpStatusCode.Forbidden or HttpStatusCode.NotFound;
        var isOver = jobStatus is "canceled" or "canceling" or "failed";
        if (isRefused || isOver)
            stopped.Cancel();
    }

    private long LogLength()
    {
        lock (log)
            return log.Length;
    }

    private byte[] Piece(long start)
    {
        lock (log)
            return log.GetBuffer().AsSpan((int)start, (int)Math.Min(MaximumPiece, log.Length - start)).ToArray();
    }
}
