using System.Text.RegularExpressions;
using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Core.GitLab;

/// <summary>
/// The environment variables that a script takes for set. It guesses, and rather says nothing than something wrong: a
/// name counts only if the script never mentions it but as <c>$NAME</c> or <c>${NAME}</c>, outside of single quotes.
/// </summary>
internal static partial class ScriptVariables
{
    // What an image or a machine may set is not known; what signs in to a cloud is in no image.
    private static readonly string[] OfClouds = ["AZURE_", "ARM_", "AWS_", "GOOGLE_", "GCP_", "VAULT_"];

    // What GitLab, runners, shells and common programs set.
    private static readonly string[] Ambient =
    [
        "CI_", "GITLAB_", "FF_", "GIT_", "DOCKER_", "KUBERNETES_", "BASH_", "LC_", "XDG_", "DEBIAN_", "SSH_",
        "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY", "FTP_PROXY", "SSL_CERT_", "REQUESTS_CA_", "NODE_EXTRA_",
        "CURL_CA_", "AZURE_CONFIG_DIR", "RUNNER_", "CONTAINER_",
    ];

    /// <summary>Their names, in the order of their use.</summary>
    public static IEnumerable<string> Used(JobDefinition job)
    {
        var lines = job.Script.Concat(job.AfterScript).ToList();
        if (lines.Exists(l => SetsUnseen().IsMatch(l)))
            return [];
        var used = lines.SelectMany(l => Reference().Matches(Expanded(l))).Select(NameOf);
        var text = string.Join('\n', lines);
        var rest = Reference().Replace(text, " ");
        var known = Mention().Matches(rest).Select(m => m.Value).ToHashSet(StringComparer.Ordinal);
        known.UnionWith(Asked().Matches(text).Select(NameOf));
        return used
            .Where(n => n.Length > 0 && !known.Contains(n) && IsMeant(n, job.Image is not null))
            .Distinct(StringComparer.Ordinal);
    }

    private static bool IsMeant(string name, bool hasImage)
    {
        if (Ambient.Any(a => name.StartsWith(a, StringComparison.Ordinal)))
            return false;
        var isOfCloud = OfClouds.Any(c => name.StartsWith(c, StringComparison.Ordinal));
        return isOfCloud || (!hasImage && name.Contains('_', StringComparison.Ordinal));
    }

    private static string NameOf(Match reference) => reference.Groups["name"].Value;

    // What the shell expands: no comments and nothing in single quotes. A single quote inside double quotes is a letter
    // like any other.
    private static string Expanded(string line)
    {
        var kept = new System.Text.StringBuilder(line.Length);
        var quote = '\0';
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (c == '\\' && quote != '\'')
            {
                i++; // the next character means itself
                continue;
            }
            var isComment = c == '#' && quote == '\0' && (i == 0 || char.IsWhiteSpace(line[i - 1]));
            if (isComment)
                i = EndOfLine(line, i);
            else if (c is '\'' or '"' && (quote == '\0' || quote == c))
                quote = quote == c ? '\0' : c;
            else if (quote != '\'')
                kept.Append(c);
        }
        return kept.ToString();
    }

    // The position before the line break.
    private static int EndOfLine(string text, int at)
    {
        var end = text.IndexOf('\n', at);
        return end < 0 ? text.Length : end - 1;
    }

    // Reads a file of variables, runs made-up commands, sets what another command prints, or holds a text that the
    // shell does not expand.
    [GeneratedRegex(
        @"(^|[\s;&|(])(source|\.|eval|envsubst)\s|<<-?\s*['""\\]|--env-file|set\s+-a|/proc/|declare\s+-n"
        + @"|(export|declare|readonly|local)(\s+-\w+)*\s+""?[$`]",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex SetsUnseen();

    [GeneratedRegex(
        @"\$(\{(?<name>[A-Z][A-Z0-9_]*)\}|(?<name>[A-Z][A-Z0-9_]*))",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Reference();

    // Asks whether it is empty, so that the author knows that it may be.
    [GeneratedRegex(@"-[nz]\s+""?\$\{?(?<name>[A-Z][A-Z0-9_]*)\}?""?", RegexOptions.NonBacktracking)]
    private static partial Regex Asked();

    [GeneratedRegex("[A-Za-z_][A-Za-z0-9_]*", RegexOptions.NonBacktracking)]
    private static partial Regex Mention();
}
