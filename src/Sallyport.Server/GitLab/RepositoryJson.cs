using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Sallyport.Core.GitLab;
using Sallyport.Server.Git;

namespace Sallyport.Server.GitLab;

/// <summary>
/// Branches, tags and commits as the REST API shows them. Source: "Branches API", "Tags API" and "Commits API", GitLab
/// documentation.
/// </summary>
internal static class RepositoryJson
{
    private const char Between = '\u001f';
    private const char End = '\u001e';
    private const string Format = "%H%x1f%P%x1f%an%x1f%ae%x1f%aI%x1f%cn%x1f%ce%x1f%cI%x1f%B%x1e";

    /// <summary>The commits that <c>git log</c> lists with these arguments.</summary>
    public static async Task<IReadOnlyList<object>> CommitsAsync(
        BareRepository repository, string url, CancellationToken cancel, params string[] arguments)
    {
        var output = await repository.RunAsync(cancel, ["log", $"--format={Format}", .. arguments]);
        var commits = output.Text.Split(End).Select(c => c.TrimStart('\n')).Where(c => c.Length > 0);
        return [.. commits.Select(c => Show(c, url))];
    }

    /// <summary>A commit as the Commits API shows it.</summary>
    public static async Task<object> CommitAsync(
        BareRepository repository, string url, string sha, CancellationToken cancel) =>
        (await CommitsAsync(repository, url, cancel, "-1", sha))[0];

    /// <summary>A branch as the Branches API shows it.</summary>
    public static async Task<object> BranchAsync(
        BareRepository repository, Project project, string url, string name, string sha, CancellationToken cancel)
    {
        var isProtected = project.Protects(new Ref(RefType.Branch, name));
        return new
        {
            Name = name,
            Commit = await CommitAsync(repository, url, sha, cancel),
            Merged = false,
            Protected = isProtected,
            DevelopersCanPush = false,
            DevelopersCanMerge = false,
            CanPush = true,
            Default = name == project.DefaultBranch,
            WebUrl = $"{url}/-/tree/{name}",
        };
    }

    /// <summary>A tag as the Tags API shows it.</summary>
    public static async Task<object> TagAsync(
        BareRepository repository, Project project, string url, string name, CancellationToken cancel)
    {
        var path = new Ref(RefType.Tag, name).Path;
        var sha = (await repository.CommitAsync(path, cancel))!; // the caller has found it
        var target = await repository.RunAsync(cancel, "rev-parse", path);
        return new
        {
            Name = name,
            Message = await repository.TagMessageAsync(name, cancel) ?? "",
            Target = target.Text.Trim(),
            Commit = await CommitAsync(repository, url, sha, cancel),
            Release = (object?)null,
            Protected = project.Protects(new Ref(RefType.Tag, name)),
        };
    }

    /// <summary>A text in the path that may have slashes, which are sent as <c>%2F</c>.</summary>
    public static string RouteText(this HttpContext context, string name)
    {
        var text = (string)context.Request.RouteValues[name]!;
        var raw = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?')[0];
        return raw.Contains("%25", StringComparison.Ordinal)
            ? text
            : text.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
    }

    private static object Show(string commit, string url)
    {
        var parts = commit.Split(Between, 9);
        var message = parts[8];
        return new
        {
            Id = parts[0],
            ShortId = parts[0][..8],
            CreatedAt = Instant(parts[7]),
            ParentIds = parts[1].Split(' ', StringSplitOptions.RemoveEmptyEntries),
            Title = message.Split('\n')[0],
            Message = message,
            AuthorName = parts[2],
            AuthorEmail = parts[3],
            AuthoredDate = Instant(parts[4]),
            CommitterName = parts[5],
            CommitterEmail = parts[6],
            CommittedDate = Instant(parts[7]),
            WebUrl = $"{url}/-/commit/{parts[0]}",
        };
    }

    private static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
