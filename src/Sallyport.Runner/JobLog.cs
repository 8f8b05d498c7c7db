using System.Text;

namespace Sallyport.Runner;

/// <summary>A job's log: everything is masked, then shown and uploaded. Beyond the limit it is cut.</summary>
internal sealed class JobLog(Masking masking, LogSink.Part sink, TraceUpload upload, RunnerSettings settings)
    : IDisposable
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private int written;

    /// <summary>Writes what a process has said.</summary>
    public async Task WriteAsync(ReadOnlyMemory<byte> piece)
    {
        await gate.WaitAsync();
        try
        {
            await ShowAsync(masking.Write(piece.Span));
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Writes a line of the runner's own.</summary>
    public Task LineAsync(string text, string color = "")
    {
        var isColored = settings.Color && color.Length > 0;
        var line = isColored ? $"\e[{color}m{text}\e[0;m\n" : $"{text}\n";
        return WriteAsync(Encoding.UTF8.GetBytes(line));
    }

    /// <summary>Writes a line that warns.</summary>
    public Task WarnAsync(string text) => LineAsync(text, Colors.Warning);

    /// <summary>Writes what the mask held back.</summary>
    public async Task FlushAsync()
    {
        await gate.WaitAsync();
        try
        {
            await ShowAsync(masking.Flush());
            await sink.FlushAsync();
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose() => gate.Dispose();

    private byte[] Cut(byte[] text)
    {
        var notice = $"\nJob's log exceeded limit of {settings.OutputLimit} bytes.\n";
        return [.. text[..(settings.OutputLimit - written)], .. Encoding.UTF8.GetBytes(notice)];
    }

    private async Task ShowAsync(byte[] text)
    {
        if (text.Length == 0 || written > settings.OutputLimit)
            return;
        if (written + text.Length > settings.OutputLimit)
            text = Cut(text);
        written += text.Length;
        upload.Append(text);
        await sink.WriteAsync(text);
    }
}
