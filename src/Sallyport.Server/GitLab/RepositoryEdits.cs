using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Sallyport.Core.GitLab;
using Sallyport.Server.Git;
using Sallyport.Server.Http;

namespace Sallyport.Server.GitLab;

/// <summary>A change of one file.</summary>
/// <param name="Action"><c>create</c>, <c>update</c>, <c>delete</c> or <c>move</c>.</param>
/// <param name="Path">The file.</param>
/// <param name="PreviousPath">Where a moved file was.</param>
/// <param name="Content">Its new content; null for a move that keeps it.</param>
internal sealed record FileAction(string Action, string Path, string? PreviousPath, byte[]? Content);

/// <summary>A commit that the REST API makes.</summary>
/// <param name="Branch">The branch that it is for, made if there is none.</param>
/// <param name="Start">The branch, tag or commit that a new branch starts from; null for the branch itself.</param>
/// <param name="Message">The message.</param>
/// <param name="AuthorName">The author, or null for the user.</param>
/// <param name="AuthorEmail">The author's address, or null for the user's.</param>
/// <param name="Actions">The changes.</param>
internal sealed record CommitRequest(
    string Branch, string? Start, string Message, string? AuthorName, string? AuthorEmail,
    IReadOnlyList<FileAction> Actions);

/// <summary>
/// Changes of a repository by the REST API. They count as pushes: each makes the pipelines that a push would make.
/// Source: <c>app/services/files/multi_service.rb</c>, gitlabhq.
/// </summary>
internal sealed class RepositoryEdits(
    Repositories repositories, PushedRefs pushed, IGitLabStore store, GitLabInstance instance, TimeProvider time)
{
    private const string Heads = "refs/heads/";
    private const int MaximumAuthor = 255; // as GitLab's users have it

    /// <summary>The project in the route, with its repository and the URL of its page.</summary>
    public async Task<(Project Project, BareRepository Repository, string Url)> OpenAsync(HttpContext context)
    {
        var project = await context.ProjectWithCodeAsync(store);
        var repository = await repositories.EnsureAsync(project, context.RequestAborted);
        return (project, repository, $"{instance.Url}/{project.Path}");
    }

    /// <summary>Sets or, with an empty text, removes a ref that is as it was; false if it is not.</summary>
    public async Task<bool> SetAsync(HttpContext context, Project project, string name, string sha, string before)
    {
        var reference = PushRequest.RefOf(name);
        RequirePush(context, project, reference);
        var repository = await repositories.EnsureAsync(project, context.RequestAborted);
        using var turn = await repositories.TakeTurnAsync(project.Key, context.RequestAborted);
        project = await AskAsync(context, reference);
        var refs = await RefsAsync(context, project, repository);
        if (!await repository.SwapAsync(name, sha, before, CancellationToken.None))
            return false;
        await pushed.ReceiveAsync(project, context.User(), repository, refs, [], CancellationToken.None);
        return true;
    }

    /// <summary>Writes an annotated tag and returns its id.</summary>
    public async Task<string> WriteTagAsync(
        HttpContext context, BareRepository repository, string name, string sha, string message)
    {
        var user = context.User();
        var text = $"object {sha}\ntype commit\ntag {name}\n"
            + $"tagger {Clean(user.Name)} <{Clean(user.Email)}> {time.GetUtcNow().ToUnixTimeSeconds()} +0000\n"
            + $"\n{message}\n";
        var made = await repository.RunAsync(["mktag"], Encoding.UTF8.GetBytes(text), null, context.RequestAborted);
        return made.Code == 0 ? made.Text.Trim() : throw GitLabErrors.Bad("Tag message is invalid").ToException();
    }

    /// <summary>Makes a commit and returns its id.</summary>
    public async Task<string> CommitAsync(HttpContext context, Project project, CommitRequest request)
    {
        if (!Ref.IsName(request.Branch))
            throw GitLabErrors.Bad("Branch name is invalid").ToException();
        CheckLength("author_name", request.AuthorName);
        CheckLength("author_email", request.AuthorEmail);
        var branch = new Ref(RefType.Branch, request.Branch);
        RequirePush(context, project, branch);
        var cancel = context.RequestAborted;
        var repository = await repositories.EnsureAsync(project, cancel);
        using var turn = await repositories.TakeTurnAsync(project.Key, cancel);
        project = await AskAsync(context, branch);
        var refs = await RefsAsync(context, project, repository);
        var name = Heads + request.Branch;
        var before = refs.GetValueOrDefault(name, "");
        var parent = await ParentAsync(repository, request, before, refs.Count == 0, cancel);
        var tree = await TreeAsync(repository, parent, request.Actions, cancel);
        var sha = await WriteAsync(context.User(), repository, tree, parent, request, cancel);
        if (!await repository.SwapAsync(name, sha, before, CancellationToken.None))
            throw GitLabErrors.Conflict.ToException();
        await pushed.ReceiveAsync(project, context.User(), repository, refs, [], CancellationToken.None);
        return sha;
    }

    // The project as it is, asked again whether the caller may change it: their turn may have come late.
    private async Task<Project> AskAsync(HttpContext context, Ref? reference)
    {
        await AccessAfterBody.AskAsync(context);
        var project = await context.ProjectWithCodeAsync(store);
        RequirePush(context, project, reference);
        return project;
    }

    // What is neither a branch nor a tag needs no more than the route does.
    private static void RequirePush(HttpContext context, Project project, Ref? reference)
    {
        if (reference is { } named && !project.MayPush(context.User(), named))
            throw GitLabErrors.Forbidden.ToException();
    }

    // The refs as they are, which the caller is about to change.
    private static async Task<Dictionary<string, string>> RefsAsync(
        HttpContext context, Project project, BareRepository repository)
    {
        var refs = await repository.RefsAsync(context.RequestAborted);
        if (refs.Count == 0 && !project.MayBegin(context.User()))
            throw GitLabErrors.Forbidden.ToException();
        return refs;
    }

    // Null for the first commit of a repository.
    private static async Task<string?> ParentAsync(
        BareRepository repository, CommitRequest request, string head, bool isEmpty, CancellationToken cancel)
    {
        if (request.Start is null && head.Length > 0)
            return head;
        if (request.Start is null)
            return isEmpty
                ? null
                : throw GitLabErrors.Bad("You can only create or edit files when you are on a branch").ToException();
        if (head.Length > 0 && request.Start != request.Branch)
            throw GitLabErrors.Bad($"A branch called '{request.Branch}' already exists. Switch to that branch in order "
                + "to make changes").ToException();
        return (await repository.ResolveAsync(request.Start, cancel))?.Sha
            ?? throw GitLabErrors.Bad($"Cannot find start_branch or start_sha '{request.Start}'").ToException();
    }

    private static async Task<string> TreeAsync(
        BareRepository repository, string? parent, IReadOnlyList<FileAction> actions, CancellationToken cancel)
    {
        var index = Path.Combine(
            repository.Folder, $"index.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}");
        var files = new IndexFile(repository, index, cancel);
        try
        {
            if (parent is not null)
                await files.ReadAsync(parent);
            foreach (var action in actions)
                await files.ApplyAsync(action);
            return await files.WriteAsync();
        }
        finally
        {
            File.Delete(index);
        }
    }

    private async Task<string> WriteAsync(
        GitLabUser user,
        BareRepository repository,
        string tree,
        string? parent,
        CommitRequest request,
        CancellationToken cancel)
    {
        var date = string.Create(CultureInfo.InvariantCulture, $"@{time.GetUtcNow().ToUnixTimeSeconds()} +0000");
        var variables = new Dictionary<string, string>
        {
            ["GIT_AUTHOR_NAME"] = Clean(request.AuthorName ?? user.Name),
            ["GIT_AUTHOR_EMAIL"] = Clean(request.AuthorEmail ?? user.Email),
            ["GIT_AUTHOR_DATE"] = date,
            ["GIT_COMMITTER_NAME"] = Clean(user.Name),
            ["GIT_COMMITTER_EMAIL"] = Clean(user.Email),
            ["GIT_COMMITTER_DATE"] = date,
        };
        string[] parents = parent is null ? [] : ["-p", parent];
        var message = Encoding.UTF8.GetBytes(request.Message);
        var made = await repository.RunAsync(["commit-tree", .. parents, "-F", "-", tree], message, variables, cancel);
        return made.Code == 0 ? made.Text.Trim() : throw GitLabErrors.Invalid("commit_message").ToException();
    }

    private static void CheckLength(string name, string? author)
    {
        if (author?.Length > MaximumAuthor)
            throw GitLabErrors.Bad($"{name} is too long (maximum is {MaximumAuthor} characters)").ToException();
    }

    private static string Clean(string text) =>
        new([.. text.Where(c => !char.IsControl(c) && c is not ('<' or '>'))]);
}

