using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Sallyport.Bench;

/// <summary>The instance's owner, who sets it up.</summary>
public sealed class Owner : IDisposable
{
    private readonly HttpClient http;
    private readonly Instance instance;

    /// <summary>Connects at the first request.</summary>
    public Owner(Instance instance)
    {
        this.instance = instance;
        http = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck,
                    CustomTrustStore = { X509CertificateLoader.LoadCertificateFromFile(instance.CaFile) },
                },
            },
            ConnectCallback = async (_, cancel) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(IPAddress.Loopback, instance.Port, cancel);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });
    }

    /// <summary>Sends a request to Graph.</summary>
    public async Task<string> GraphAsync(string token, string path, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "https://graph.microsoft.com/v1.0" + path) { Content = System.Net.Http.Json.JsonContent.Create(body) };
        request.Headers.Authorization = new("Bearer", token);
        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode ? text : throw new InvalidOperationException(text);
    }

    /// <summary>A token for Graph.</summary>
    public async Task<string> TokenAsync(string clientId, string secret)
    {
        using var form = new FormUrlEncodedContent(
            [new("grant_type", "client_credentials"), new("client_id", clientId), new("client_secret", secret), new("scope", "https://graph.microsoft.com/.default")]);
        using var response = await http.PostAsync($"https://login.microsoftonline.com/{instance.TenantId}/oauth2/v2.0/token", form);
        return (string)System.Text.Json.Nodes.JsonNode.Parse(await response.Content.ReadAsStringAsync())!["access_token"]!;
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();
}
