using System.CommandLine;
using Sallyport.Cli.Options;
using Sallyport.Cli.Output;
using Sallyport.Cli.RealGitLab;
using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Cli.Explain;

/// <summary>Which job of which project a real GitLab would run.</summary>
internal static class RealJobOptions
{
    /// <summary>A job of the repository's CI file.</summary>
    public static readonly Option<string?> Job = new("--job")
    {
        Description = "A job of .gitlab-ci.yml: explains the claims that a real GitLab would give it; " +
            "alone it says which application of the running instance takes them",
        HelpName = "NAME",
    };

    /// <summary>The URL of the GitLab instance.</summary>
    public static readonly Option<string?> GitLabUrl = new("--gitlab-url")
    {
        Description = "The GitLab instance [default: the host of the git remote]",
        HelpName = "URL",
    };

    /// <summary>The project's path.</summary>
    public static readonly Option<string?> Project = new("--project")
    {
        Description = "The project's path [default: from the git remote]",
        HelpName = "GROUP/NAME",
    };

    /// <summary>The project's id.</summary>
    public static readonly Option<long?> ProjectId = new("--project-id")
    {
        Description =
            "The project's id, which GitLab shows beside its name; " +
            "without it the claims and variables that contain it are unknown",
        HelpName = "N",
    };

    /// <summary>What the project's setting makes the subject of.</summary>
    public static readonly Option<string?> SubComponents = new("--sub-components")
    {
        Description = "What the sub of the project's ID tokens is made of [default: project_path,ref_type,ref]",
        HelpName = "LIST",
    };

    /// <summary>The branch of the job.</summary>
    public static readonly Option<string?> Ref = new("--ref")
    {
        Description = "The branch the job runs on [default: the one checked out]",
        HelpName = "NAME",
    };

    /// <summary>The tag of the job.</summary>
    public static readonly Option<string?> Tag = new("--tag")
    {
        Description = "The tag the job runs on",
        HelpName = "NAME",
    };

    /// <summary>Variables that GitLab has and the file has not.</summary>
    public static readonly Option<string[]> Variable = new("--variable")
    {
        Description = "A CI/CD variable that is set in GitLab, not in the file (repeatable)",
        HelpName = "NAME=VALUE",
    };

    /// <summary>The options that <c>--job</c> takes.</summary>
    public static IReadOnlyList<Option> All { get; } =
    [
        GitLabUrl, Project, ProjectId, SubComponents, Ref, Tag, Variable, .. IncludeOptions.All,
    ];

    /// <summary>Those of them that <c>sallyport run</c> takes in the same words.</summary>
    public static IReadOnlyList<Option> OfRun { get; } =
    [
        Project, ProjectId, SubComponents, Ref, Tag, Variable, .. IncludeOptions.All,
        GlobalOptions.DataDir, GlobalOptions.TrustDataDir,
    ];

    /// <summary>The variables that the command line sets.</summary>
    public static IEnumerable<YamlVariable> VariablesOf(ParseResult command) =>
        (command.GetValue(Variable) ?? []).Select(Read);

    private static YamlVariable Read(string text) => text.Split('=', 2) is [var key, var value]
        ? new YamlVariable(key, value, Raw: true)
        : throw new CommandFailedException(ExitCodes.Usage, $"--variable takes NAME=VALUE, not '{text}'");
}