/// <summary>The files of a commit that is being made.</summary>
internal sealed class IndexFile(BareRepository repository, string path, CancellationToken cancel)
{
    private const string PlainFile = "100644";

    private readonly Dictionary<string, string> variables = new()
    {
        ["GIT_INDEX_FILE"] = path, ["GIT_LITERAL_PATHSPECS"] = "1",
    };

    /// <summary>Starts with the files of a commit.</summary>
    public Task ReadAsync(string sha) => RunAsync("read-tree", sha);

    /// <summary>Changes a file.</summary>
    public async Task ApplyAsync(FileAction action)
    {
        var before = await FindAsync(action.Action == "move" ? action.PreviousPath! : action.Path);
        if (action.Action == "create" && before is not null)
            throw GitLabErrors.Bad("A file with this name already exists").ToException();
        if (action.Action != "create" && before is null)
            throw GitLabErrors.Bad("A file with this name doesn't exist").ToException();
        if (action.Action is "delete" or "move")
            await RemoveAsync(action.PreviousPath ?? action.Path, before!.Value.Blob.Length);
        if (action.Action == "delete")
            return;
        var blob = action.Content is { } content ? await StoreAsync(content) : before!.Value.Blob;
        var mode = before?.Mode ?? PlainFile;
        var added = await repository.RunAsync(
            ["update-index", "--add", "--cacheinfo", $"{mode},{blob},{action.Path}"], default, variables, cancel);
        if (added.Code != 0)
            throw GitLabErrors.Bad($"invalid path: '{action.Path}'").ToException();
    }

