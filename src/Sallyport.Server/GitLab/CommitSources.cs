using System.Text;
using Sallyport.Core.GitLab;
using Sallyport.Core.GitLab.Ci;
using Sallyport.Server.Git;

namespace Sallyport.Server.GitLab;

/// <summary>What a pipeline is made of, read from the project's own repository.</summary>
internal sealed class CommitSources(Repositories repositories, IGitLabStore store)
{
    /// <summary>Reads a commit for a pipeline; null when the ref names no commit.</summary>
    /// <param name="project">The project.</param>
    /// <param name="user">Who wants the pipeline: only what this user may read can be included.</param>
    /// <param name="reference">The branch or tag.</param>
    /// <param name="before">The commit that a pushed branch had before; null for what is new or was not pushed.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task<PushedRef?> OpenAsync(
        Project project, GitLabUser user, Ref reference, string? before, CancellationToken cancel)
    {
        if (repositories.Find(project.Key) is not { } repository)
            return null;
        if (await repository.CommitAsync(reference.Path, cancel) is not { } sha)
            return null;
        var isTag = reference.Type == RefType.Tag;
        var previous = isTag ? null : before;
        var collected = new Dictionary<string, string>(StringComparer.Ordinal);
        var readable = new ReadableProject(project, user);
        var files = new RepositoryFiles(this, readable, sha, collected, cancel);
        var commit = await repository.DescribeAsync(sha, cancel);
        await files.ForeseeChildrenAsync();
        return new PushedRef(reference, commit, files, collected, new RepositoryFacts(this, readable, sha, previous))
        {
            Background = new PipelineBackground
            {
                BeforeSha = previous,
                TagMessage = isTag ? await repository.TagMessageAsync(reference.Name, cancel) : null,
            },
        };
    }

    /// <summary>
    /// The repository of a project and the commit of a ref in it; null for what does not exist, and for what the user
    /// may not read.
    /// </summary>
    /// <param name="user">The user.</param>
    /// <param name="path">The project's path.</param>
    /// <param name="reference">A branch, tag or commit; null or <c>HEAD</c> for the default branch.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task<(BareRepository? Repository, string? Sha)> FindAsync(
        GitLabUser user, string path, string? reference, CancellationToken cancel)
    {
        var project = await ReadableAsync(user, path, cancel);
        return project is null ? (null, null) : await FindAsync(project, reference, cancel);
    }

    private async Task<(BareRepository? Repository, string? Sha)> FindAsync(
        Project project, string? reference, CancellationToken cancel)
    {
        if (repositories.Find(project.Key) is not { } repository)
            return (null, null);
        var name = reference is null or "HEAD" ? project.DefaultBranch : reference;
        return (repository, (await repository.ResolveAsync(name, cancel))?.Sha);
    }

    /// <summary>The files of a commit of a project that the user may read.</summary>
    /// <param name="user">The user.</param>
    /// <param name="path">The project's path.</param>
    /// <param name="reference">A branch, tag or commit; null for the default branch, which may have none yet.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task<CommitListing> ListAsync(
        GitLabUser user, string path, string? reference, CancellationToken cancel)
    {
        if (await ReadableAsync(user, path, cancel) is not { } project)
            return CommitListing.NoProject;
        var (repository, sha) = await FindAsync(project, reference, cancel);
        if (sha is not null)
            return new CommitListing(await repository!.ListAsync(sha, cancel));
        return reference is null ? new CommitListing([]) : CommitListing.NoRef;
    }

    private async Task<Project?> ReadableAsync(GitLabUser user, string path, CancellationToken cancel)
    {
        var project = await store.FindProjectAsync(path, cancel);
        return project is not null && user.ReadsCode(project) ? project : null;
    }

    /// <summary>The files of a commit of a project, and what rules ask about it; null without such a commit.</summary>
    /// <param name="readable">The project, and who reads it.</param>
    /// <param name="revision">A branch, tag or commit.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task<(ICiFiles Files, IRepositoryFacts Facts)?> AtAsync(
        ReadableProject readable, string revision, CancellationToken cancel)
    {
        var (_, sha) = await FindAsync(readable.Project, revision, cancel);
        if (sha is null)
            return null;
        var files = new RepositoryFiles(this, readable, sha, new(StringComparer.Ordinal), cancel);
        return (files, new RepositoryFacts(this, readable, sha, null));
    }

    /// <summary>The project's own repository.</summary>
    public BareRepository Of(Project project) => repositories.Find(project.Key)!;
}

