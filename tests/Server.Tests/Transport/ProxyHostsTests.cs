using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sallyport.Server.Tests.Transport;

/// <summary>Which hosts the proxy refuses because they belong to the real cloud.</summary>
public sealed class ProxyHostsTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("login.microsoftonline.com.")]
    [InlineData("LOGIN.MicrosoftOnline.com.")]
    [InlineData("gitlab.example.com.")]
    [InlineData("login.microsoftonline.us")]
    [InlineData("login.microsoftonline.de")]
    [InlineData("login.partner.microsoftonline.cn")]
    [InlineData("login.chinacloudapi.cn")]
    [InlineData("management.usgovcloudapi.net")]
    [InlineData("management.microsoftazure.de")]
    [InlineData("graph.cloudapi.de")]
    [InlineData("login.sovcloud-identity.fr")]
    [InlineData("graph.microsoft.us")]
    [InlineData("dod-graph.microsoft.us")]
    [InlineData("graph.microsoft.de")]
    [InlineData("microsoftgraph.chinacloudapi.cn")]
    [InlineData("login.live.com")]
    [InlineData("aadcdn.msftauth.net")]
    [InlineData("device.login.microsoftonline-p.com")]
    [InlineData("contoso.b2clogin.com")]
    [InlineData("contoso.ciamlogin.com")]
    [InlineData("myreg.azurecr.io")]
    [InlineData("myreg.azurecr.cn.")]
    [InlineData("mysite.azurewebsites.net")]
    [InlineData("mysite.scm.azurewebsites.us")]
    [InlineData("myaccount.blob.core.windows.net")]
    [InlineData("azcliextensionsync.blob.core.windows.net")]
    [InlineData("myvault.vault.azure.net")]
    [InlineData("myvault.vault.azure.cn")]
    [InlineData("portal.azure.us")]
    [InlineData("dev.azure.com")]
    [InlineData("mycluster.hcp.westeurope.azmk8s.io")]
    [InlineData("dc.applicationinsights.us")]
    [InlineData("api.applicationinsights.io")]
    [InlineData("dc.applicationinsights.microsoft.com")]
    [InlineData("dc.services.visualstudio.com")]
    [InlineData("mobile.events.data.microsoft.com")]
    [InlineData("metadata.google.internal")]
    public async Task A_host_of_the_real_cloud_is_refused_by_name_and_never_looked_up(string host)
    {
        var answer = await ProxyWire.AskAsync(shared.Running, $"CONNECT {host}:443 HTTP/1.1\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 403 ", answer, StringComparison.Ordinal);
        Assert.Contains($"'{host.ToLowerInvariant()}'", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("packages.microsoft.com")]
    [InlineData("mcr.microsoft.com")]
    [InlineData("westeurope.data.mcr.microsoft.com")]
    [InlineData("aka.ms")]
    [InlineData("api.nuget.org")]
    [InlineData("marketplace.visualstudio.com")]
    [InlineData("myazurecr.io")]
    [InlineData("notwindows.net")]
    [InlineData("azure.com.example.org")]
    public async Task Packages_and_other_hosts_are_only_asked_for_the_credential(string host)
    {
        var answer = await ProxyWire.AskAsync(shared.Running, $"CONNECT {host}:443 HTTP/1.1\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 407 ", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("login%2emicrosoftonline.com")]
    [InlineData("ｌogin.microsoftonline.com")]
    [InlineData("login。microsoftonline.com")]
    [InlineData("xn--microsoftonline-.com")]
    [InlineData("login..microsoftonline.com")]
    [InlineData("login.microsoftonline.com..")]
    [InlineData(".microsoftonline.com")]
    [InlineData("user@login.microsoftonline.com")]
    [InlineData("[login.microsoftonline.com]")]
    [InlineData("[fe80::1%25eth0]")]
    [InlineData("::1")]
    [InlineData("[::1")]
    public async Task A_host_that_is_no_plain_name_or_address_is_no_request(string host)
    {
        var answer = await ProxyWire.AskAsync(shared.Running, $"CONNECT {host}:443 HTTP/1.1\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tunnel_without_the_credential_of_the_instance_is_answered_407_and_nobody_is_dialled()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        var answer = await ProxyWire.AskAsync(shared.Running, $"CONNECT localhost:{port} HTTP/1.1\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 407 ", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nProxy-Authenticate: Basic realm=\"", answer, StringComparison.Ordinal);
        Assert.False(other.Pending());
    }

    [Fact]
    public async Task Plain_http_is_not_passed_on()
    {
        const string head = "GET http://packages.example.org/ HTTP/1.1\r\nHost: packages.example.org\r\n\r\n";
        var answer = await ProxyWire.AskAsync(shared.Running, head);
        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Contains("CONNECT", answer, StringComparison.Ordinal);
    }
}

/// <summary>A client of the proxy that writes what a test says.</summary>
internal static class ProxyWire
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Sends the head of a request and gives the first answer.</summary>
    public static async Task<string> AskAsync(RunningServer server, string head)
    {
        using var socket = await RawConnection.ConnectAsync(server.Server.Port);
        return await AskAsync(socket, head);
    }

    /// <summary>The same on a connection that stays open.</summary>
    public static async Task<string> AskAsync(Socket socket, string head)
    {
        await socket.SendAsync(Encoding.UTF8.GetBytes(head), Cancel);
        var buffer = new byte[16 * 1024];
        var length = await socket.ReceiveAsync(buffer, Cancel);
        return Encoding.UTF8.GetString(buffer, 0, length);
    }
}
