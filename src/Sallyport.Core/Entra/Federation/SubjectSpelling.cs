namespace Sallyport.Core.Entra.Federation;

/// <summary>A way to write a text that says what it should and is not what a token has.</summary>
/// <param name="Kind">The slip as one word.</param>
/// <param name="Words">What the text does, behind its name: <c>has quotation marks around it</c>.</param>
internal sealed record Slip(string Kind, string Words);

/// <summary>
/// A subject in its plainest spelling: what stands in tokens. What is taken away or exchanged can stand in no subject of GitLab or
/// GitHub with another meaning; of another issuer's subject only what surrounds it is taken away.
/// </summary>
internal static class SubjectSpelling
{
    private static readonly Dictionary<string, string> RefTypes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["branch"] = "branch", ["branches"] = "branch", ["head"] = "branch", ["heads"] = "branch", ["tag"] = "tag", ["tags"] = "tag",
    };

    private static readonly (Slip Slip, Func<string, string, string> Plain)[] Steps =
    [
        (new("subject-quoted", "has quotation marks around it"), (text, _) => Unquoted(text)),
        (new("subject-white-space", "has white space in or around it"), (text, _) => WithoutBlanks(text)),
        (new("subject-trailing-slash", "ends with a slash"), (text, _) => text.TrimEnd('/')),
        (new("ref-type-spelling", "calls the kind of ref otherwise than 'branch' or 'tag'"), (text, _) => Parts(text, p => p with { RefType = RefType(p.RefType) })),
        (new("ref-full-name", "has the ref's full name; a subject has the short one"), (text, _) => Parts(text, p => p with { Ref = ShortName(p) })),
        (new("project-spelling", "spells the project's path otherwise than GitLab does, with a slash around it, .git behind it, an encoded slash in it or an address before it"),
            (text, issuer) => Parts(text, p => p with { Project = Project(p, issuer) })),
        (new("entity-spelling", "spells what follows the repository otherwise than GitHub does, with another mark in or behind the word"),
            (text, issuer) => GitHubSubject.Read(text, issuer) is { Value: null } parts ? Entity(parts).ToString() : text),
    ];

    /// <summary>The plainest spelling.</summary>
    public static string Plain(string text, string issuer) => Steps.Aggregate(text, (t, step) => step.Plain(t, issuer));

    /// <summary>The plainest spelling, and the first slip on the way; null when there was none.</summary>
    public static (string Plain, Slip? Slip) Read(string text, string issuer)
    {
        Slip? first = null;
        foreach (var (slip, plain) in Steps)
        {
            var next = plain(text, issuer);
            if (next != text)
                first ??= slip.Kind == "subject-white-space" && Characters.Invisible(text) is { } hidden
                    ? new("subject-invisible", $"holds a character that cannot be seen, {hidden}")
                    : slip;
            text = next;
        }
        return (text, first);
    }

    /// <summary>Without the pairs of quotation marks around it, typed or typographic, escaped or not.</summary>
    public static string Unquoted(string text)
    {
        for (var inner = Characters.Trim(text); ; text = inner)
        {
            if (inner.Length >= 4 && inner.StartsWith("\\\"", StringComparison.Ordinal) && inner.EndsWith("\\\"", StringComparison.Ordinal))
                inner = inner[2..^2];
            else if (inner.Length >= 2 && IsQuote(inner[0]) && IsQuote(inner[^1]))
                inner = inner[1..^1];
            else
                return text;
        }
    }

    private static bool IsQuote(char c) => c is '"' or '\'' or '`' or '\u2018' or '\u2019' or '\u201A' or '\u201C' or '\u201D' or '\u201E' or '\u00AB' or '\u00BB';

    // Both are what documentation and the portal once said.
    private static GitHubSubject Entity(GitHubSubject parts) => parts.Entity switch
    {
        "pull-request" => parts with { Entity = "pull_request" },
        var e when e.StartsWith("environment/", StringComparison.Ordinal) && e.Length > "environment/".Length => parts with { Entity = "environment", Value = e["environment/".Length..] },
        _ => parts,
    };

    // No path and no ref of GitLab has white space; an environment of GitHub may.
    private static string WithoutBlanks(string text) =>
        Characters.WithoutBlanks(text) is var compact && GitLabSubject.Read(compact) is not null ? compact : Characters.Trim(text);

    private static string Parts(string text, Func<GitLabSubject, GitLabSubject> change) =>
        GitLabSubject.Read(text) is { } parts ? change(parts).ToString() : text;

    private static string? RefType(string? type) => type is not null && RefTypes.TryGetValue(type, out var right) ? right : type;

    private static string? ShortName(GitLabSubject parts)
    {
        var full = parts.RefType == "tag" ? "refs/tags/" : "refs/heads/";
        return parts.Ref is { } name && name.StartsWith(full, StringComparison.Ordinal) && name.Length > full.Length ? name[full.Length..] : parts.Ref;
    }

    private static string Project(GitLabSubject parts, string issuer)
    {
        if (parts.IsImmutable)
            return parts.Project;
        var path = parts.Project.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        var host = Respelling.Address(issuer)["https://".Length..];
        foreach (var lead in (string[])[$"https://{host}/", $"http://{host}/"])
            if (path.StartsWith(lead, StringComparison.OrdinalIgnoreCase))
                path = path[lead.Length..];
        path = path.Trim('/');
        return path.EndsWith(".git", StringComparison.Ordinal) ? path[..^".git".Length] : path;
    }
}
