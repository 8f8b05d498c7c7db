using System.Text;
using Sallyport.Core.Entra.Federation;

namespace Sallyport.Core.Entra.Tokens;

/// <summary>
/// Text from outside on its way into a sign-in record: bounded, and without what may be a secret. Forms are filled in wrongly – the secret
/// as <c>client_id</c>, the assertion as <c>scope</c> – and the record of that lives longer than the mistake.
/// </summary>
public static class RecordText
{
    /// <summary>The longest text of a form's parameter.</summary>
    public const int MaximumParameter = 200;

    /// <summary>The longest claim or sentence: as long as a credential's texts may be.</summary>
    public const int MaximumClaim = 600;

    private const string Redacted = "(redacted)";
    private const int LongestCommand = 2_000;
    private const int ShortestToken = 32;
    private const int ShortestSecret = 40;

    private static readonly string[] GitLabTokens = ["glpat-", "glcbt-", "glrt-"];

    /// <summary>What a form said, without tokens and secrets, cut to a length.</summary>
    public static string? Of(string? text, int maximum = MaximumParameter) => text is null ? null : Cut(Redact(text, IsSecret), maximum);

    /// <summary>An explanation of bounded size. Claims may be long words of any case, so what is redacted there is tokens alone.</summary>
    public static Explanation? Of(Explanation? explanation) => explanation is null ? null : explanation with
    {
        Presented = new(Claim(explanation.Presented.Issuer)!, Claim(explanation.Presented.Subject)!, Claim(explanation.Presented.Audience)!)
        {
            Claims = explanation.Presented.Claims?.ToDictionary(c => c.Key, c => Claim(c.Value)!, StringComparer.Ordinal),
        },
        Terms = explanation.Terms?.Select(t => t with { Presented = Claim(t.Presented) }).ToList(),
        Cause = Claim(explanation.Cause),
        Mend = Claim(explanation.Mend),
        MendCommand = Command(explanation.MendCommand),
        OtherMend = Claim(explanation.OtherMend),
        OtherMendCommand = Command(explanation.OtherMendCommand),
    };

    /// <summary>The text cut to a length, never inside a character.</summary>
    public static string Cut(string text, int maximum)
    {
        if (text.Length <= maximum)
            return text;
        var length = char.IsHighSurrogate(text[maximum - 1]) ? maximum - 1 : maximum;
        return text[..length] + "…";
    }

    private static string? Claim(string? text) => text is null ? null : Cut(Redact(text, _ => false), MaximumClaim);

    // Half a command would do something else.
    private static string? Command(string? text) => text is { Length: <= LongestCommand } && Redact(text, _ => false) == text ? text : null;

    // What tokens and secrets are made of stands together as a word; everything between the words stays as it is.
    private static string Redact(string text, Predicate<string> isSecret)
    {
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var end = i;
            while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '-' or '_' or '.' or '~'))
                end++;
            var word = text[i..end];
            var token = TokenAt(word);
            result.Append(isSecret(word) ? Redacted : token >= 0 ? word[..token] + Redacted : word); // a secret may hold what tokens begin with
            if (end < text.Length)
                result.Append(text[end]);
            i = end;
        }
        return result.ToString();
    }

    // {" in base64url: so every JWT begins whose header is not written with blanks. It may be cut off.
    private static int TokenAt(string word) =>
        word.IndexOf("eyJ", StringComparison.Ordinal) is >= 0 and var at && word.Length - at >= ShortestToken ? at : -1;

    private static bool IsSecret(string word) =>
        word.Split('.', '~').Any(IsOwnSecret) || IsEntraSecret(word) || GitLabTokens.Any(t => word.Contains(t, StringComparison.Ordinal));

    // 43 characters of base64url. Upper and lower case tell it from hexadecimal and from the words of a path.
    private static bool IsOwnSecret(string part) =>
        part.Length >= ShortestSecret && part.Any(char.IsAsciiLetterUpper) && part.Any(char.IsAsciiLetterLower);

    // Microsoft's own are 40 characters, with a digit and "Q~" behind the third.
    private static bool IsEntraSecret(string word) =>
        word.IndexOf("Q~", StringComparison.Ordinal) is >= 4 and var at && char.IsAsciiDigit(word[at - 1]) && word.Length - at >= 30;
}
