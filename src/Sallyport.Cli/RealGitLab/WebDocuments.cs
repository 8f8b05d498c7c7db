using Sallyport.Cli.Output;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Wire;
using Sallyport.Server.Instance;
using Sallyport.Server.Outbound;

namespace Sallyport.Cli.RealGitLab;

/// <summary>
/// The door to this room: what a command reads of a GitLab that exists. It only reads, and by the rules of the server's
/// outbound requests: https, public addresses – and that GitLab's own, which the user named or cloned from – and limits
/// of time and size. The token goes to that GitLab and nowhere else.
/// </summary>
internal sealed class WebDocuments : IDisposable
{
    private const int MaximumRedirects = 3;

    // GitLab's own for all files of a pipeline together.
    private static readonly TimeSpan Together = TimeSpan.FromSeconds(30);

    private readonly OutboundClient client;
    private readonly CancellationTokenSource limit;
    private readonly CancellationToken cancel;
    private bool isStarted;

    /// <summary>Asks nobody yet.</summary>
    /// <param name="gitLab">The URL of the GitLab, or null when none is known.</param>
    /// <param name="ca">CA certificates to trust besides those of the system, as PEM; or null.</param>
    /// <param name="cancel">Cancels.</param>
    /// <exception cref="CommandFailedException">The certificates cannot be read.</exception>
    public WebDocuments(string? gitLab, FileInfo? ca, CancellationToken cancel)
    {
        GitLab = gitLab;
        this.cancel = cancel;
        limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        client = Create(gitLab, ca);
    }

    /// <summary>The URL of the GitLab, without a slash at its end; null when none is known.</summary>
    public string? GitLab { get; }

    /// <summary>The token that opens what is not public, or null.</summary>
    public string? Token { get; init; } =
        Environment.GetEnvironmentVariable("GITLAB_TOKEN") is { Length: > 0 } token ? token.Trim() : null;

    /// <summary>Asks the GitLab.</summary>
    /// <param name="path">What stands behind <c>/api/v4/</c>, with its query.</param>
    /// <exception cref="IssuerUnreachableException">There is no answer that can be read.</exception>
    public Task<OutboundAnswer> GetApiAsync(string path) => FollowAsync($"{GitLab}/api/v4/{path}", Token);

    /// <summary>Asks any public web server, without a credential.</summary>
    /// <param name="address">The address.</param>
    /// <exception cref="IssuerUnreachableException">There is no answer that can be read.</exception>
    public Task<OutboundAnswer> GetAsync(string address) => FollowAsync(address, null);

    public void Dispose()
    {
        client.Dispose();
        limit.Dispose();
    }

    private static OutboundClient Create(string? gitLab, FileInfo? ca)
    {
        try
        {
            return new OutboundClient(new ServerOptions
            {
                DataDirectory = "",
                IssuerCaFile = ca?.FullName,
                PrivateIssuers = HttpsUrl.Read(gitLab) is { } url ? [url.Authority] : [],
                FetchTimeLimit = TimeSpan.FromSeconds(10),
            });
        }
        catch (StartupException exception)
        {
            throw new CommandFailedException(ExitCodes.Usage, exception.Message, exception);
        }
    }

    // GitLab answers for a project that has moved with a redirect within its own host.
    private async Task<OutboundAnswer> FollowAsync(string url, string? token)
    {
        var at = url;
        for (var followed = 0; followed <= MaximumRedirects; followed++)
        {
            var answer = await FetchAsync(at, token);
            if (answer.Status is < 300 or >= 400)
                return answer;
            at = NextOf(at, answer.Location);
        }
        throw new IssuerUnreachableException(url, "it redirects without an end");
    }

    private static string NextOf(string at, Uri? location)
    {
        var from = new Uri(at);
        var to = location is null ? null : new Uri(from, location);
        var isSameServer = to is not null && Uri.Compare(
            from, to, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0;
        return isSameServer
            ? to!.AbsoluteUri
            : throw new IssuerUnreachableException(at, "it redirects to another server, which is not followed");
    }

    private async Task<OutboundAnswer> FetchAsync(string url, string? token)
    {
        if (!isStarted)
            limit.CancelAfter(Together);
        isStarted = true;
        try
        {
            return await client.GetAnyAsync(url, token, limit.Token);
        }
        catch (IssuerUnreachableException)
        {
            cancel.ThrowIfCancellationRequested();
            throw;
        }
    }
}
