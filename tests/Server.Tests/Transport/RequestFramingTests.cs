using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Sallyport.Server.Tests.Transport;

/// <summary>Where a request ends is never a matter of opinion. Ids are those of docs/security-cases.md.</summary>
public sealed class RequestFramingTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const string Host = "login.microsoftonline.com";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Content-Length: 3\r\n\r\na=b")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n3\r\na=b\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n3;name=value\r\na=b\r\n0\r\n\r\n")]
    public async Task K12_reads_a_body_that_is_framed_in_one_way(string rest) =>
        Assert.Contains("AADSTS", await AskAsync(rest), StringComparison.Ordinal);

    [Theory]
    [InlineData("Content-Length: 3\r\nContent-Length: 4\r\n\r\na=b")]
    [InlineData("Content-Length: 3, 4\r\n\r\na=b")]
    [InlineData("Content-Length: +3\r\n\r\na=b")]
    [InlineData("Content-Length: -1\r\n\r\na=b")]
    [InlineData("Transfer-Encoding: chunked, gzip\r\n\r\n3\r\na=b\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nx\r\na=b\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n3;a\nb\r\na=b\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n3\na=b\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n3\r\na=bc\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding : chunked\r\n\r\n3\r\na=b\r\n0\r\n\r\n")]
    [InlineData("X: y\nContent-Length: 3\r\n\r\na=b")]
    public async Task K12_refuses_a_body_whose_end_is_in_doubt(string rest)
    {
        var answer = await AskAsync(rest);
        Assert.StartsWith("HTTP/1.1 4", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("AADSTS900144", answer, StringComparison.Ordinal);
    }

    private async Task<string> AskAsync(string rest)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, shared.Running.Server.Port, Cancel);
#pragma warning disable CA5359 // The bytes are what is tested, not the certificate.
        await using var tls = new SslStream(new NetworkStream(socket), false, (_, _, _, _) => true);
#pragma warning restore CA5359
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = Host }, Cancel);
        await tls.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /common/oauth2/v2.0/token HTTP/1.1\r\nHost: {Host}\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\n{rest}"), Cancel);
        using var reader = new StreamReader(tls, Encoding.ASCII);
        return await reader.ReadToEndAsync(Cancel);
    }
}
