using System.CommandLine;
using Sallyport.Cli.Git;
using Sallyport.Cli.Output;
using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Cli.RealGitLab;

/// <summary>
/// The sources of included files that the command line allows: the folder, then the GitLab, then the web.
/// </summary>
internal sealed class IncludeSources : IDisposable
{
    private readonly WebDocuments web;
    private readonly ReadLog log = new();

    /// <summary>Reads nothing yet.</summary>
    /// <param name="command">The command line.</param>
    /// <param name="real">The URL of the GitLab that the repository names, or null.</param>
    /// <param name="played">The URL of the GitLab that the variables of the pipeline name.</param>
    /// <param name="cancel">Cancels.</param>
    /// <exception cref="CommandFailedException">An option cannot be followed.</exception>
    public IncludeSources(ParseResult command, string? real, string played, CancellationToken cancel)
    {
        var folder = command.GetValue(IncludeOptions.Root);
        if (folder is not null && !Directory.Exists(folder))
            throw new CommandFailedException(ExitCodes.Usage, $"--include-root: there is no folder '{folder}'");
        web = new WebDocuments(IncludeOptions.GitLabOf(command, real), command.GetValue(IncludeOptions.Ca), cancel);
        string?[] urls = [web.GitLab, played];
        var hosts = urls.OfType<string>().Select(u => new Uri(u).Authority).ToList();
        var others = new ICiFiles[]
        {
            new GitLabFiles(web, hosts, log), new RemoteFiles(web, command.GetValue(IncludeOptions.AllowRemote), log),
        };
        Files = folder is null ? others : [new IncludeFolder(folder), .. others];
    }

    /// <summary>The sources, in the order in which they are asked.</summary>
    public IReadOnlyList<ICiFiles> Files { get; }

    /// <summary>Tells what was read, and what helps to read the rest.</summary>
    /// <param name="unread">The includes that were not read, as they are written.</param>
    public void Tell(IReadOnlyCollection<string> unread)
    {
        if (unread.Count > 0 && web.GitLab is null)
            log.AddTrouble(
                $"not read from here: {string.Join("; ", unread)}. Name the GitLab that has it with --include-from "
                + "URL, or put it into a folder for --include-root DIR");
        log.Tell();
    }

    public void Dispose() => web.Dispose();
}
