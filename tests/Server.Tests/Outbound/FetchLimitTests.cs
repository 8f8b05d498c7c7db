using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Signing;
using Sallyport.Core.Wire;
using Sallyport.Server.Instance;
using Sallyport.Server.Outbound;

namespace Sallyport.Server.Tests.Outbound;

/// <summary>How much of an issuer's time and bytes is taken. Ids are those of docs/security-cases.md.</summary>
public sealed class FetchLimitTests : IAsyncLifetime
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(0.3);
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);
    private static readonly byte[] Ok = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"u8.ToArray();

    private readonly string folder = Directory.CreateTempSubdirectory("sallyport-limits-").FullName;
    private RawIssuer issuer = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var authority = TestAuthority.Create();
        await File.WriteAllTextAsync(Path.Combine(folder, "ca.pem"), authority.Certificate.ExportCertificatePem(), Cancel);
        issuer = new RawIssuer(authority.Issue(new TestLeaf()));
    }

    public async ValueTask DisposeAsync()
    {
        await issuer.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task F2_a_fetch_ends_after_five_seconds()
    {
        issuer.Mute = true;
        using var client = new OutboundClient(new ServerOptions { DataDirectory = folder, PrivateIssuers = [issuer.Host] });
        Assert.Equal(TimeSpan.FromSeconds(5), client.TimeLimit);
        Assert.Equal("no answer within 5 seconds", (await FailAsync(() => client.GetJsonAsync(issuer.Url, Cancel))).Reason);
    }

    [Theory]
    [InlineData("no TLS")]
    [InlineData("no head")]
    [InlineData("a head without end")]
    [InlineData("interim answers without end")]
    [InlineData("no body")]
    [InlineData("a body that trickles")]
    public async Task F2_an_issuer_that_takes_its_time_is_left(string how)
    {
        Assert.Equal("{}"u8.ToArray(), await GetAsync(Long)); // by a connection that is kept
        (issuer.Mute, issuer.Answer) = (how == "no TLS", (_, stream, cancel) => DawdleAsync(how, stream, cancel));
        Assert.Equal("no answer within 0.3 seconds", (await FailAsync(() => GetAsync(Short))).Reason);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task F2_resolving_and_connecting_count_too(bool resolving)
    {
        using var client = new OutboundClient(Options(Short))
        {
            Resolve = async (_, cancel) =>
            {
                await Task.Delay(resolving ? Timeout.Infinite : 0, cancel);
                return [IPAddress.Loopback];
            },
            Dial = async (_, _, cancel) =>
            {
                await Task.Delay(Timeout.Infinite, cancel);
                return Stream.Null;
            },
        };
        Assert.Equal("no answer within 0.3 seconds", (await FailAsync(() => client.GetJsonAsync(issuer.Url, Cancel))).Reason);
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(120, true)]
    public async Task F2_the_two_documents_share_one_limit(int seconds, bool had)
    {
        issuer.Answer = async (path, stream, cancel) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(1.2), cancel);
            await AnswerAsync(path, stream, Keys("a"), cancel);
        };
        using var client = new OutboundClient(Options(TimeSpan.FromSeconds(seconds)));
        var keys = new IssuerKeys(client, TimeProvider.System);
        if (had)
            Assert.Equal(1, (await keys.GetAsync(issuer.Url, "a", Cancel)).Count);
        else
            Assert.Equal("no answer within 2 seconds", (await FailAsync(() => keys.GetAsync(issuer.Url, "a", Cancel))).Reason);
    }

    [Theory]
    [InlineData(OutboundClient.MaximumSize, true)]
    [InlineData(OutboundClient.MaximumSize + 1, false)]
    [InlineData(int.MaxValue, false)]
    public async Task F2_a_document_has_256_KiB_at_most_and_no_end_is_waited_for(int size, bool had)
    {
        issuer.Answer = (_, stream, cancel) => ChunksAsync(stream, size, cancel);
        if (had)
            Assert.Equal(size, (await GetAsync(Long)).Length);
        else
            Assert.Equal("the document is larger than 256 KiB", (await FailAsync(() => GetAsync(Long))).Reason);
    }

    [Fact]
    public async Task F2_a_compressed_document_is_not_unpacked()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(issuer.Discovery), Cancel);
        issuer.Answer = async (_, stream, cancel) =>
        {
            await stream.WriteAsync((byte[])[.. Ok, .. Encoding.ASCII.GetBytes($"Content-Encoding: gzip\r\nContent-Length: {packed.Length}\r\n\r\n"), .. packed.ToArray()], cancel);
        };
        Assert.Equal(packed.ToArray(), await GetAsync(Long));
        Assert.DoesNotContain("Accept-Encoding", Assert.Single(issuer.Heads), StringComparison.OrdinalIgnoreCase);
        using var client = new OutboundClient(Options(Long));
        Assert.Equal("the document is no well-formed JSON object", (await FailAsync(() => new IssuerKeys(client, TimeProvider.System).GetAsync(issuer.Url, "a", Cancel))).Reason);
    }

    [Fact]
    public async Task F2_a_hundred_keys_are_looked_at()
    {
        var ids = Enumerable.Range(1, JwkSet.MaximumKeys + 1).Select(i => $"key-{i}").ToArray();
        issuer.Answer = (path, stream, cancel) => AnswerAsync(path, stream, Keys(ids), cancel);
        using var client = new OutboundClient(Options(Long));
        var keys = await new IssuerKeys(client, TimeProvider.System).GetAsync(issuer.Url, "key-1", Cancel);
        Assert.Equal(100, keys.Count);
        Assert.NotNull(keys.Find("key-100"));
        Assert.Null(keys.Find("key-101"));
    }

    [Theory]
    [InlineData("Content-Type: application/json\r\n", true)]
    [InlineData("Content-Type: application/jwk-set+json; charset=utf-8\r\n", true)]
    [InlineData("Content-Type: Application/JSON\r\n", true)]
    [InlineData("Content-Type: text/html\r\n", false)]
    [InlineData("Content-Type: application/json+x\r\n", false)]
    [InlineData("Content-Type: application/json; charset=\"\r\n", false)]
    [InlineData("", false)]
    public async Task Only_JSON_is_read_in_whatever_case_it_is_named(string head, bool had)
    {
        issuer.Answer = (_, stream, cancel) => RawIssuer.JsonAsync(stream, "{}", cancel, head);
        if (had)
            Assert.Equal("{}"u8.ToArray(), await GetAsync(Long));
        else
            Assert.Equal("it answered something other than JSON", (await FailAsync(() => GetAsync(Long))).Reason);
    }

    [Theory]
    [InlineData("HTTP/1.1 999 \0\r\n\r\n")]
    [InlineData("garbage\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{}")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")]
    [InlineData("HTTP/1.1 500 \r\nContent-Length: 0\r\n\r\n")]
    public async Task F2_whatever_is_no_good_answer_is_a_refusal_with_a_reason(string bytes)
    {
        issuer.Answer = async (_, stream, cancel) =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(bytes), cancel);
            throw new IOException("That was all.");
        };
        Assert.NotEmpty((await FailAsync(() => GetAsync(Long))).Reason);
        issuer.Answer = (_, stream, cancel) => RawIssuer.JsonAsync(stream, "{}", cancel);
        Assert.Equal("{}"u8.ToArray(), await GetAsync(Long));
    }

    [Fact]
    public async Task F4_a_request_bears_nothing_of_ours()
    {
        using var activity = new System.Diagnostics.Activity("exchange").Start();
        await GetAsync(Long);
        Assert.Equal(["GET / HTTP/1.1", $"Host: {issuer.Host}", "Accept: application/json", "User-Agent: Sallyport"],
            Assert.Single(issuer.Heads).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private async Task<byte[]> GetAsync(TimeSpan limit)
    {
        using var client = new OutboundClient(Options(limit));
        return await client.GetJsonAsync(issuer.Url, Cancel);
    }

    private static Task<IssuerUnreachableException> FailAsync(Func<Task> fetch) => Assert.ThrowsAsync<IssuerUnreachableException>(fetch);

    private Task AnswerAsync(string path, Stream stream, string keys, CancellationToken cancel) =>
        RawIssuer.JsonAsync(stream, path == "/keys" ? keys : issuer.Discovery, cancel);

    private static async Task DawdleAsync(string how, Stream stream, CancellationToken cancel)
    {
        var (first, again) = how switch
        {
            "no head" => ("", ""),
            "a head without end" => ("HTTP/1.1 200 OK\r\n", "X: 1\r\n"),
            "interim answers without end" => ("", "HTTP/1.1 100 Continue\r\n\r\n"),
            "no body" => (Encoding.ASCII.GetString(Ok) + "Content-Length: 2\r\n\r\n", ""),
            _ => (Encoding.ASCII.GetString(Ok) + "Content-Length: 100000\r\n\r\n", " "),
        };
        await stream.WriteAsync(Encoding.ASCII.GetBytes(first), cancel);
        while (true)
        {
            await Task.Delay(50, cancel);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(again), cancel);
        }
    }

    private static async Task ChunksAsync(Stream stream, int size, CancellationToken cancel)
    {
        await stream.WriteAsync((byte[])[.. Ok, .. "Transfer-Encoding: chunked\r\n\r\n"u8], cancel);
        for (var rest = size; rest > 0; rest -= Math.Min(rest, 4096))
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"{Math.Min(rest, 4096):x}\r\n{new string(' ', Math.Min(rest, 4096))}\r\n"), cancel);
        await stream.WriteAsync("0\r\n\r\n"u8.ToArray(), cancel);
    }

    private ServerOptions Options(TimeSpan limit) => new()
    {
        DataDirectory = folder, PrivateIssuers = [issuer.Host], IssuerCaFile = Path.Combine(folder, "ca.pem"), FetchTimeLimit = limit,
    };

    // One modulus will do: keys are told apart by their ids.
    private static string Keys(params string[] ids)
    {
        var rsa = TestKeys.Named("rsa");
        var (n, e) = (StrictBase64Url.Encode(rsa.ExportParameters(false).Modulus), StrictBase64Url.Encode(rsa.ExportParameters(false).Exponent));
        return $$"""{"keys":[{{string.Join(',', ids.Select(id => $$"""{"kty":"RSA","kid":"{{id}}","n":"{{n}}","e":"{{e}}"}"""))}}]}""";
    }
}
