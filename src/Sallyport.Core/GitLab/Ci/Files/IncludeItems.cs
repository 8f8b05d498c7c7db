namespace Sallyport.Core.GitLab.Ci;

/// <summary>A file that a CI file includes.</summary>
/// <param name="File">Its name.</param>
/// <param name="At">Where it is included.</param>
/// <param name="Inputs">The inputs that it is given, or null.</param>
/// <param name="Integrity">What its text must hash to: <c>sha256-</c> and base64; or null.</param>
internal sealed record IncludeItem(CiFile File, Position At, YamlNode? Inputs, string? Integrity)
{
    /// <summary>Whether it lies where the file lies that includes it, so that it may be a pattern.</summary>
    public bool IsLocal { get; init; }
}

/// <summary>
/// Reads the entries of <c>include</c>: which files they name. Source:
/// <c>lib/gitlab/ci/config/external/{mapper,file}</c>, gitlabhq.
/// </summary>
/// <param name="where">The place of <c>include</c>; collects what is wrong.</param>
/// <param name="variables">What may be named in the entries.</param>
internal sealed class IncludeItems(Place where, IncludeVariables variables)
{
    private const string TemplateSuffix = ".gitlab-ci.yml";

    private static readonly string[] Subkeys = ["local", "project", "remote", "template", "artifact", "component"];

    /// <summary>The files of an entry; none after an error.</summary>
    /// <param name="item">The entry.</param>
    /// <param name="repository">The other project that the file with the entry comes from, or null.</param>
    public IReadOnlyList<IncludeItem> Read(YamlNode item, CiRepository? repository)
    {
        if (Values.IsText(item))
            item = Named((YamlScalar)item);
        if (item is not YamlMap map)
        {
            where.Invalid(item.At, "include config should be a hash or a string");
            return [];
        }
        var kinds = Subkeys.Where(k => Matches(map, k)).ToList();
        if (kinds.Count == 1)
            return ReadKind(kinds[0], map, repository);
        var sentence = kinds.Count > 1
            ? $"Each include must use only one of: `{string.Join("`, `", Subkeys)}`"
            : $"`{RubyText.Json(map)}` does not have a valid subkey for include. "
                + $"Valid subkeys are: `{string.Join("`, `", Subkeys)}`";
        where.Invalid(map.At, sentence);
        return [];
    }

    private YamlMap Named(YamlScalar text)
    {
        var location = text with { Text = Expand(text.Text, text.At) };
        var isAddress = IsAddress(location.Text);
        return new YamlMap([new YamlEntry(isAddress ? "remote" : "local", text.At, location)], text.At);
    }

    private static bool Matches(YamlMap map, string kind)
    {
        var isPresent = IsPresent(map.Find(kind));
        return kind == "project" ? isPresent && IsPresent(map.Find("file")) : isPresent;
    }

    private static bool IsPresent(YamlEntry? entry) => entry?.Value switch
    {
        null => false,
        YamlScalar scalar => !string.IsNullOrWhiteSpace(scalar.Text),
        YamlList list => list.Items.Count > 0,
        _ => true,
    };

    private IReadOnlyList<IncludeItem> ReadKind(string kind, YamlMap map, CiRepository? repository)
    {
        if (kind == "artifact")
        {
            where.Invalid(map.At, "Including configs from artifacts is only allowed when triggering child pipelines");
            return [];
        }
        var key = kind == "project" ? "file" : kind;
        var value = map.Find(key)!.Value;
        var mayBeMany = kind == "project";
        var locations = mayBeMany && value is YamlList list ? list.Items : [value];
        return [.. locations.Select(l => ReadOne(kind, l, map, repository)).OfType<IncludeItem>()];
    }

    private IncludeItem? ReadOne(string kind, YamlNode location, YamlMap map, CiRepository? repository)
    {
        if (!Values.IsText(location))
            return Refuse(location.At, $"Included file `{RubyText.Of(location)}` needs to be a string");
        var text = Expand(((YamlScalar)location).Text, location.At);
        var integrity = TextOf(map, "integrity");
        var wrong = integrity is null ? null : IntegrityError(integrity, kind);
        if (wrong is not null)
            return Refuse(map.Find("integrity")!.At, $"include config {wrong}");
        var file = kind switch
        {
            "local" => CiFile.In(repository, text.TrimStart('/')),
            "project" => CiFile.In(ProjectOf(map), text.TrimStart('/')),
            "remote" => Remote(text, integrity is not null, location.At),
            "template" => Template(text, location.At),
            _ => Component(text, location.At),
        };
        return file is null
            ? null
            : new IncludeItem(file, location.At, map.Find("inputs")?.Value, integrity) { IsLocal = kind == "local" };
    }

    private CiRepository ProjectOf(YamlMap map)
    {
        var value = map.Find("project")!.Value;
        var name = value is YamlList list ? list.Items[0] : value;
        var project = Expand((name as YamlScalar)?.Text ?? "", value.At).ToLowerInvariant();
        return new CiRepository(project, Expand(TextOf(map, "ref") ?? "HEAD", map.At));
    }

    private string Expand(string text, Position at)
    {
        if (variables.Expand(text) is { } expanded)
            return expanded;
        where.Invalid(at, $"{where}: {IncludeVariables.TooLarge}");
        return "";
    }

    private CiFile? Remote(string address, bool hasIntegrity, Position at)
    {
        if (IsAddress(address))
            return new CiFile(CiFileKind.Remote, address) { HasIntegrity = hasIntegrity };
        where.Invalid(at, $"Remote file `{address}` does not have a valid address!");
        return null;
    }

    private CiFile? Template(string name, Position at)
    {
        if (name.EndsWith(TemplateSuffix, StringComparison.Ordinal))
            return new CiFile(CiFileKind.Template, name);
        where.Invalid(at, $"Template file `{name}` is not a valid location!");
        return null;
    }

    private CiFile? Component(string address, Position at)
    {
        var parts = address.Split('@', 2);
        var path = parts[0].Split('/');
        var isPath = parts.Length == 2 && parts[1].Length > 0 && path.Length >= 3 && !path.Contains("");
        if (isPath)
            return new CiFile(CiFileKind.Component, parts[0], Version: parts[1]);
        where.Invalid(at, $"Component '{address}' - the component path is not supported");
        return null;
    }

    private IncludeItem? Refuse(Position at, string sentence)
    {
        where.Invalid(at, sentence);
        return null;
    }

    private static string? IntegrityError(string integrity, string kind)
    {
        const string Prefix = "sha256-";
        if (kind != "remote")
            return "integrity can only be specified for remote includes";
        if (!integrity.StartsWith(Prefix, StringComparison.Ordinal))
            return "integrity hash must start with 'sha256-'";
        var hash = integrity[Prefix.Length..];
        return Convert.TryFromBase64String(hash, new byte[hash.Length], out _)
            ? null
            : "integrity hash must be base64 encoded";
    }

    private static bool IsAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http";

    private static string? TextOf(YamlMap map, string key) => (map.Find(key)?.Value as YamlScalar)?.Text;
}