/// <summary>A project, and on whose behalf it and others are read.</summary>
/// <param name="Project">The project.</param>
/// <param name="User">The user.</param>
internal sealed record ReadableProject(Project Project, GitLabUser User);

/// <summary>
/// The files of a commit and of other projects of the instance, for the reader of the CI file. What was found is
/// collected.
/// </summary>
internal sealed class RepositoryFiles(
    CommitSources sources,
    ReadableProject readable,
    string sha,
    Dictionary<string, string> collected,
    CancellationToken cancel)
    : ICiFiles
{
    private const int MaximumFile = 1024 * 1024;
    private const int MaximumForeseen = 150; // as many as one pipeline can include

    /// <summary>Collects what child pipelines may be made of later, when the commit is not read again.</summary>
    public async Task ForeseeChildrenAsync()
    {
        var own = await ReadAsync(CiFile.In(null, Document.DefaultPath));
        if (own.Text?.Contains("trigger", StringComparison.Ordinal) != true)
            return;
        var paths = await sources.Of(readable.Project).ListAsync(sha, cancel);
        foreach (var path in paths.Where(IsYaml).Take(MaximumForeseen))
            await ReadAsync(CiFile.In(null, path));
    }

    public async Task<CiFileReading> ReadAsync(CiFile file)
    {
        var reading = file.Kind switch
        {
            CiFileKind.Local => await ReadAsync(sources.Of(readable.Project), sha, file.Location),
            CiFileKind.Project => await ReadAsync(file.Repository!, file.Location),
            _ => CiFileReading.OutOfReach,
        };
        CollectedFiles.Add(collected, file, reading);
        return reading;
    }

    public async Task<IReadOnlyList<string>?> ListAsync(CiRepository? repository)
    {
        if (repository is null)
            return await sources.Of(readable.Project).ListAsync(sha, cancel);
        var (found, commit) =
            await sources.FindAsync(readable.User, repository.Project, repository.Ref, cancel);
        return found is null || commit is null ? null : await found.ListAsync(commit, cancel);
    }

    private static bool IsYaml(string path) =>
        path.EndsWith(".yml", StringComparison.Ordinal) || path.EndsWith(".yaml", StringComparison.Ordinal);

    private async Task<CiFileReading> ReadAsync(CiRepository repository, string path)
    {
        var (found, commit) =
            await sources.FindAsync(readable.User, repository.Project, repository.Ref, cancel);
        if (found is null)
            return new CiFileReading(CiFileOutcome.NoProject);
        return commit is null ? new CiFileReading(CiFileOutcome.NoRef) : await ReadAsync(found, commit, path);
    }

    private async Task<CiFileReading> ReadAsync(BareRepository repository, string commit, string path)
    {
        var content = await repository.ReadAsync(commit, path, cancel);
        if (content is null)
            return CiFileReading.NoFile;
        if (content.Length > MaximumFile)
            throw GitLabErrors.NoPipeline($"`{path}`: The provided YAML is too big").ToException();
        return CiFileReading.Of(Encoding.UTF8.GetString(content));
    }
}

/// <summary>What rules ask about a repository of the instance.</summary>
internal sealed class RepositoryFacts(CommitSources sources, ReadableProject readable, string sha, string? before)
    : IRepositoryFacts
{
    public ChangedFiles Changed(string? compareTo) => Wait(ChangedAsync(compareTo));

    public CommitListing Files(string? otherProject, string? reference) => Wait(FilesAsync(otherProject, reference));

    // Rules ask one thing after the other; git answers within milliseconds.
    private static T Wait<T>(Task<T> answer) => answer.GetAwaiter().GetResult();

    private async Task<ChangedFiles> ChangedAsync(string? compareTo)
    {
        var repository = sources.Of(readable.Project);
        var from = before;
        if (compareTo is not null)
        {
            from = (await repository.ResolveAsync(compareTo, CancellationToken.None))?.Sha;
            if (from is null)
                return ChangedFiles.UnknownRef;
        }
        if (from is null)
            return ChangedFiles.NothingToCompare;
        var paths = await repository.ChangedAsync(from, sha, compareTo is not null, CancellationToken.None);
        return paths is null ? ChangedFiles.NothingToCompare : new ChangedFiles(compareTo ?? from, paths);
    }

    private async Task<CommitListing> FilesAsync(string? otherProject, string? reference)
    {
        if (otherProject is null && reference is null)
            return new CommitListing(await sources.Of(readable.Project).ListAsync(sha, CancellationToken.None));
        var path = otherProject ?? readable.Project.Path;
        return await sources.ListAsync(readable.User, path, reference, CancellationToken.None);
    }
}
