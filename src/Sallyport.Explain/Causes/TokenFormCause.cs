using Sallyport.Core.Wire;
using Sallyport.Explain.Brought;
using Sallyport.Explain.Fixes;

namespace Sallyport.Explain.Causes;

/// <summary>
/// A text that is not the token of a job as it was issued: another text, or a token with something around it. The
/// sources of the words that programs pass on for nothing are their languages; those of the prefixes are GitLab's
/// "Token overview" and GitHub's "About authentication".
/// </summary>
internal static class TokenFormCause
{
    private static readonly string[] Nothing =
    [
        "undefined", "null", "None", "nil", "NaN", "false", "true", "[object Object]", "[object Promise]",
    ];

    private static readonly string[] OfGitHub = ["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"];

    /// <summary>What the text looks like; null for one that has the form of a token.</summary>
    public static LikelyCause? Of(TokenSource source)
    {
        if (source.Text is not { } text)
            return null;
        var inside = text.Trim();
        if (inside.Length == 0)
            return Empty(source);
        return OfPlaceholder(source, inside)
            ?? OfOtherText(source, inside)
            ?? WrappedTokenCause.Of(source, BroughtText.Read(text))
            ?? OfParts(source, inside);
    }

    /// <summary>There is no text at all.</summary>
    public static LikelyCause Empty(TokenSource source) => Job(
        "token-empty",
        source.Platform == Subjects.Platform.GitLab
            ? "The token is empty: the job has no id_tokens entry of that name, or the variable has another name."
            : "The token is empty: the job got none, or the variable has another name.",
        source.AskForOne());

    private static LikelyCause? OfPlaceholder(TokenSource source, string text)
    {
        if (text is ['$' or '%', ..] && !text.StartsWith("$env:", StringComparison.OrdinalIgnoreCase))
            return Job(
                "token-not-expanded",
                $"The token is the name of a variable, '{Short(text)}', that was not expanded.",
                source.PassOn("Use double quotes, not single ones, where the script passes it on"));
        if (text is ['<', ..] or ['{', '{', ..])
            return Job(
                "token-placeholder",
                $"The token is a placeholder, '{Short(text)}'.",
                new Fix("Put the job's ID token in its place.", null));
        if (!Nothing.Contains(text.Trim('"', '\''), StringComparer.Ordinal))
            return null;
        return Job(
            "token-undefined",
            $"There is no token: the text is '{text}', which a program passed on because it got none.",
            source.AskForOne());
    }

    private static LikelyCause? OfOtherText(TokenSource source, string text)
    {
        if (IsMasked(text))
            return Job(
                "token-masked",
                "The token was copied from a job's log, where it is masked.",
                new Fix(
                    "Take the token from the variable inside the job, "
                    + "or decode its claims there and explain those (--claims).",
                    null));
        if (SecretText.StartsAsGitLabToken(text))
            return OfOtherKind(source, "GitLab");
        if (OfGitHub.Any(prefix => text.StartsWith(prefix, StringComparison.Ordinal)))
            return OfOtherKind(source, "GitHub");
        var isPath = text is ['/' or '@' or '~', ..] or ['.', '/', ..] && !text.Any(char.IsWhiteSpace);
        return isPath
            ? Job(
                "token-is-path",
                $"The text is the path of a file, '{Short(text)}', not what stands in the file.",
                new Fix("Pass on what the file holds; explain reads it with --token-file.", null))
            : null;
    }

    private static LikelyCause OfOtherKind(TokenSource source, string of) => Job(
        "token-other-kind", $"The text is another kind of {of} token, not an ID token.", source.PassOnIdToken());

    private static LikelyCause? OfParts(TokenSource source, string text)
    {
        var isCut = text.EndsWith('…') || text.EndsWith("...", StringComparison.Ordinal);
        var dots = text.Count(c => c == '.');
        var hasThreeParts = dots == 2 && text[^1] != '.';
        if (hasThreeParts)
            return null;
        if ((dots <= 2 || isCut) && text.StartsWith("eyJ", StringComparison.Ordinal))
            return TextCause.Truncated(source);
        return dots == 4
            ? Job(
                "token-encrypted",
                "The text has five parts: an encrypted token, which the token service cannot read.",
                new Fix("Pass on the signed ID token.", null))
            : Job(
                "token-no-jwt",
                "The text is not a JWT: a JWT has three parts with dots between them.",
                source.PassOnIdToken());
    }

    private static bool IsMasked(string text) =>
        text.Contains("[MASKED]", StringComparison.OrdinalIgnoreCase) || text.Contains("***", StringComparison.Ordinal);

    private static string Short(string text) => text.Length <= 40 ? text : text[..40] + "…";

    private static LikelyCause Job(string kind, string cause, Fix fix) => new(kind, FaultSide.Job, cause, fix);
}