    /// <summary>Writes the tree and returns its id.</summary>
    public async Task<string> WriteAsync() => (await RunAsync("write-tree")).Text.Trim();

    private async Task<(string Mode, string Blob)?> FindAsync(string file)
    {
        var listed = await repository.RunAsync(["ls-files", "--stage", "-z", "--", file], default, variables, cancel);
        var entry = listed.Text.Split('\0').FirstOrDefault(e => e.EndsWith("\t" + file, StringComparison.Ordinal));
        var parts = entry?.Split(' ', 3);
        return parts is null ? null : (parts[0], parts[1]);
    }

    // In a bare repository git takes no path to remove, but an entry of mode 0.
    private async Task RemoveAsync(string file, int idLength)
    {
        var entry = Encoding.UTF8.GetBytes($"0 {new string('0', idLength)}\t{file}\0");
        await repository.RunAsync(["update-index", "-z", "--index-info"], entry, variables, cancel);
    }

    private async Task<string> StoreAsync(byte[] content)
    {
        var stored = await repository.RunAsync(["hash-object", "-w", "--stdin"], content, null, cancel);
        return stored.Code == 0 ? stored.Text.Trim() : throw new IOException($"git failed: {stored.Error}");
    }

    private async Task<GitOutput> RunAsync(params string[] arguments)
    {
        var output = await repository.RunAsync(arguments, default, variables, cancel);
        return output.Code == 0 ? output : throw new IOException($"git {arguments[0]} failed: {output.Error}");
    }
}
