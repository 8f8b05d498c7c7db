using Sallyport.Core.Entra.Federation;

namespace Sallyport.Explain.Subjects;

/// <summary>A way to write a text that says what it should and is not what a token has.</summary>
/// <param name="Kind">The slip as one word.</param>
/// <param name="Words">What the text does, behind its name: <c>has quotation marks around it</c>.</param>
internal sealed record Slip(string Kind, string Words);

/// <summary>
/// The door to this room: how the platforms write subjects, one class for each platform, and how people misspell them.
/// The room reads and compares texts; what a difference means is said in Causes. This class gives a subject in its
/// plainest spelling: what stands in tokens. What is taken away or exchanged can stand in no subject
/// of GitLab or GitHub with another meaning; of another issuer's subject only what surrounds it is taken away.
/// </summary>
internal static class SubjectSpelling
{
    private const string EscapedQuote = "\\\"";
    private const string EnvironmentLead = "environment/";

    private static readonly Dictionary<string, string> RefTypes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["branch"] = "branch",
        ["branches"] = "branch",
        ["head"] = "branch",
        ["heads"] = "branch",
        ["tag"] = "tag",
        ["tags"] = "tag",
    };

    private static readonly Step[] Steps =
    [
        new("subject-white-space", "has white space in or around it", (text, _) => QuotedWithoutBlanks(text)),
        new("subject-quoted", "has quotation marks around it", (text, _) => Unquoted(text)),
        new("subject-white-space", "has white space in or around it", (text, _) => WithoutBlanks(text)),
        new("subject-encoded", "is percent-encoded, as in a URL; a token has it plain", Decoded),
        new("subject-trailing-slash", "ends with a slash", WithoutSlash),
        new("subject-trailing-slash", "lacks the slash at its end", WithSlash),
        new(
            "ref-type-spelling",
            "calls the kind of ref something other than 'branch' or 'tag'",
            (text, _) => WithRefType(text)),
        new("ref-full-name", "has the ref's full name; a subject has the short one", (text, _) => WithShortName(text)),
        new(
            "project-path-as-id",
            "has a path where the project's id belongs; before a path stands project_path:",
            (text, _) => WithPathLead(text)),
        new(
            "project-spelling",
            "spells the project's path differently from GitLab, with a slash around it, "
            + ".git behind it, percent-encoded characters in it or an address before it",
            WithProjectPath),
        new(
            "entity-spelling",
            "spells what follows the repository differently from GitHub, with another mark in or behind the word",
            WithEntity),
    ];

    /// <summary>The plainest spelling.</summary>
    public static string Plain(string text, string issuer) => Steps.Aggregate(text, (t, step) => step.Plain(t, issuer));

    /// <summary>The plainest spelling, and the slips on the way.</summary>
    public static (string Plain, IReadOnlyList<Slip> Slips) Read(string text, string issuer)
    {
        var slips = new List<Slip>();
        foreach (var step in Steps)
        {
            var next = step.Plain(text, issuer);
            if (next != text)
                slips.Add(SlipOf(step, text));
            text = next;
        }
        return (text, [.. slips.DistinctBy(slip => slip.Kind)]);
    }

    /// <summary>Without the pairs of quotation marks around it, typed or typographic, escaped or not.</summary>
    public static string Unquoted(string text)
    {
        while (true)
        {
            var inner = Characters.Trim(text);
            if (IsBetweenEscapedQuotes(inner))
                text = inner[2..^2];
            else if (inner.Length >= 2 && Pasted.IsQuote(inner[0]) && Pasted.IsQuote(inner[^1]))
                text = inner[1..^1];
            else
                return text;
        }
    }

    private static Slip SlipOf(Step step, string text)
    {
        var isBlank = step.Kind == "subject-white-space";
        return isBlank && Characters.Invisible(text) is { } hidden
            ? new Slip("subject-invisible", $"contains an invisible character, {hidden}")
            : new Slip(step.Kind, step.Words);
    }

    private static bool IsBetweenEscapedQuotes(string text) =>
        text.Length >= 4
        && text.StartsWith(EscapedQuote, StringComparison.Ordinal)
        && text.EndsWith(EscapedQuote, StringComparison.Ordinal);

    private static string QuotedWithoutBlanks(string text)
    {
        var inner = Characters.Trim(text);
        return Unquoted(inner) == inner ? text : inner;
    }

    // No subject of GitLab or GitHub begins with an encoded colon behind the first word.
    private static string Decoded(string text, string issuer)
    {
        var plain = Uri.UnescapeDataString(text);
        var isPlain = plain == text || IsOfPlatform(text, issuer);
        return !isPlain && IsOfPlatform(plain, issuer) ? plain : text;
    }

    private static bool IsOfPlatform(string text, string issuer) =>
        GitLabSubject.Read(text) is not null || GitHubSubject.Read(text, issuer) is not null;

    // An id has digits alone, and no path of a project is without a slash.
    private static string WithPathLead(string text)
    {
        if (GitLabSubject.Read(text) is not { IsImmutable: true } parts || Wildcard.IsWild(parts.Project))
            return text;
        var isPath = parts.Project.Contains('/', StringComparison.Ordinal);
        return isPath ? (parts with { Lead = GitLabSubject.PathLead }).ToString() : text;
    }

    // No path and no ref of GitLab has white space; an environment of GitHub may.
    private static string WithoutBlanks(string text)
    {
        var compact = Characters.WithoutBlanks(text);
        return GitLabSubject.Read(compact) is null ? Characters.Trim(text) : compact;
    }

    // The one platform whose subjects end with it.
    private static string WithoutSlash(string text, string issuer)
    {
        var plain = text.TrimEnd('/');
        var hasOne = text.Length == plain.Length + 1;
        return hasOne && Platforms.Of(issuer, text) == Platform.Jenkins ? text : plain;
    }

    private static string WithSlash(string text, string issuer)
    {
        var isUrl = !text.EndsWith('/') && !Wildcard.IsWild(text);
        return isUrl && Platforms.Of(issuer, text) == Platform.Jenkins ? text + "/" : text;
    }

    private static string WithRefType(string text)
    {
        if (GitLabSubject.Read(text) is not { RefType: { } type } parts || !RefTypes.TryGetValue(type, out var right))
            return text;
        return (parts with { RefType = right }).ToString();
    }

    private static string WithShortName(string text)
    {
        if (GitLabSubject.Read(text) is not { Ref: { } name } parts)
            return text;
        var lead = parts.RefType == "tag" ? "refs/tags/" : "refs/heads/";
        var isFull = name.StartsWith(lead, StringComparison.Ordinal) && name.Length > lead.Length;
        return isFull ? (parts with { Ref = name[lead.Length..] }).ToString() : text;
    }

    private static string WithProjectPath(string text, string issuer)
    {
        if (GitLabSubject.Read(text) is not { IsImmutable: false } parts)
            return text;
        var path = Uri.UnescapeDataString(parts.Project); // no path has a percent sign
        var host = IssuerAddress.HostAndPath(issuer);
        foreach (var lead in (string[])[$"https://{host}/", $"http://{host}/"])
            if (path.StartsWith(lead, StringComparison.OrdinalIgnoreCase))
                path = path[lead.Length..];
        path = path.Trim('/');
        if (path.EndsWith(".git", StringComparison.Ordinal))
            path = path[..^".git".Length];
        return (parts with { Project = path }).ToString();
    }

    // Both are what documentation and the portal once said.
    private static string WithEntity(string text, string issuer)
    {
        if (GitHubSubject.Read(text, issuer) is not { Value: null } parts)
            return text;
        if (parts.Entity == "pull-request")
            return (parts with { Entity = "pull_request" }).ToString();
        var isEnvironment = parts.Entity.StartsWith(EnvironmentLead, StringComparison.Ordinal)
            && parts.Entity.Length > EnvironmentLead.Length;
        return isEnvironment
            ? (parts with { Entity = "environment", Value = parts.Entity[EnvironmentLead.Length..] }).ToString()
            : text;
    }

    /// <summary>One way to spell plainer.</summary>
    /// <param name="Kind">The slip that it takes away.</param>
    /// <param name="Words">The slip in words.</param>
    /// <param name="Plain">Of a text and its issuer, the plainer text.</param>
    private sealed record Step(string Kind, string Words, Func<string, string, string> Plain);
}
