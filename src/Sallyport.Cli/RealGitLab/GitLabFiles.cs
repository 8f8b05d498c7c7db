using System.Text.Json.Nodes;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.GitLab;
using Sallyport.Core.GitLab.Ci;
using Sallyport.Server.Outbound;

namespace Sallyport.Cli.RealGitLab;

/// <summary>
/// The files of a GitLab that exists: of its projects, components and templates. Source: "Repository files API", "Tags
/// API", "Commits API" and "GitLab CI YMLs API", GitLab documentation.
/// </summary>
/// <param name="web">Asks it.</param>
/// <param name="hosts">The hosts under which CI files name the components of this GitLab.</param>
/// <param name="log">Takes what was read.</param>
internal sealed class GitLabFiles(WebDocuments web, IReadOnlyList<string> hosts, ReadLog log) : ICiFiles
{
    private const int MaximumPages = 50;
    private const string TemplateEnd = ".gitlab-ci.yml";

    private readonly Dictionary<string, CiFileReading> known = new(StringComparer.Ordinal);

    public async Task<CiFileReading> ReadAsync(CiFile file)
    {
        if (web.GitLab is null || file.Kind is CiFileKind.Local or CiFileKind.Remote)
            return CiFileReading.OutOfReach;
        var name = file.ToString();
        if (!known.TryGetValue(name, out var reading))
            known[name] = reading = await FetchAsync(file);
        return reading;
    }

    public async Task<IReadOnlyList<string>?> ListAsync(CiRepository? repository)
    {
        if (web.GitLab is null || repository is null || !Project.IsPath(repository.Project))
            return null;
        try
        {
            var query = $"repository/tree?recursive=true&ref={Escaped(repository.Ref)}";
            var (entries, failure) = await ListAsync($"{RouteOf(repository.Project)}/{query}");
            return failure is null ? [.. entries.Select(e => e.Member("path")).OfType<string>()] : null;
        }
        catch (IssuerUnreachableException exception)
        {
            log.AddTrouble(Unreachable(exception));
            return null;
        }
    }

    private async Task<CiFileReading> FetchAsync(CiFile file)
    {
        try
        {
            var reading = file.Kind switch
            {
                CiFileKind.Project => await OfRepositoryAsync(file.Repository!, file.Location),
                CiFileKind.Template => await OfTemplateAsync(file.Location),
                _ => await OfComponentAsync(file),
            };
            if (reading.Outcome == CiFileOutcome.Found)
                log.Add(web.GitLab!);
            else if (reading.Outcome != CiFileOutcome.OutOfReach)
                log.AddTrouble($"{file} is not to be had from {web.GitLab}: {WayOut}");
            return reading;
        }
        catch (IssuerUnreachableException exception)
        {
            log.AddTrouble(Unreachable(exception));
            return CiFileReading.OutOfReach;
        }
    }

    private async Task<CiFileReading> OfRepositoryAsync(CiRepository repository, string path)
    {
        if (!Project.IsPath(repository.Project))
            return new CiFileReading(CiFileOutcome.NoProject);
        if (path.Split('/').Any(s => s is "" or "." or ".."))
            return CiFileReading.NoFile;
        var route = $"{RouteOf(repository.Project)}/repository/files/{Escaped(path)}/raw?ref={Escaped(repository.Ref)}";
        var answer = (await web.GetApiAsync(route)).OrFault(route);
        return answer.Status == 200 ? CiFileReading.Of(answer.Text()) : NotThere(answer);
    }

    // The API knows the templates without a category; gitlab.com has the project that holds them all.
    private async Task<CiFileReading> OfTemplateAsync(string name)
    {
        const string Source = "gitlab-org/gitlab";
        var key = name[..^TemplateEnd.Length];
        if (key.Split('/').Any(s => s is "" or "." or ".."))
            return CiFileReading.NoFile;
        var route = $"templates/gitlab_ci_ymls/{Escaped(key)}";
        var answer = (await web.GetApiAsync(route)).OrFault(route);
        if (answer.Status == 200 && answer.Json().Member("content") is { } content)
            return CiFileReading.Of(content);
        return web.GitLab == "https://gitlab.com"
            ? await OfRepositoryAsync(new CiRepository(Source, "HEAD"), $"lib/gitlab/ci/templates/{name}")
            : CiFileReading.NoFile;
    }

