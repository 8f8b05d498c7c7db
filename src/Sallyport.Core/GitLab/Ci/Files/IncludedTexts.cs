using System.Security.Cryptography;
using System.Text;

namespace Sallyport.Core.GitLab.Ci;

/// <summary>Reads the texts of included files, and says in GitLab's words why one cannot be had.</summary>
/// <param name="source">Reads files.</param>
/// <param name="where">The place of <c>include</c>.</param>
internal sealed class IncludedTexts(ICiFiles source, Place where)
{
    private const int MaximumFiles = 150; // GitLab's own

    private readonly List<CiFile> included = [];
    private bool isFull;
    private long characters;

    /// <summary>The files so far, in their order.</summary>
    public IReadOnlyList<CiFile> Included => included;

    /// <summary>The reading of a file, which is found or out of reach; null after an error.</summary>
    public async Task<CiFileReading?> ReadAsync(IncludeItem item)
    {
        if (isFull)
            return null;
        if (included.Count == MaximumFiles)
            return Full(item, $"Maximum of {MaximumFiles} nested includes are allowed!");
        included.Add(item.File);
        if (!HasExtension(item.File))
            return Refuse(item, $"Included file `{item.File.Location}` does not have YAML extension!");
        var reading = await source.ReadAsync(item.File);
        if (reading.Outcome == CiFileOutcome.OutOfReach)
            return reading;
        characters += reading.Text?.Length ?? 0;
        if (characters > Budget.Whole)
            return Full(item, "Total size of combined CI/CD configuration is too big");
        return Sentence(item, reading) is { } sentence ? Refuse(item, sentence) : reading;
    }

    /// <summary>The files that a pattern names and that are not included yet; null when out of reach.</summary>
    public async Task<IReadOnlyList<IncludeItem>?> ExpandAsync(IncludeItem item)
    {
        if (!item.IsLocal || !item.File.Location.Contains('*', StringComparison.Ordinal))
            return [item];
        if (await source.ListAsync(item.File.Repository) is not { } paths)
            return null;
        var pattern = new WildcardPath(item.File.Location);
        return paths
            .Where(pattern.Fits)
            .Order(StringComparer.Ordinal)
            .Select(p => item with { File = item.File with { Location = p } })
            .Where(i => !included.Contains(i.File))
            .ToList();
    }

    private CiFileReading? Full(IncludeItem item, string sentence)
    {
        isFull = true;
        return Refuse(item, sentence);
    }

    private CiFileReading? Refuse(IncludeItem item, string sentence)
    {
        where.Invalid(item.At, sentence);
        return null;
    }

    private static bool HasExtension(CiFile file)
    {
        var name = file.Location[(file.Location.LastIndexOf('/') + 1)..];
        return file.Kind == CiFileKind.Component
            || (name.Length > 4 && name.EndsWith(".yml", StringComparison.OrdinalIgnoreCase))
            || (name.Length > 5 && name.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase));
    }

    // Null when there is nothing to say.
    private static string? Sentence(IncludeItem item, CiFileReading reading)
    {
        var isEmpty = string.IsNullOrWhiteSpace(reading.Text);
        var isFound = reading.Outcome == CiFileOutcome.Found;
        if (isFound && !isEmpty)
            return Fits(item, reading.Text!) ? null : $"Remote file `{item.File.Location}` failed integrity check!";
        return item.File.Kind switch
        {
            CiFileKind.Component => Component(item.File, reading.Outcome),
            CiFileKind.Remote => Remote(item.File.Location, reading, isFound),
            CiFileKind.Template => $"Included file `{item.File.Location}` is empty or does not exist!",
            _ when item.IsLocal => $"Local file `{item.File.Location}` {(isFound ? "is empty" : "does not exist")}!",
            _ => OfProject(item.File, reading.Outcome),
        };
    }

    private static string OfProject(CiFile file, CiFileOutcome outcome)
    {
        var project = $"Project `{file.Repository!.Project}`";
        return outcome switch
        {
            CiFileOutcome.NoProject => $"{project} not found or access denied! Make sure any includes in the pipeline "
                + "configuration are correctly defined.",
            CiFileOutcome.NoRef => $"{project} reference `{file.Repository.Ref}` does not exist!",
            CiFileOutcome.Found => $"{project} file `{file.Location}` is empty!",
            _ => $"{project} file `{file.Location}` does not exist!",
        };
    }

    private static string Component(CiFile file, CiFileOutcome outcome)
    {
        var reason = outcome == CiFileOutcome.NoProject
            ? "project does not exist or you don't have sufficient permissions"
            : "content not found";
        return $"Component '{file.Name}' - {reason}";
    }

    private static string Remote(string address, CiFileReading reading, bool isFound)
    {
        if (isFound)
            return $"Included file `{address}` is empty or does not exist!";
        return reading.Status is { } status
            ? $"Remote file `{address}` could not be fetched because of HTTP code `{status}` error!"
            : $"Remote file `{address}` could not be fetched because of HTTP error!";
    }

    private static bool Fits(IncludeItem item, string text)
    {
        if (item.Integrity is null)
            return true;
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        return $"sha256-{hash}" == item.Integrity;
    }
}
