using System.Globalization;
using System.Text.RegularExpressions;
using Sallyport.Core.Wire;
using Sallyport.Runner;

namespace Sallyport.Cli.Run;

/// <summary>
/// Several jobs on a terminal: a line with its time for each job that runs, below all other output. Of a job that has
/// ended there remains one line, and of one that failed the end of its log.
/// </summary>
internal sealed partial class LiveJobs : IAsyncDisposable
{
    private const int TailLines = 20;

    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly Dictionary<long, (string Name, DateTimeOffset Since)> running = [];
    private readonly TextWriter terminal = Console.Out;
    private readonly TextWriter errors = Console.Error;
    private readonly CancellationTokenSource ended = new();
    private readonly Func<long, Task<string>> logOf;
    private readonly Task drawing;
    private int drawn;

    private LiveJobs(Func<long, Task<string>> logOf)
    {
        this.logOf = logOf;
        Console.SetError(new LinesAbove(this));
        drawing = DrawAsync();
    }

    /// <summary>Begins; null where nobody watches, or one job runs at a time.</summary>
    /// <param name="concurrency">How many jobs run at once.</param>
    /// <param name="logOf">Gives the log of a job that has ended.</param>
    public static LiveJobs? Begin(int concurrency, Func<long, Task<string>> logOf)
    {
        var isWatched = !Console.IsOutputRedirected && !Console.IsErrorRedirected;
        var canMove = Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");
        return concurrency > 1 && isWatched && canMove ? new LiveJobs(logOf) : null;
    }

    /// <summary>A job begins.</summary>
    public void Start(JobResponse job)
    {
        lock (gate)
            running[job.Id] = (TerminalText.Visible(job.JobInfo.Name), TimeProvider.System.GetUtcNow());
        Draw(null);
    }

    /// <summary>A job has ended.</summary>
    public async Task EndAsync(JobResponse job, JobResult result)
    {
        var isGood = result.State == JobState.Success;
        var log = isGood ? "" : await logOf(job.Id);
        (string Name, DateTimeOffset Since) line;
        lock (gate)
            running.Remove(job.Id, out line);
        var state = result.State.ToString().ToLowerInvariant();
        var head = $"{(isGood ? "✓" : "✗")} {line.Name}: {state} after {Elapsed(line.Since)}";
        Draw(string.Join('\n', TailOf(log).Select(text => $"{line.Name} | {text}").Append(head)));
    }

    /// <summary>Takes the lines of the jobs away.</summary>
    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        await drawing;
        lock (gate)
            running.Clear();
        Draw(null);
        Console.SetError(errors);
        ended.Dispose();
    }

    // What a log does to the cursor or to colours would spoil the lines below.
    private static IEnumerable<string> TailOf(string log) => log.TrimEnd('\n').Split('\n')
        .Select(line => TerminalText.Visible(Sequences().Replace(line.TrimEnd('\r'), "").Split('\r')[^1]))
        .Where(line => line.Length > 0)
        .TakeLast(TailLines);

    private async Task DrawAsync()
    {
        using var timer = new PeriodicTimer(Pace);
        try
        {
            while (await timer.WaitForNextTickAsync(ended.Token))
                Draw(null);
        }
        catch (OperationCanceledException)
        {
            // The last job has ended.
        }
    }

    private void Draw(string? above)
    {
        lock (gate)
        {
            var erase = drawn > 0 ? $"\e[{drawn}F\e[J" : "";
            var lines = running.Values.Select(job => Fitting($"● {job.Name}: running, {Elapsed(job.Since)}"));
            var text = string.Concat((above is null ? lines : lines.Prepend(above)).Select(line => line + "\n"));
            terminal.Write(erase + text);
            terminal.Flush();
            drawn = running.Count;
        }
    }

    // A line that wraps could not be taken away again.
    private static string Fitting(string line)
    {
        var width = Console.WindowWidth > 1 ? Console.WindowWidth - 1 : 79;
        return line.Length > width ? line[..(width - 1)] + "…" : line;
    }

    private static string Elapsed(DateTimeOffset since)
    {
        var time = TimeProvider.System.GetUtcNow() - since;
        return time.TotalMinutes < 1 ? $"{time.Seconds} s" : $"{(int)time.TotalMinutes} min {time.Seconds} s";
    }

    [GeneratedRegex(@"\e\[[0-9;?]*[A-Za-z]", RegexOptions.NonBacktracking)]
    private static partial Regex Sequences();

    /// <summary>What others write to stderr meanwhile: whole lines, above the jobs.</summary>
    private sealed class LinesAbove(LiveJobs jobs) : StringWriter(CultureInfo.InvariantCulture)
    {
        public override void Write(char value)
        {
            if (value != '\n')
                base.Write(value);
            else
                End();
        }

        public override void Write(string? value)
        {
            foreach (var one in value ?? "")
                Write(one);
        }

        public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

        public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

        public override void WriteLine(string? value) => Write(value + "\n");

        private void End()
        {
            var line = ToString();
            GetStringBuilder().Clear();
            jobs.Draw(line);
        }
    }
}
