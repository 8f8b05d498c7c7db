using System.IO.Pipelines;
using System.Net;
using System.Text;

namespace Sallyport.Server.Transport;

/// <summary>The proxy through which this machine reaches other hosts: <c>HTTPS_PROXY</c> and <c>NO_PROXY</c>.</summary>
internal sealed class UpstreamProxy
{
    private readonly Uri url;
    private readonly DirectHosts direct;

    private UpstreamProxy(Uri url, string? noProxy)
    {
        this.url = url;
        direct = new DirectHosts(noProxy);
    }

    /// <summary>Its name, or its address without brackets.</summary>
    public string Host => url.IdnHost.Trim('[', ']');

    public int Port => url.Port;

    /// <summary>Whether it speaks the one protocol that is spoken to it, CONNECT over plain TCP.</summary>
    public bool IsSupported => url.Scheme == Uri.UriSchemeHttp;

    /// <summary>Reads the variables. Null when there is no proxy.</summary>
    /// <param name="httpsProxy">The value of <c>HTTPS_PROXY</c>: a URL, or host and port.</param>
    /// <param name="noProxy">The value of <c>NO_PROXY</c>.</param>
    public static UpstreamProxy? Read(string? httpsProxy, string? noProxy)
    {
        var text = httpsProxy?.Trim() ?? "";
        var full = text.Contains("://", StringComparison.Ordinal) ? text : "http://" + text;
        return Uri.TryCreate(full, UriKind.Absolute, out var url) && url.Host.Length > 0
            ? new UpstreamProxy(url, noProxy)
            : null;
    }

    /// <summary>Whether the target is reached through this proxy.</summary>
    /// <param name="host">The target's host.</param>
    /// <param name="port">The target's port.</param>
    /// <param name="own">
    /// Where this process listens. A shell of the instance names it as its proxy, and an instance that is started there
    /// must not ask itself.
    /// </param>
    public bool IsFor(string host, int port, EndPoint? own)
    {
        var isOwn = url.IsLoopback && own is IPEndPoint listening && listening.Port == Port;
        return !isOwn && !direct.Contains(host, port);
    }

    /// <summary>Asks it for a connection to the target, with its own credential.</summary>
    /// <returns>Null when it agreed, else the status line of its refusal.</returns>
    public async Task<string?> AskAsync(
        Stream output, PipeReader input, string host, int port, CancellationToken cancel)
    {
        var target = $"{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{port}";
        var head = $"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n{Credential()}\r\n";
        await output.WriteAsync(Encoding.ASCII.GetBytes(head), cancel);
        var status = await ReadStatusAsync(input, cancel);
        var isGranted = status.Split(' ') is ["HTTP/1.0" or "HTTP/1.1", ['2', _, _], ..];
        return isGranted ? null : status;
    }

    private string Credential() => url.UserInfo.Length == 0
        ? ""
        : $"Proxy-Authorization: Basic {Base64(UserAndPassword())}\r\n";

    private string UserAndPassword()
    {
        var parts = url.UserInfo.Split(':', 2).Select(Uri.UnescapeDataString).ToList();
        return parts.Count == 2 ? $"{parts[0]}:{parts[1]}" : $"{parts[0]}:";
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static async Task<string> ReadStatusAsync(PipeReader input, CancellationToken cancel)
    {
        while (true)
        {
            var read = await input.ReadAsync(cancel);
            var buffer = read.Buffer;
            if (ConnectHead.EndOf(buffer) is { } end)
            {
                var head = Encoding.Latin1.GetString(System.Buffers.BuffersExtensions.ToArray(buffer.Slice(0, end)));
                input.AdvanceTo(end);
                return head.Split("\r\n", 2)[0];
            }
            input.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted || buffer.Length > ConnectHead.MaximumSize)
                throw new IOException("The proxy's answer has no end.");
        }
    }
}
