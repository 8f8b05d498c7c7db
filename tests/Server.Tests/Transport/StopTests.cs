using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Microsoft.Data.Sqlite;

namespace Sallyport.Server.Tests.Transport;

/// <summary>
/// What a stop does to requests that arrive, are answered or never come: no half is taken for a whole.
/// </summary>
public sealed class StopTests : IAsyncLifetime
{
    private const string Host = "login.microsoftonline.com";

    // What a stop may take at most; only a test that fails waits for it.
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private RunningServer server = null!;
    private int before;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Form =>
        $"grant_type=client_credentials&client_id={server.Facts.OwnerClientId}&client_secret="
        + $"{server.Facts.OwnerClientSecret}&scope=https%3A%2F%2Fmanagement.azure.com%2F.default";

    public async ValueTask InitializeAsync()
    {
        server = await RunningServer.StartAsync(o => o with { TunnelHosts = ["127.0.0.1"] });
        before = Records();
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    // {f} is a form that would be good by itself, {m} is longer than it, {x} is its length in hexadecimal.
    [Theory]
    [InlineData("Content-Length: {m}\r\n", "{f}")]
    [InlineData("Transfer-Encoding: chunked\r\n", "{x}\r\n{f}\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n", "{x}\r\n{f}\r\n9\r\n&a")]
    [InlineData("Transfer-Encoding: chunked\r\n", "{x}\r\n{f}\r\n0\r\n")]
    public async Task A_form_of_which_a_part_has_arrived_is_not_judged(string framing, string body)
    {
        await using var connection = await RawConnection.OpenAsync(server.Server.Port, Host);
        await connection.SendAsync(Head(framing, "Expect: 100-continue\r\n"));
        Assert.StartsWith("HTTP/1.1 100", await connection.ReadUntilAsync("\r\n\r\n"), StringComparison.Ordinal);
        await connection.SendAsync(Filled(body));
        var stop = server.Server.StopAsync(Drain);
        var answer = await connection.ReadToEndAsync();
        await stop;
        Assert.DoesNotContain("HTTP/1.1 200", answer, StringComparison.Ordinal);
        Assert.Equal(before, Records());
    }

    [Theory]
    [InlineData("Content-Length: {m}\r\n", "{f}&abcdefg")]
    [InlineData("Transfer-Encoding: chunked\r\n", "{x}\r\n{f}\r\n8\r\n&abcdefg\r\n0\r\n\r\n")]
    public async Task A_form_whose_rest_arrives_during_the_stop_is_answered_and_the_connection_closed(
        string framing, string body)
    {
        await using var connection = await RawConnection.OpenAsync(server.Server.Port, Host);
        await connection.SendAsync(Head(framing, "Expect: 100-continue\r\n"));
        Assert.StartsWith("HTTP/1.1 100", await connection.ReadUntilAsync("\r\n\r\n"), StringComparison.Ordinal);
        var whole = Filled(body);
        await connection.SendAsync(whole[..100]);
        var stop = server.Server.StopAsync(Drain);
        await connection.SendAsync(whole[100..]);
        var answer = await connection.ReadToEndAsync();
        await stop;
        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nConnection: close\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith("}", answer, StringComparison.Ordinal);
        Assert.Equal(before + 1, Records());
    }

    [Fact]
    public async Task A_form_of_HTTP_2_of_which_a_part_has_arrived_is_not_judged()
    {
        using var client = server.For(Host);
        using var content = new HalfContent(Form);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/{server.Facts.TenantId}/oauth2/v2.0/token")
        {
            Content = content, Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        var answer = client.SendAsync(request, Cancel);
        await content.HalfSent;
        await server.Server.StopAsync(Drain);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => answer);
        Assert.Equal(before, Records());
    }

    [Theory]
    [InlineData("Content-Length: {m}\r\n", "{f}")]
    [InlineData("Transfer-Encoding: chunked\r\n", "{x}\r\n{f}\r\n")]
    public async Task A_form_of_which_the_client_sends_no_more_is_not_judged(string framing, string body)
    {
        await using var connection = await RawConnection.OpenAsync(server.Server.Port, Host);
        await connection.SendAsync(Head(framing) + Filled(body));
        connection.EndSending();
        Assert.DoesNotContain("HTTP/1.1 200", await connection.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Equal(before, Records());
    }

    [Theory]
    [InlineData("")]
    [InlineData("POST /common/oauth2/v2.0/token HTTP/1.1\r\nHost: login.micro")]
    [InlineData("GET /common/discovery/keys HTTP/1.1\r\nHost: login.microsoftonline.com\r\n\r\n")]
    public async Task A_connection_that_sends_no_whole_request_does_not_hold_up_the_stop(string sent)
    {
        await using var connection = await RawConnection.OpenAsync(server.Server.Port, Host);
        await connection.SendAsync(sent);
        if (sent.EndsWith("\r\n\r\n", StringComparison.Ordinal))
            Assert.StartsWith("HTTP/1.1 200", await connection.ReadAnswerAsync(), StringComparison.Ordinal);
        await server.Server.StopAsync(TimeSpan.FromMinutes(5)).WaitAsync(Patience, Cancel);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\u0016\u0003\u0001")]
    [InlineData("CONNECT login.microsoftonline.com:443 HTTP/1.1\r\nHost")]
    public async Task A_connection_that_has_not_opened_TLS_does_not_hold_up_the_stop(string sent)
    {
        using var socket = await RawConnection.ConnectAsync(server.Server.Port);
        await socket.SendAsync(Encoding.Latin1.GetBytes(sent), Cancel);
        await server.Server.StopAsync(TimeSpan.FromMinutes(5)).WaitAsync(Patience, Cancel);
    }

    [Fact]
    public async Task A_client_that_reads_no_answer_does_not_hold_up_the_stop()
    {
        const string roles = "/providers/Microsoft.Authorization/roleDefinitions?api-version=2022-04-01";
        var token = await server.OwnerTokenAsync("https://management.azure.com");
        var request = $"GET /subscriptions/{server.Facts.SubscriptionId}{roles} HTTP/1.1\r\n"
            + $"Host: management.azure.com\r\nAuthorization: Bearer {token}\r\n\r\n";
        await using var connection = await RawConnection.OpenAsync(server.Server.Port, "management.azure.com");
        await connection.SendAsync(request);
        Assert.StartsWith("HTTP/1.1 200", await connection.ReadUntilAsync("\r\n\r\n"), StringComparison.Ordinal);
        // Once nothing more can be sent, the server waits for the client to read.
        await Assert.ThrowsAsync<TimeoutException>(async () =>
        {
            for (var i = 0; i < 20_000; i++)
                await connection.SendAsync(request).WaitAsync(TimeSpan.FromSeconds(2), Cancel);
        });
        await server.Server.StopAsync(TimeSpan.FromMinutes(5)).WaitAsync(Patience, Cancel);
    }

    [Fact]
    public async Task A_tunnel_does_not_hold_up_the_stop()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        using var socket = await RawConnection.ConnectAsync(server.Server.Port);
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        var credential = Convert.ToBase64String(Encoding.ASCII.GetBytes($"sallyport:{server.Facts.ProxySecret}"));
        var head = $"CONNECT 127.0.0.1:{port} HTTP/1.1\r\nProxy-Authorization: Basic {credential}\r\n\r\n";
        await socket.SendAsync(Encoding.ASCII.GetBytes(head), Cancel);
        using var far = await other.AcceptSocketAsync(Cancel).AsTask().WaitAsync(Patience, Cancel);
        await server.Server.StopAsync(TimeSpan.FromMinutes(5)).WaitAsync(Patience, Cancel);
    }

    [Fact]
    public async Task Under_load_every_request_on_an_accepted_connection_is_answered_whole()
    {
        var answers = new Answers(200);
        await StopUnderAsync(
            answers, [.. Enumerable.Range(0, 8).Select(i => AskUntilClosedAsync(answers, fresh: i % 2 == 0))]);
    }

    // A request that the stop refused before it was read is sent again by the client, to a port that is closed.
    [Fact]
    public async Task Under_load_every_request_of_HTTP_2_that_was_judged_is_answered()
    {
        using var client = server.For(Host);
        var answers = new Answers(200);
        await StopUnderAsync(
            answers, [.. Enumerable.Range(0, 8).Select(_ => AskByHttp2UntilClosedAsync(client, answers))]);
    }

    private async Task StopUnderAsync(Answers answers, List<Task<int>> clients)
    {
        var all = Task.WhenAll(clients);
        await await Task.WhenAny(answers.Reached, all);
        await server.Server.StopAsync(Drain);
        Assert.Equal(before + (await all).Sum(), Records());
    }

    private async Task<int> AskByHttp2UntilClosedAsync(HttpClient client, Answers answers)
    {
        for (var answered = 0; ; answered++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/{server.Facts.TenantId}/oauth2/v2.0/token")
            {
                Content = new StringContent(Form, Encoding.ASCII, "application/x-www-form-urlencoded"),
                Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            };
            try
            {
                using var answer = await client.SendAsync(request, Cancel);
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            }
            catch (HttpRequestException)
            {
                return answered;
            }
            answers.Add();
        }
    }

    /// <summary>Asks for tokens until the port takes no connection; each request must be answered whole.</summary>
    /// <param name="answers">Counts the answers.</param>
    /// <param name="fresh">Whether each request has a connection of its own.</param>
    private async Task<int> AskUntilClosedAsync(Answers answers, bool fresh)
    {
        var answered = 0;
        while (true)
        {
            RawConnection connection;
            try
            {
                connection = await RawConnection.OpenAsync(server.Server.Port, Host);
            }
            catch (Exception exception) when (exception is SocketException or IOException)
            {
                return answered; // closed before any byte of a request
            }
            await using var open = connection;
            for (var isClosed = false; !isClosed; answered++)
            {
                var close = fresh ? "Connection: close\r\n" : "";
                await open.SendAsync(Head($"Content-Length: {Form.Length}\r\n", close) + Form);
                var answer = await open.ReadAnswerAsync();
                Assert.True(
                    answer.StartsWith("HTTP/1.1 200", StringComparison.Ordinal) && answer.EndsWith('}'),
                    $"after {answered} answers, '{answer}'");
                answers.Add();
                isClosed = answer.Contains("\r\nConnection: close\r\n", StringComparison.Ordinal);
            }
        }
    }

    private string Head(string framing, string more = "") =>
        $"POST /{server.Facts.TenantId}/oauth2/v2.0/token HTTP/1.1\r\nHost: {Host}\r\n{more}"
        + $"Content-Type: application/x-www-form-urlencoded\r\n{Filled(framing)}\r\n";

    private string Filled(string text) => text
        .Replace("{m}", $"{Form.Length + 8}", StringComparison.Ordinal)
        .Replace("{x}", $"{Form.Length:x}", StringComparison.Ordinal)
        .Replace("{f}", Form, StringComparison.Ordinal);

    private int Records()
    {
        var file = Path.Combine(server.Folder, "sign-ins.db");
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT COUNT(*) FROM sign_ins";
        return Convert.ToInt32(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Counts answers, and tells when there are enough to stop.</summary>
    private sealed class Answers(int wanted)
    {
        private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int count;

        public Task Reached => reached.Task;

        public void Add()
        {
            if (Interlocked.Increment(ref count) == wanted)
                reached.SetResult();
        }
    }

    /// <summary>A form that is good by itself, of which more never comes.</summary>
    private sealed class HalfContent : HttpContent
    {
        private readonly byte[] form;
        private readonly TaskCompletionSource sent = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public HalfContent(string text)
        {
            form = Encoding.ASCII.GetBytes(text);
            Headers.ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded");
        }

        public Task HalfSent => sent.Task;

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(form, Cancel);
            await stream.FlushAsync(Cancel);
            sent.SetResult();
            await Task.Delay(Timeout.Infinite, Cancel);
        }

        protected override bool TryComputeLength(out long length) => (length = 0) > 0;
    }
}
