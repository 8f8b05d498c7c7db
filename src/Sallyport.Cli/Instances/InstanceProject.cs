using System.Net;
using System.Text.Json.Nodes;
using Sallyport.Core.GitLab;
using Sallyport.Core.Wire;

namespace Sallyport.Cli.Instances;

/// <summary>A project as the running instance has it: what its ID tokens say of it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Path">Its path, in the case in which it was given.</param>
/// <param name="DefaultBranch">Its default branch.</param>
/// <param name="Visibility">Who may see it.</param>
/// <param name="SubComponents">What its <c>sub</c> is made of.</param>
internal sealed record InstanceProject(
    long Id, string Path, string DefaultBranch, string Visibility, IReadOnlyList<string> SubComponents)
{
    /// <summary>Asks for it; null when the instance has none of this path.</summary>
    public static async Task<InstanceProject?> FindAsync(
        InstanceClient instance, string path, CancellationToken cancel)
    {
        using var client = instance.GitLab();
        using var response = await client.GetAsync($"api/v4/projects/{Uri.EscapeDataString(path)}", cancel);
        if (response.StatusCode == HttpStatusCode.NotFound)
            return null;
        response.EnsureSuccessStatusCode();
        return Of(StrictJson.ReadNode(await response.Content.ReadAsStringAsync(cancel))!);
    }

    /// <summary>Reads it as GitLab's REST API shows it.</summary>
    public static InstanceProject Of(JsonNode json) => new(
        (long)json["id"]!,
        (string)json["path_with_namespace"]!,
        (string)json["default_branch"]!,
        (string)json["visibility"]!,
        [.. json[SubjectComponents.Attribute]!.AsArray().Select(c => (string)c!)]);

    /// <summary>What became another, in words; null when nothing did.</summary>
    /// <param name="before">The project as it was.</param>
    public string? ChangesSince(InstanceProject before)
    {
        (string What, string Was, string Now)[] parts =
        [
            ("id", $"{before.Id}", $"is now {Id}"),
            ("path", before.Path, $"is now {Path}"),
            ("default branch", before.DefaultBranch, $"is now {DefaultBranch}"),
            ("visibility", before.Visibility, $"is now {Visibility}"),
            ("sub components", string.Join(',', before.SubComponents), $"are now {string.Join(',', SubComponents)}"),
        ];
        var changed = parts
            .Where(p => !p.Now.EndsWith($" now {p.Was}", StringComparison.Ordinal))
            .Select(p => $"its {p.What} {p.Was} {p.Now}")
            .ToList();
        return changed.Count == 0
            ? null
            : $"this run changes the project {Path} at the instance, for later runs as well: "
                + string.Join("; ", changed);
    }
}
