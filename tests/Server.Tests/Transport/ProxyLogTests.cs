using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using Sallyport.Server.Instance;
using Sallyport.Server.Transport;

namespace Sallyport.Server.Tests.Transport;

/// <summary>What refused connections leave in the log.</summary>
public sealed class ProxyLogTests
{
    private readonly Lines lines = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_refused_host_is_named_in_the_log()
    {
        var proxy = Proxy();
        Assert.StartsWith("HTTP/1.1 403 ", await AskAsync(proxy, "vault.azure.net"), StringComparison.Ordinal);
        Assert.Equal(["Refused CONNECT vault.azure.net:443: 403 Forbidden"], lines.Written);
    }

    [Fact]
    public async Task A_flood_of_refused_hosts_does_not_fill_the_disk_with_its_log()
    {
        const int count = 5_000;
        var proxy = Proxy();
        for (var i = 0; i < count; i++)
            Assert.StartsWith("HTTP/1.1 403 ", await AskAsync(proxy, $"a{i}.azure.com"), StringComparison.Ordinal);
        Assert.InRange(lines.Written.Count, 100, count / 2);
    }

    // A refused host needs neither the credential nor the tunnel.
    private ProxyConnections Proxy()
    {
        var policy = new ProxyPolicy([], new ServerOptions { DataDirectory = "/" });
        return new ProxyConnections(_ => Task.CompletedTask, policy, null!, null!, lines);
    }

    private static async Task<string> AskAsync(ProxyConnections proxy, string host)
    {
        var input = new Pipe();
        var output = new Pipe();
        await using var connection = new DefaultConnectionContext("id", new Ends(input.Reader, output.Writer), null!);
        await input.Writer.WriteAsync(Encoding.ASCII.GetBytes($"CONNECT {host}:443 HTTP/1.1\r\n\r\n"), Cancel);
        await proxy.OnConnectionAsync(connection);
        return Encoding.ASCII.GetString((await output.Reader.ReadAsync(Cancel)).Buffer.FirstSpan);
    }

    private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    private sealed class Lines : ILogger<ProxyConnections>
    {
        public List<string> Written { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) => Written.Add(formatter(state, exception));
    }
}
