using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using CsCheck;
using Sallyport.Server.Tests.Transport;

namespace Sallyport.Server.Tests.Fuzz;

/// <summary>
/// Generated requests behind every door. None ends in a 5xx or without an end, and the server then answers a good one.
/// </summary>
public sealed class FuzzTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Threads = 8;

    // What is sent is a form that gives a token, in a frame that is wrong.
    private static readonly string[] FrameLines =
    [
        "Content-Length: {n}", "Content-Length: 0", "Content-Length: -1", "Content-Length: 99999999999999999999",
        "Content-Length: 3", "Content-Length: {n}, {n}", "Transfer-Encoding: chunked", "Transfer-Encoding: gzip",
        "Transfer-Encoding: chunked, chunked", "Transfer-Encoding:\tchunked", "Transfer-Encoding: x\u00e9", "X", ": x",
        " X: y", "X : y", "X: a\nY: b", "X: a\rY: b", "X: \0", "X: \u007f", "X: \u00e9", "Host: a",
        "Host: login.microsoftonline.com",
        "Host:", "Connection: keep-alive", "Connection: upgrade", "Upgrade: websocket", "Expect: 100-continue",
        "Expect: \u00e9", "Trailer: x", "\u0001: x", "Content-Type: \u00e9", "HTTP2-Settings: AAAA",
        "Proxy-Connection: x",
    ];

    private static readonly string[] FrameBodies =
    [
        "{f}", "", "{x}\r\n{f}\r\n0\r\n\r\n", "{x}\n{f}\n0\n\n", "1000000000000000b3\r\n{f}\r\n0\r\n\r\n",
        "ffffffffffffffff\r\n{f}", "-1\r\n{f}", "0x5\r\n{f}", "{x};\u00e9=\r\n{f}\r\n0\r\n\r\n",
        "{x};a=b\r\n{f}\r\n0\r\nX: y\r\n\r\n",
        "{x}\r\n{f}\r\n0\r\nContent-Length: 3\r\n\r\n", "{x}\r\n{f}x\r\n0\r\n\r\n", "0\r\n\r\n", "\r\n", "g\r\n",
        "{f}GET / HTTP/1.1\r\nHost: login.microsoftonline.com\r\n\r\n", "5\r\ngrant\r\n0\r\n\r\n", "\0",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ];

    private static readonly string[] Lines =
    [
        "POST {t} HTTP/1.1", "POST {t} HTTP/1.0", "POST {t} HTTP/0.9", "POST {t} HTTP/2.0", "POST {t}",
        "POST  {t} HTTP/1.1",
        "POST {t}  HTTP/1.1", "POST https://login.microsoftonline.com{t} HTTP/1.1", "POST https://a.b{t} HTTP/1.1",
        "POST //{t} HTTP/1.1", "POST \u00e9 HTTP/1.1", "OPTIONS * HTTP/1.1", "GET * HTTP/1.1", "CONNECT {t} HTTP/1.1",
        "CONNECT login.microsoftonline.com:443 HTTP/1.1", "post {t} HTTP/1.1", "P\u00e9ST {t} HTTP/1.1",
        "\r\nPOST {t} HTTP/1.1",
        "POST {t}?\0 HTTP/1.1", "POST {t}#a HTTP/1.1", "POST {t}%00 HTTP/1.1", "POST {t}/../../x HTTP/1.1",
        "POST {t}%zz HTTP/1.1",
        "", " ", "PRI * HTTP/2.0", "TRACE {t} HTTP/1.1", "HEAD {t} HTTP/1.1", "\0\0\0", "GET {t} HTTP/1.1\0",
    ];

    private static readonly string[] Heads =
    [
        "CONNECT login.microsoftonline.com:443", "CONNECT LOGIN.MICROSOFTONLINE.COM:443",
        "CONNECT vault.azure.net:443", "CONNECT a",
        "CONNECT :443", "CONNECT a:0", "CONNECT a:99999999999999999999", "CONNECT [::1:443", "CONNECT [::]]:443",
        "CONNECT \u00e9:443",
        "CONNECT %00:443", "CONNECT graph.microsoft.com:80", "CONNECT", "connect a:1", "GET http://a/", "GET /", "",
        "\u0016", "\0", "\u0016\u0003\u0001",
        "PRI *", "SSH-2.0-x", "CONNECT login.microsoftonline.com:443:443", "CONNECT " + "a.azure.com:443 a",
    ];

    private readonly ConcurrentDictionary<int, int> statuses = new();
    private FuzzWorld world = null!;
    private FuzzClient client = null!;

    private static bool IsLong => Environment.GetEnvironmentVariable("SALLYPORT_FULL_TESTS") == "1";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        world = await FuzzWorld.StartAsync();
        client = new FuzzClient(world.Server.Server.Port);
    }

    public async ValueTask DisposeAsync()
    {
        await client.DisposeAsync();
        await world.DisposeAsync();
    }

    [Fact]
    public async Task Changed_requests_to_every_endpoint_end_in_no_5xx_and_good_ones_succeed()
    {
        var good = await GoodStatusesAsync();
        var succeeded = good.Where(g => g.Status is >= 200 and < 400).ToList(); // a form that is taken leads on
        Assert.True(succeeded.Count * 2 > good.Count, $"{succeeded.Count} of {good.Count} good requests succeed");
        Assert.Equal(
            good.Select(g => g.Request.Host).Distinct().Order(),
            succeeded.Select(g => g.Request.Host).Distinct().Order());
        await Gen.Select(Gen.OneOf(world.Requests.ToArray()), Mutations.Some).SampleAsync(
            async (request, changes) => Note(await client.SendAsync(Changed(request, changes))),
            output.WriteLine, iter: IsLong ? 190_000 : 800, threads: Threads,
            print: t => Changed(t.Item1, t.Item2).ToString());
        await StillAnswersAsync();
        var successes = statuses.Where(s => s.Key is >= 200 and < 300).Sum(s => s.Value);
        Assert.True(successes * 10 > statuses.Values.Sum(), Counts());
    }

    [Fact]
    public async Task Frames_of_whatever_form_end_in_no_5xx()
    {
        var frames = Gen.Select(
            Gen.Frequency((2, Gen.Const(Lines[0])), (1, Gen.OneOf(Lines))),
            Gen.OneOf(FrameLines).List[0, 4], Gen.OneOf(FrameBodies), Gen.OneOf("\r\n", "\r\n", "\r\n", "\n"), Frame);
        await frames.SampleAsync(
            async bytes => Note(await ExchangeAsync(bytes, true)), output.WriteLine,
            iter: IsLong ? 8_000 : 60, threads: Threads, print: Encoding.Latin1.GetString);
        await StillAnswersAsync();
    }

    [Fact]
    public async Task Openings_of_whatever_form_end_in_no_5xx()
    {
        var heads = Gen.Select(
            Gen.OneOf(Heads), Gen.OneOf(" HTTP/1.1", " HTTP/1.0", "", " HTTP/9", "\u00e9"),
            Gen.OneOf(FrameLines).List[0, 3], Gen.OneOf("\r\n\r\n", "\r\n", "\n\n", ""),
            (head, version, lines, end) =>
                Encoding.Latin1.GetBytes($"{head}{version}{string.Concat(lines.Select(l => "\r\n" + l))}{end}"));
        await heads.SampleAsync(
            // 502: the target of a CONNECT cannot be reached
            async bytes => Note(await ExchangeAsync(bytes, false) is var status and not 502 ? status : 0),
            output.WriteLine, iter: IsLong ? 4_000 : 60, threads: Threads, print: Encoding.Latin1.GetString);
        await StillAnswersAsync();
    }

    private byte[] Frame(string line, List<string> lines, string body, string end)
    {
        var good = world.Exchange();
        string[] head = [line, $"Host: {good.Host}", "Connection: close", good.Headers[0], .. lines, ""];
        var text = (string.Concat(head.Select(l => l + end)) + body)
            .Replace("{t}", good.Target, StringComparison.Ordinal)
            .Replace("{n}", $"{good.Body.Length}", StringComparison.Ordinal)
            .Replace("{x}", $"{good.Body.Length:x}", StringComparison.Ordinal)
            .Replace("{f}", good.Body, StringComparison.Ordinal);
        return Encoding.Latin1.GetBytes(text);
    }

    // A frame that promises more is told that nothing comes, once an answer had a moment to come.
    private async Task<int> ExchangeAsync(byte[] bytes, bool inTls)
    {
        var port = world.Server.Server.Port;
        if (!inTls)
        {
            using var socket = await RawConnection.ConnectAsync(port);
            await using var stream = new NetworkStream(socket);
            await stream.WriteAsync(bytes, Cancel);
            var answer = RawConnection.ReadToEndAsync(stream);
            return Status(await AnswerAsync(answer, () => socket.Shutdown(SocketShutdown.Send)));
        }
        await using var connection = await RawConnection.OpenAsync(port, world.Exchange().Host);
        await connection.SendAsync(bytes);
        return Status(await AnswerAsync(connection.ReadToEndAsync(), connection.EndSending));
    }

    private static async Task<string> AnswerAsync(Task<string> answer, Action endSending)
    {
        await Task.WhenAny(answer, Task.Delay(200, Cancel));
        if (!answer.IsCompleted)
            endSending();
        return await answer.WaitAsync(FuzzClient.Patience, Cancel);
    }

    private static int Status(string answer)
    {
        var isAnswer = answer.StartsWith("HTTP/1.1 ", StringComparison.Ordinal);
        return isAnswer && int.TryParse(answer.AsSpan(9, 3), out var status) ? status : 0;
    }

    private static FuzzRequest Changed(
        FuzzRequest request, IReadOnlyList<Func<FuzzRequest, FuzzRequest>> changes) =>
        changes.Aggregate(request, (r, change) => change(r));

    private async Task<List<(FuzzRequest Request, int Status)>> GoodStatusesAsync()
    {
        var all = new List<(FuzzRequest, int)>();
        foreach (var request in world.Requests)
            all.Add((request, await client.SendAsync(request)));
        Assert.DoesNotContain(all, a => a.Item2 >= 500);
        return all;
    }

    private void Note(int status)
    {
        statuses.AddOrUpdate(status, 1, (_, n) => n + 1);
        // 505 is the answer to another version of HTTP (RFC 9110 §15.6.6), and no failure
        Assert.True(status is < 500 or 505, $"status {status}");
    }

    private async Task StillAnswersAsync()
    {
        output.WriteLine(Counts());
        Assert.Equal(200, await client.SendAsync(world.Exchange()));
    }

    private string Counts() => string.Join(", ", statuses.OrderBy(s => s.Key).Select(s => $"{s.Key}: {s.Value}"));
}
