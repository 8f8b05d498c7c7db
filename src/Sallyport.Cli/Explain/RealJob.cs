using System.CommandLine;
using System.Text.Json;
using Sallyport.Cli.Git;
using Sallyport.Cli.Instances;
using Sallyport.Cli.Options;
using Sallyport.Cli.Output;
using Sallyport.Cli.RealGitLab;
using Sallyport.Core.GitLab.Ci;
using Sallyport.Explain.Fixes;

namespace Sallyport.Cli.Explain;

/// <summary>
/// The claims that a real GitLab would give to a job of the repository, as far as they can be known from here.
/// </summary>
/// <param name="Place">The job, its commit and its project.</param>
/// <param name="Tokens">The claims, by the names of the job's ID tokens. What only GitLab knows is left out.</param>
/// <param name="Notes">What may make a real job differ.</param>
internal sealed record RealJob(
    JobPlace Place, IReadOnlyDictionary<string, JsonElement> Tokens, IReadOnlyList<Note> Notes)
{
    /// <summary>The job as the file defines it.</summary>
    public required JobDefinition Definition { get; init; }

    /// <summary>How <c>sallyport run</c> runs this job.</summary>
    public required IReadOnlyList<string> RunWords { get; init; }

    /// <summary>What the job presents: the claims of each of its ID tokens.</summary>
    public IReadOnlyList<Presented> Presented() =>
        [.. Tokens.Select(t => new Presented(t.Key, null, t.Value) { Job = JobOf(t.Key) })];

    private JobOfToken JobOf(string token)
    {
        var definition = Definition.IdTokens.First(t => t.Name == token);
        return new JobOfToken
        {
            Token = token, File = definition.File, Line = definition.Line, RunWords = RunWords,
        };
    }

    /// <summary>Reads the job from the commit's CI file and computes its claims.</summary>
    /// <param name="command">The command line.</param>
    /// <param name="running">The instance whose applications are asked; null with credentials of a file.</param>
    /// <param name="cancel">Cancels.</param>
    public static async Task<RealJob> ReadAsync(
        ParseResult command, InstanceClient? running, CancellationToken cancel)
    {
        var repository = await GitRepository.FindAsync(cancel);
        var place = await JobPlace.FindAsync(command, repository, running, cancel);
        using var sources = new IncludeSources(command, place.Source, place.Instance, cancel);
        var files = new CommitFiles(repository, place.At.Sha, sources.Files, cancel);
        var branch = await repository.DefaultBranchAsync(cancel);
        var known = new KnownVariables(place.Instance, place.Project, branch).Of(place.At, "push");
        var given = RealJobOptions.VariablesOf(command).ToList();
        var inPaths = given.Select(v => new IncludeVariable(v.Key, v.Value));
        var context = new IncludeContext { Variables = [.. known, .. inPaths] };
        var outline = await JobOutline.ReadAsync(Document.DefaultPath, place.Job, files, context);
        sources.Tell(outline.Unread);
        if (outline.Job is not { } job)
            throw new CommandFailedException(
                ExitCodes.Usage, $"--job: in the commit {place.At.Sha[..8]} of '{place.At.Name}' {outline.Error}");
        var facts = await FactsAsync(repository, place.At.Sha, cancel);
        var planned = ClaimsPreview.InPipeline(place, outline, given, facts);
        job = planned ?? job;
        job = job with { Name = place.Job, Variables = [.. job.Variables, .. given] };
        var notes = await NotesAsync(repository, place, files, cancel);
        if (planned is null)
            notes.Add(new Note(
                $"As far as can be known from here, the rules leave {place.Job} out of a push to {place.At}: " +
                "this explains it without what its rules set."));
        var words = RunWordsOf.Options(command, RealJobOptions.OfRun);
        return new RealJob(place, ClaimsPreview.Of(place, job), notes)
        {
            Definition = job, RunWords = [ShellText.Quote(place.Job), .. words],
        };
    }

    // As the pipeline of a push sees them: it is compared with the commit before.
    private static async Task<IRepositoryFacts> FactsAsync(
        GitRepository repository, string sha, CancellationToken cancel)
    {
        var before = await repository.Changes.ParentAsync(sha, cancel);
        var changed = before is null
            ? ChangedFiles.NothingToCompare
            : new ChangedFiles(before, await repository.Changes.BetweenAsync(before, sha, cancel));
        return new Core.GitLab.CommitFiles(await repository.ListAsync(sha, cancel), changed);
    }

    private static async Task<List<Note>> NotesAsync(
        GitRepository repository, JobPlace place, CommitFiles files, CancellationToken cancel)
    {
        var notes = place.Notes.ToList();
        var at = place.At;
        var sha = at.Sha[..8];
        if (place.IsGuess)
            notes.Add(new Note(
                $"The issuer {place.Instance} is guessed from the remote's ssh host; " +
                "give another address with --gitlab-url URL."));
        var changed = at.IsCheckedOut ? (await repository.ChangedAsync(cancel)).Where(files.Asked).ToList() : [];
        if (changed.Count > 0)
            notes.Add(new Note(
                $"A job runs on a commit, so this explains {sha}: " +
                $"commit the changes in {string.Join(", ", changed)}, and explain again."));
        var pushed = at.IsTag ? null : await repository.PushedAsync(at.Name, cancel);
        if (pushed is not null && pushed != at.Sha)
            notes.Add(new Note(
                "GitLab may not have this commit yet: " +
                $"its branch {at.Name} was at {pushed[..8]} when git last saw it."));
        return notes;
    }
}
