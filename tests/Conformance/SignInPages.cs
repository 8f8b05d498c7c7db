using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

#pragma warning disable RS0030 // A test is a client of its own.

namespace Sallyport.Conformance;

/// <summary>
/// A person with a browser without scripts: it follows where it is sent, keeps cookies – secure ones for localhost too, as browsers do – and fills
/// the sign-in pages in.
/// </summary>
public sealed class SignInPages : IDisposable
{
    private const int MaximumSteps = 20;

    // In the order in which they are looked for: the form of the password holds the name too.
    private static readonly string[] Forms =
    [
        "form:has(input[name=passwd])", "form:has(input[name=login])", "form:has(input[value=account])", "form:has(input[value=accept])",
        "form:has(input[value=continue])", "form[data-submit]", "form[action*=logoutsession]",
    ];

    private readonly HttpClient client;
    private readonly Dictionary<(string Host, string Name), string> cookies = [];
    private readonly Dictionary<string, string> typed;
    private readonly int instancePort;

    public SignInPages(Instance instance, string name, string password)
    {
        typed = new() { ["login"] = name, ["passwd"] = password };
        instancePort = new Uri((string)instance.Data["proxy"]!).Port;
        var handler = new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false, ConnectCallback = ConnectAsync };
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck,
            CustomTrustStore = { X509CertificateLoader.LoadCertificateFromFile((string)instance.Data["caCertificate"]!) },
        };
        client = new HttpClient(handler);
    }

    /// <summary>The titles of the pages that were filled in.</summary>
    public List<string> Seen { get; } = [];

    /// <summary>Where the browser is.</summary>
    public Uri Address { get; private set; } = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => client.Dispose();

    /// <summary>Opens an address and fills in what is asked, until a page asks nothing more; its text.</summary>
    public async Task<string> OpenAsync(string address)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        for (var step = 0; step < MaximumSteps; step++)
        {
            Address = request.RequestUri!;
            using var answer = await SendAsync(request);
            if (answer.Headers.Location is { } location)
            {
                request = new HttpRequestMessage(HttpMethod.Get, new Uri(Address, location));
                continue;
            }
            var text = await answer.Content.ReadAsStringAsync(Cancel);
            using var page = new HtmlParser().ParseDocument(text);
            if (Forms.Select(f => page.QuerySelector(f)).FirstOrDefault(f => f is not null) is not IHtmlFormElement form)
                return page.QuerySelector("main")?.TextContent ?? text;
            Seen.Add(page.QuerySelector("h1")?.TextContent ?? "");
            request = FilledIn(form);
        }
        throw new InvalidOperationException($"The pages do not end: {string.Join(", ", Seen)}");
    }

    private HttpRequestMessage FilledIn(IHtmlFormElement form)
    {
        var fields = form.QuerySelectorAll("input[type=hidden]").ToDictionary(
            i => i.GetAttribute("name")!, i => i.GetAttribute("value") ?? "", StringComparer.Ordinal);
        foreach (var (name, value) in typed)
            if (form.QuerySelector($"input[name={name}]") is not null)
                fields[name] = value;
        return new HttpRequestMessage(HttpMethod.Post, new Uri(Address, form.GetAttribute("action")!))
        {
            Content = new FormUrlEncodedContent(fields),
        };
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        using (request)
        {
            var host = request.RequestUri!.Authority;
            var own = cookies.Where(c => c.Key.Host == host).Select(c => $"{c.Key.Name}={c.Value}");
            request.Headers.TryAddWithoutValidation("Cookie", string.Join("; ", own));
            var answer = await client.SendAsync(request, Cancel);
            foreach (var set in answer.Headers.TryGetValues("Set-Cookie", out var values) ? values : [])
            {
                var pair = set.Split(';')[0].Split('=', 2);
                cookies[(host, pair[0])] = pair[1];
            }
            return answer;
        }
    }

    // Names under localhost are this machine (RFC 6761 §6.3). The real services' names lead to the instance, as with its proxy.
    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var isLocal = context.DnsEndPoint.Host.EndsWith("localhost", StringComparison.Ordinal);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync("localhost", isLocal ? context.DnsEndPoint.Port : instancePort, cancel);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
