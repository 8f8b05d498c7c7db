using System.Text;

namespace Sallyport.Core.Wire;

/// <summary>
/// Text from outside on its way into what is kept: bounded, and without what may be a secret. Forms are filled in
/// wrongly – the secret as <c>client_id</c>, the assertion as <c>scope</c> – and the record of that lives longer than
/// the mistake.
/// </summary>
public static class SecretText
{
    /// <summary>The longest text of a form's parameter, in characters.</summary>
    public const int MaximumParameter = 200;

    /// <summary>The longest claim or sentence, in characters: as long as a credential's texts may be.</summary>
    public const int MaximumClaim = 600;

    /// <summary>What GitLab's tokens begin with. Source: "GitLab token overview", token prefixes.</summary>
    public static readonly IReadOnlyList<string> GitLabTokenPrefixes =
    [
        "glpat-", "gloas-", "gldt-", "glrt-", "glrtr-", "glcbt-", "glptt-",
        "glft-", "glimt-", "glagent-", "glwt-", "glsoat-", "glffct-",
    ];

    private const string Redacted = "(redacted)";
    private const int ShortestToken = 32;
    private const int ShortestSecret = 40;
    private const int ShortestGitLabToken = 25;
    private const int ShortestEntraRest = 30;

    /// <summary>A form's parameter without tokens and secrets, cut to its length.</summary>
    public static string Parameter(string text) => Cut(Redact(text, IsSecret), MaximumParameter);

    /// <summary>
    /// A claim, which may hold long words of any case: without tokens, cut to its length.
    /// </summary>
    public static string Claim(string text) => Cut(Redact(text, IsWholeGitLabToken), MaximumClaim);

    /// <summary>
    /// A sentence that repeats what a form said: without tokens and secrets, cut to a claim's length.
    /// </summary>
    public static string Sentence(string text) => Cut(Redact(text, IsSecret), MaximumClaim);

    /// <summary>Whether the text begins as one of GitLab's tokens does.</summary>
    public static bool StartsAsGitLabToken(string text) =>
        GitLabTokenPrefixes.Any(prefix => text.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>The text cut to a length, never inside a character.</summary>
    public static string Cut(string text, int maximum)
    {
        if (text.Length <= maximum)
            return text;
        var length = char.IsHighSurrogate(text[maximum - 1]) ? maximum - 1 : maximum;
        return text[..length] + "…";
    }

    // What tokens and secrets are made of stands together as a word; everything between the words stays as it is.
    private static string Redact(string text, Predicate<string> isSecret)
    {
        var result = new StringBuilder(text.Length);
        var start = 0;
        while (start < text.Length)
        {
            var end = start;
            while (end < text.Length && IsOfWord(text[end]))
                end++;
            result.Append(RedactWord(text[start..end], isSecret));
            if (end < text.Length)
                result.Append(text[end]);
            start = end + 1;
        }
        return result.ToString();
    }

    private static bool IsOfWord(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '~';

    // A secret may hold what tokens begin with, so it is looked for first.
    private static string RedactWord(string word, Predicate<string> isSecret)
    {
        if (isSecret(word))
            return Redacted;
        var token = TokenAt(word);
        return token >= 0 ? word[..token] + Redacted : word;
    }

    // {" in base64url: so every JWT begins whose header is not written with blanks. It may be cut off.
    private static int TokenAt(string word)
    {
        var at = word.IndexOf("eyJ", StringComparison.Ordinal);
        return at >= 0 && word.Length - at >= ShortestToken ? at : -1;
    }

    private static bool IsSecret(string word) =>
        word.Split('.', '~').Any(IsOwnSecret) || IsEntraSecret(word) || IsGitLabToken(word);

    // A project may be called glrt-tools: a token is longer.
    private static bool IsWholeGitLabToken(string word) =>
        word.Length >= ShortestGitLabToken && StartsAsGitLabToken(word);

    private static bool IsGitLabToken(string word) =>
        GitLabTokenPrefixes.Any(prefix => word.Contains(prefix, StringComparison.Ordinal));

    // 43 characters of base64url. Upper and lower case tell it from hexadecimal and from the words of a path.
    private static bool IsOwnSecret(string part) =>
        part.Length >= ShortestSecret && part.Any(char.IsAsciiLetterUpper) && part.Any(char.IsAsciiLetterLower);

    // Microsoft's own are 40 characters, with a digit and "Q~" behind the third.
    private static bool IsEntraSecret(string word)
    {
        var at = word.IndexOf("Q~", StringComparison.Ordinal);
        return at >= 4 && char.IsAsciiDigit(word[at - 1]) && word.Length - at >= ShortestEntraRest;
    }
}
