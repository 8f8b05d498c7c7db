using System.Text;

namespace Sallyport.Runner;

/// <summary>
/// Where all jobs' logs are shown as they come. When several jobs run at once, whole lines are shown, each with its
/// job's name.
/// </summary>
internal sealed class LogSink(Stream stream, bool namesJobs) : IDisposable
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private bool isGone;

    /// <summary>The part of one job.</summary>
    public Part Of(string job) => new(this, namesJobs ? $"{job} | " : null);

    public void Dispose() => gate.Dispose();

    // Whoever watched has left (a closed pipe): the jobs go on.
    private async Task WriteAsync(ReadOnlyMemory<byte> text)
    {
        await gate.WaitAsync();
        try
        {
            if (isGone)
                return;
            await stream.WriteAsync(text);
            await stream.FlushAsync();
        }
        catch (IOException)
        {
            isGone = true;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>What one job shows.</summary>
    internal sealed class Part(LogSink sink, string? prefix)
    {
        private readonly List<byte> line = [];

        /// <summary>Shows text; without the end of a line it may be held back.</summary>
        public async Task WriteAsync(byte[] text)
        {
            if (prefix is null)
            {
                await sink.WriteAsync(text);
                return;
            }
            foreach (var one in text)
                if (one == (byte)'\n')
                    await EndAsync();
                else
                    line.Add(one);
        }

        /// <summary>Shows what was held back.</summary>
        public Task FlushAsync() => line.Count == 0 ? Task.CompletedTask : EndAsync();

        private async Task EndAsync()
        {
            byte[] whole = [.. Encoding.UTF8.GetBytes(prefix ?? ""), .. line, (byte)'\n'];
            line.Clear();
            await sink.WriteAsync(whole);
        }
    }
}
