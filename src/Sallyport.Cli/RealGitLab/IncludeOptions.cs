using System.CommandLine;
using Sallyport.Cli.Output;
using Sallyport.Core.Wire;
using Sallyport.Server.Instance;

namespace Sallyport.Cli.RealGitLab;

/// <summary>From where files are taken that a CI file includes and that the repository has not.</summary>
internal static class IncludeOptions
{
    /// <summary>A folder with the files.</summary>
    public static readonly Option<string?> Root = new("--include-root")
    {
        Description = "A folder with the files that the CI file includes from elsewhere: see docs/ci.md",
        HelpName = "DIR",
    };

    /// <summary>The GitLab that has the files.</summary>
    public static readonly Option<string?> From = new("--include-from")
    {
        Description =
            "The GitLab that has the other files; GITLAB_TOKEN opens what is not public "
            + "[default: the host of the git remote, unless only the instance plays it]",
        HelpName = "URL",
    };

    /// <summary>Whether other web servers may be asked.</summary>
    public static readonly Option<bool> AllowRemote = new("--allow-remote-include")
    {
        Description = "Fetch the addresses of include:remote; without it only those with integrity",
    };

    /// <summary>CA certificates to trust.</summary>
    public static readonly Option<FileInfo> Ca = new Option<FileInfo>("--include-ca")
    {
        Description = "CA certificates (PEM) to trust for that GitLab, besides those of the system",
        HelpName = "FILE",
    }.AcceptExistingOnly();

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Option> All { get; } = [Root, From, AllowRemote, Ca];

    /// <summary>The GitLab that the command line names, else a real one that the repository names; or null.</summary>
    /// <param name="command">The command line.</param>
    /// <param name="instance">The URL that the repository names, or null.</param>
    /// <exception cref="CommandFailedException">What is named is no https URL.</exception>
    public static string? GitLabOf(ParseResult command, string? instance)
    {
        if (command.GetValue(From)?.TrimEnd('/') is { } named)
        {
            return HttpsUrl.Read(named) is { Query: "", Fragment: "" }
                ? named
                : throw new CommandFailedException(ExitCodes.Usage, $"--include-from: '{named}' is not an https URL");
        }
        return instance is not null && GitLabHost.IsReal(instance) ? instance : null;
    }
}
