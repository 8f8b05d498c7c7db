using System.Text.RegularExpressions;

namespace Sallyport.Core.GitLab;

/// <summary>
/// A job of a CI file as far as its ID tokens go: <c>id_tokens</c>, <c>variables</c> and <c>environment</c>, with <c>extends</c>, <c>default</c>,
/// <c>inherit</c>, <c>!reference</c> and local includes. Every other keyword may stand there and is not looked at, since nothing is run.
/// </summary>
public static partial class JobOutline
{
    private static readonly string[] NoJobs =
        ["default", "stages", "variables", "workflow", "include", "spec", "image", "services", "cache", "before_script", "after_script", "types"];

    private static readonly string[] Kept = ["id_tokens", "variables", "environment", "inherit"];

    /// <summary>Reads a job. Exactly one of the two results is null.</summary>
    /// <param name="path">The CI file.</param>
    /// <param name="name">The job's name, also as GitLab shows the jobs of <c>parallel</c>: <c>deploy 1/3</c>, <c>deploy: [eu]</c>.</param>
    /// <param name="read">Reads a file of the repository; null when it has none.</param>
    public static async Task<(JobDefinition? Job, string? Error)> ReadAsync(string path, string name, Func<string, Task<string?>> read)
    {
        var errors = new CiErrors();
        var includes = new CiIncludes(errors, read);
        if (await includes.ReadAsync(path) is not { } root)
            return (null, $"{path} cannot be read: {First(errors) ?? "there is no such file"}");
        var elsewhere = includes.Unread.Count == 0 ? "" : $"; not read from here: {string.Join("; ", includes.Unread)}";
        if ((Find(root, name) ?? Find(root, Instance().Replace(name, ""))) is not { } entry)
            return (null, $"there is no job '{name}'; the file has {string.Join(", ", Jobs(root).Select(j => j.Key))}{elsewhere}");
        var resolved = new CiExtends(root, errors).Resolve(entry);
        if (First(errors) is { } error)
            return (null, error + elsewhere);
        var found = new CiErrors();
        var job = Read(root, entry, Only((CiMap)new CiReferences(root).Resolve(resolved), Kept), found);
        if (found.All.FirstOrDefault(e => e.Message.Contains(":id_tokens", StringComparison.Ordinal)) is { } wrong)
            return (null, wrong + elsewhere);
        return job.IdTokens.Count > 0 ? (job, null) : (null, $"the job '{name}' has no id_tokens, so it gets no ID token: declare one with its aud{elsewhere}");
    }

    // What a run here would refuse of the rest is collected and not looked at.
    private static JobDefinition Read(CiMap root, CiEntry entry, CiMap job, CiErrors found)
    {
        var variables = root.Find("variables") is { } globals ? CiVariables.ReadGlobal(found, globals) : [];
        var defaults = root.Find("default")?.Value is CiMap map ? Only((CiMap)new CiReferences(root).Resolve(map), "id_tokens") : new CiMap([], 1, 1);
        return new CiJobReader(found, defaults, variables, ["test"]).Read(entry, job);
    }

    private static CiEntry? Find(CiMap root, string name) => Jobs(root).FirstOrDefault(e => e.Key == name);

    private static IEnumerable<CiEntry> Jobs(CiMap root) =>
        root.Entries.Where(e => e.Value is CiMap && !e.Key.StartsWith('.') && !NoJobs.Contains(e.Key, StringComparer.Ordinal));

    private static CiMap Only(CiMap map, params string[] keys) => map with { Entries = [.. map.Entries.Where(e => keys.Contains(e.Key, StringComparer.Ordinal))] };

    private static string? First(CiErrors errors) => errors.All is [var first, ..] ? first.ToString() : null;

    [GeneratedRegex(@"( \d+/\d+|: \[.*\])$", RegexOptions.NonBacktracking)]
    private static partial Regex Instance();
}
