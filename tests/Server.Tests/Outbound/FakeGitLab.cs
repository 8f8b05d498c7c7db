using System.Text;
using Sallyport.Cli.RealGitLab;

namespace Sallyport.Server.Tests.Outbound;

/// <summary>A GitLab over TLS that has the answers that a test gives it, and 404 for everything else.</summary>
public sealed class FakeGitLab : IAsyncDisposable
{
    private readonly RawIssuer server;
    private readonly string folder = Directory.CreateTempSubdirectory("sallyport-gitlab-").FullName;

    public FakeGitLab()
    {
        var authority = TestAuthority.Create();
        server = new RawIssuer(authority.Issue(new TestLeaf())) { Answer = AnswerAsync };
        Ca = new FileInfo(Path.Combine(folder, "ca.pem"));
        File.WriteAllText(Ca.FullName, authority.Certificate.ExportCertificatePem());
    }

    /// <summary>The certificate of its authority.</summary>
    public FileInfo Ca { get; }

    public string Url => server.Url;

    public string Host => server.Host;

    /// <summary>The heads of the requests.</summary>
    public IEnumerable<string> Heads => server.Heads;

    /// <summary>The answers by what stands behind the host: the status and head lines, and the body.</summary>
    public Dictionary<string, (string Head, string Body)> Answers { get; } = [];

    public void Has(string path, string body) => Answers["/api/v4/" + path] = ("200 OK", body);

    public void HasFile(string project, string reference, string path, string text) =>
        Has($"projects/{Uri.EscapeDataString(project)}/repository/files/{Uri.EscapeDataString(path)}/raw?ref={Uri.EscapeDataString(reference)}", text);

    public void HasError(string path, int status, string message) =>
        Answers["/api/v4/" + path] = ($"{status} x", $$"""{"message":"{{message}}"}""");

    internal WebDocuments Open(string? token = null) =>
        new(Url, Ca, TestContext.Current.CancellationToken) { Token = token };

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private async Task AnswerAsync(string path, Stream stream, CancellationToken cancel)
    {
        var (head, body) = Answers.GetValueOrDefault(path, ("404 x", """{"message":"404 Not found"}"""));
        var bytes = Encoding.UTF8.GetBytes($"HTTP/1.1 {head}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");
        await stream.WriteAsync(bytes, cancel);
    }
}
