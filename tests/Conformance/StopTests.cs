using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Sallyport.Conformance;

/// <summary>SIGTERM, sent to the real process while requests arrive.</summary>
public sealed class StopTests : IAsyncLifetime
{
    private const string Host = "login.microsoftonline.com";

    private Instance instance = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Form =>
        $"grant_type=client_credentials&client_id={instance.OwnerClientId}&client_secret={instance.OwnerSecret}"
        + "&scope=https%3A%2F%2Fmanagement.azure.com%2F.default";

    public async ValueTask InitializeAsync() => instance = await Instance.StartAsync();

    public ValueTask DisposeAsync() => instance.DisposeAsync();

    [Fact]
    public async Task A_form_of_which_a_part_has_arrived_at_SIGTERM_is_not_judged_and_the_process_ends()
    {
        await using var half = await OpenAsync();
        await half.WriteAsync(Encoding.ASCII.GetBytes(Head(Form.Length + 8) + Form), Cancel);
        await using var head = await OpenAsync();
        await head.WriteAsync(Encoding.ASCII.GetBytes(Head(Form.Length)[..60]), Cancel);
        // longer than any limit for what arrives, shorter than Kestrel's for a head
        var down = await Command.SallyportAsync(
            ["down", "--data-dir", instance.DataDirectory], limit: TimeSpan.FromSeconds(25));
        down.Passes();
        Assert.DoesNotContain("200 OK", await ReadAsync(half), StringComparison.Ordinal);
        Assert.Equal("", await ReadAsync(head));
    }

    [Fact]
    public async Task A_form_whose_rest_comes_after_SIGTERM_is_answered()
    {
        await using var client = await OpenAsync();
        await client.WriteAsync(Encoding.ASCII.GetBytes(Head(Form.Length) + Form[..100]), Cancel);
        (await Command.RunAsync("kill", ["-TERM", $"{instance.Pid}"])).Passes();
        await client.WriteAsync(Encoding.ASCII.GetBytes(Form[100..]), Cancel);
        var answer = await ReadAsync(client);
        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
        Assert.EndsWith("}", answer, StringComparison.Ordinal);
    }

    private string Head(int length) =>
        $"POST /{instance.TenantId}/oauth2/v2.0/token HTTP/1.1\r\nHost: {Host}\r\nConnection: close\r\n"
        + $"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n";

    private async Task<SslStream> OpenAsync()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, instance.Port, Cancel);
#pragma warning disable CA5359 // The bytes are what is tested, not the certificate.
        var tls = new SslStream(new NetworkStream(socket, ownsSocket: true), false, (_, _, _, _) => true);
#pragma warning restore CA5359
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = Host }, Cancel);
        return tls;
    }

    private static async Task<string> ReadAsync(SslStream tls)
    {
        var (all, buffer) = (new StringBuilder(), new byte[4096]);
        try
        {
            while (await tls.ReadAsync(buffer, Cancel) is > 0 and var length)
                all.Append(Encoding.ASCII.GetString(buffer, 0, length));
        }
        catch (IOException)
        {
            // cut
        }
        return all.ToString();
    }
}
