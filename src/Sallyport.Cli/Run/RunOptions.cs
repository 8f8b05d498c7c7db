using System.CommandLine;
using Sallyport.Cli.Options;
using Sallyport.Cli.RealGitLab;
using Sallyport.Core.GitLab;

namespace Sallyport.Cli.Run;

/// <summary>What <c>sallyport run</c> can be told.</summary>
internal static class RunOptions
{
    public static readonly Argument<string[]> Jobs = new("job")
    {
        Description = "Jobs to run, with what they need [default: all]",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public static readonly Option<string?> Project = new("--project")
    {
        Description = "The project's path [default: from the git remote]", HelpName = "GROUP/NAME",
    };

    public static readonly Option<long?> ProjectId = new("--project-id")
    {
        Description = "The project's id; give the real one to rehearse a project of a real GitLab", HelpName = "N",
    };

    public static readonly Option<string?> SubComponents = new("--sub-components")
    {
        Description = "What the sub of ID tokens is made of, as project_id,ref_type,ref [default: the project's]",
        HelpName = "LIST",
    };

    public static readonly Option<string?> Ref = new("--ref")
    {
        Description = "The branch to run on [default: the one checked out]", HelpName = "NAME",
    };

    public static readonly Option<string?> Tag = new("--tag")
    {
        Description = "The tag to run on", HelpName = "NAME",
    };

    public static readonly Option<bool> WorkingTree = new("--working-tree")
    {
        Description = "Run the working tree as it is, with what is not committed",
    };

    // A pipeline of a merge request needs to know which one.
    private static readonly string[] Sources =
        [.. Pipelines.Sources.Where(s => s != Core.GitLab.MergeRequest.Source)];

    public static readonly Option<string?> Source = new("--source")
    {
        Description = $"Why the pipeline exists: {string.Join(", ", Sources)} [default: push]",
        HelpName = "WORD",
    };

    public static readonly Option<long?> MergeRequest = new("--mr")
    {
        Description = "Run as the pipeline of this merge request of the branch", HelpName = "IID",
    };

    public static readonly Option<string?> Target = new("--target")
    {
        Description = "The branch that the merge request goes to [default: the default branch]", HelpName = "NAME",
    };

    public static readonly Option<string?> Fork = new("--fork")
    {
        Description = "The fork that the merge request comes from", HelpName = "GROUP/NAME",
    };

    public static readonly Option<string?> Schedule = new("--schedule")
    {
        Description = "Run as the pipeline of the schedule with this description", HelpName = "TEXT",
    };

    public static readonly Option<string[]> Variable = new("--variable")
    {
        Description = "A variable that the pipeline is started with (repeatable)", HelpName = "KEY=VALUE",
    };

    public static readonly Option<string[]> VariablesFile = new("--variables-file")
    {
        Description = "A file with such variables: lines KEY=VALUE, or YAML (repeatable)", HelpName = "FILE",
    };

    public static readonly Option<string[]> Input = new("--input")
    {
        Description = "An input of the file's spec:inputs (repeatable)", HelpName = "KEY=VALUE",
    };

    public static readonly Option<string?> ChangesSince = new("--changes-since")
    {
        Description = "What rules about changed files compare with [default: the commit before]", HelpName = "REF",
    };

    public static readonly Option<bool> Manual = new("--manual")
    {
        Description = "Run manual jobs too, although they are not named",
    };

    public static readonly Option<int> Parallel = new("--jobs")
    {
        Description = "How many jobs run at once", HelpName = "N", DefaultValueFactory = _ => 1,
    };

    public static readonly Option<string> Executor = new Option<string>("--executor")
    {
        Description = "Where the jobs run: shell is this machine, container their image with podman",
        DefaultValueFactory = _ => "shell",
    }.AcceptOnlyFromAmong("shell", "container");

    public static readonly Option<string?> Image = new("--image")
    {
        Description = "With containers: the image of jobs that name none", HelpName = "IMAGE",
    };

    public static readonly Option<string> PullPolicy = new Option<string>("--pull-policy")
    {
        Description = "With containers: when images are pulled", DefaultValueFactory = _ => "if-not-present",
    }.AcceptOnlyFromAmong("always", "if-not-present", "never");

    public static readonly Option<string[]> Volume = new("--volume")
    {
        Description = "With containers: a folder of this machine for the jobs (repeatable)", HelpName = "FROM:TO[:ro]",
    };

    public static readonly Option<string?> Artifacts = new("--artifacts")
    {
        Description = "Copy what the jobs leave to a folder, one for each job", HelpName = "DIR",
    };

    public static readonly Option<bool> List = new("--list")
    {
        Description = "Only list the jobs of the pipeline",
    };

    public static readonly Option<bool> ListJson = new("--list-json")
    {
        Description = "Only list them, as JSON",
    };

    public static readonly Option<bool> Preview = new("--preview")
    {
        Description = "Only print the one file that include, extends and the rest come to",
    };

    public static readonly Option<bool> DryRun = new("--dry-run")
    {
        Description =
            "Only show each job's variables, what its ID tokens would claim, and which application would take them",
    };

    public static readonly Option<bool> Predefined = new("--predefined")
    {
        Description = "With --dry-run: also show the variables that GitLab sets by itself",
    };

    private static readonly Option[] Everything =
    [
        Project, ProjectId, SubComponents, Ref, Tag, WorkingTree, Source, MergeRequest, Target, Fork, Schedule,
        Variable, VariablesFile, Input, .. IncludeOptions.All, RealProject.FromGitLab, ChangesSince, Manual, Parallel,
        Executor, Image, PullPolicy, Volume, Artifacts, List, ListJson, Preview, DryRun, Predefined, GlobalOptions.Json,
    ];

    private static readonly Option[] Looks = [List, ListJson, Preview, DryRun];

    /// <summary>Adds them to the command, with what cannot go together.</summary>
    public static void AddTo(Command command)
    {
        command.Add(Jobs);
        foreach (var option in Everything)
            command.Add(option);
        command.Validators.Add(result =>
        {
            bool Has(Option option) => result.GetResult(option) is { Implicit: false };
            if (Has(Ref) && Has(Tag))
                result.AddError("Name a branch with --ref or a tag with --tag, not both.");
            if (Has(Tag) && (Has(MergeRequest) || Has(WorkingTree)))
                result.AddError("A tag has neither a merge request nor a working tree.");
            if (Has(MergeRequest) && (Has(Source) || Has(Schedule)))
                result.AddError("--mr says the source already; leave --source and --schedule out.");
            else if (SourceError(result.GetValue(Source)) is { } wrong)
                result.AddError(wrong);
            if ((Has(Target) || Has(Fork)) && !Has(MergeRequest))
                result.AddError("--target and --fork belong to --mr.");
            if (Looks.Count(Has) > 1)
                result.AddError("Choose one of --list, --list-json, --preview and --dry-run.");
            if (Has(Predefined) && !Has(DryRun))
                result.AddError("--predefined belongs to --dry-run.");
            if (Has(Parallel) && result.GetValue(Parallel) < 1)
                result.AddError("--jobs takes a number from 1.");
        });
    }

    private static string? SourceError(string? source)
    {
        if (source == Core.GitLab.MergeRequest.Source)
            return $"--source {source} does not say which merge request: use --mr IID.";
        var isKnown = source is null || Sources.Contains(source);
        return isKnown ? null : $"--source '{source}' is not one of {string.Join(", ", Sources)}.";
    }

    /// <summary>The words of the command line, for a command that repeats it.</summary>
    public static IReadOnlyList<string> WordsOf(ParseResult command) =>
    [
        .. RunWordsOf.Argument(command, Jobs),
        .. RunWordsOf.Options(command, [.. Everything, GlobalOptions.DataDir, GlobalOptions.TrustDataDir]),
    ];

    /// <summary>The source that the command line names, or that follows from it.</summary>
    public static string SourceOf(ParseResult command)
    {
        if (command.GetValue(MergeRequest) is not null)
            return Core.GitLab.MergeRequest.Source;
        return command.GetValue(Source) ?? (command.GetValue(Schedule) is null ? "push" : "schedule");
    }
}