    private async Task<CiFileReading> OfComponentAsync(CiFile file)
    {
        var parts = file.Location.Split('/');
        if (!hosts.Contains(parts[0], StringComparer.OrdinalIgnoreCase))
            return CiFileReading.OutOfReach;
        var project = string.Join('/', parts[1..^1]);
        if (!Project.IsPath(project))
            return new CiFileReading(CiFileOutcome.NoProject);
        var (tag, failure) = await VersionAsync(project, file.Version!);
        if (tag is null)
            return failure!;
        var reading = CiFileReading.NoFile;
        foreach (var path in (string[])[$"templates/{parts[^1]}.yml", $"templates/{parts[^1]}/template.yml"])
            if (reading.Outcome == CiFileOutcome.NoFile)
                reading = await OfRepositoryAsync(new CiRepository(project, tag.Sha), path);
        return reading.Text is null ? reading : reading with { Sha = tag.Sha, Version = tag.Name };
    }

    private async Task<(ComponentTag? Tag, CiFileReading? Failure)> VersionAsync(string project, string version)
    {
        if (ComponentTag.IsNewestOf(version))
        {
            var (entries, failure) = await ListAsync($"{RouteOf(project)}/repository/tags?order_by=version&sort=desc");
            if (failure is not null)
                return (null, failure);
            if (ComponentTag.Newest(entries.Select(TagOf).OfType<ComponentTag>(), version) is { } newest)
                return (newest, null);
        }
        if (!Ref.IsName(version) || version[0] == '~')
            return (null, new CiFileReading(CiFileOutcome.NoRef));
        var route = $"{RouteOf(project)}/repository/commits/{Escaped(version)}";
        var answer = (await web.GetApiAsync(route)).OrFault(route);
        return answer.Status == 200 && answer.Json().Member("id") is { } sha
            ? (new ComponentTag(version, sha), null)
            : (null, NotThere(answer));
    }

    private static ComponentTag? TagOf(JsonNode? entry)
    {
        var sha = (entry as JsonObject)?["commit"].Member("id");
        var name = entry.Member("name");
        return name is null || sha is null ? null : new ComponentTag(name, sha);
    }

    private async Task<(List<JsonNode?> Entries, CiFileReading? Failure)> ListAsync(string route)
    {
        var found = new List<JsonNode?>();
        var page = "1";
        for (var count = 0; count < MaximumPages && page.Length > 0; count++)
        {
            var answer = (await web.GetApiAsync($"{route}&per_page=100&page={Escaped(page)}")).OrFault(route);
            if (answer.Status != 200 || answer.Json() is not JsonArray entries)
                return ([], NotThere(answer));
            found.AddRange(entries);
            page = answer.NextPage;
        }
        return (found, null);
    }

    // "404 Project Not Found", "404 Commit Not Found", "404 File Not Found"
    private static CiFileReading NotThere(OutboundAnswer answer)
    {
        var reason = answer.Reason();
        var isProject = answer.Status is 401 or 403 || reason.Contains("Project", StringComparison.Ordinal);
        if (isProject)
            return new CiFileReading(CiFileOutcome.NoProject);
        var isCommit = reason.Contains("Commit", StringComparison.Ordinal);
        return isCommit ? new CiFileReading(CiFileOutcome.NoRef) : CiFileReading.NoFile;
    }

    private string WayOut =>
        web.Token is null
            ? "if it is not public, set GITLAB_TOKEN to a token with read_api; or put it into a folder for "
                + "--include-root DIR"
            : "see that GITLAB_TOKEN may read it, or put it into a folder for --include-root DIR";

    private string Unreachable(IssuerUnreachableException exception) =>
        $"{web.GitLab} cannot be asked for a file: {exception.Message}; put what it has into a folder for "
        + "--include-root DIR";

    private static string RouteOf(string project) => $"projects/{Escaped(project)}";

    private static string Escaped(string text) => Uri.EscapeDataString(text);
}
