namespace Sallyport.Core.Entra.Federation;

/// <summary>What often happens to a token between the job and the request: it is a text problem, before any claim is read.</summary>
public static class AssertionText
{
    private static readonly string[] OtherTokens = ["glcbt-", "glpat-", "glrt-", "gldt-", "glptt-"];

    /// <summary>What is wrong with the text as a text; null when it looks like a signed JWT.</summary>
    public static LikelyCause? Of(string text) => text switch
    {
        _ when text.Trim().Length == 0 => Job("token-empty", "The token is empty: the job has no id_tokens entry of that name, or the variable is spelt otherwise.",
            "Declare it in .gitlab-ci.yml; CI_JOB_JWT is gone since GitLab 17.0:", "grep -n -A 3 id_tokens .gitlab-ci.yml"),
        _ when text.Trim() is ['$', ..] or ['%', ..] => Job("token-not-expanded", $"The token is the name of a variable, '{Short(text)}', which nothing has expanded.",
            "Use double quotes, not single ones, where the script passes it on:", "--federated-token \"$GITLAB_OIDC_TOKEN\""),
        _ when text.Trim() is ['<', ..] or ['{', '{', ..] => Job("token-placeholder", $"The token is a placeholder, '{Short(text)}'.", "Put the job's ID token in its place."),
        _ when IsMasked(text) => Job("token-masked", "The token is what a job's log shows in its place: GitLab masks it there.",
            "Take the token from the variable inside the job, or decode its claims there and explain those (--claims)."),
        _ when IsQuoted(text.Trim()) => Job("token-quoted", "The token has quotation marks that belong to no token.",
            "Let the shell take them away; a dotenv or YAML file may have added them:", "--federated-token \"$GITLAB_OIDC_TOKEN\""),
        _ when text.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) => Job("token-bearer", "The text is an Authorization header's value, 'Bearer' in front.",
            "Pass the token alone."),
        _ when text.Trim() is ['{', ..] => Job("token-decoded", "The text is JSON – decoded claims, or some answer – and not a token.",
            "Explain decoded claims with --claims; else pass the job's ID token on:", "--federated-token \"$GITLAB_OIDC_TOKEN\""),
        _ when text.Any(char.IsWhiteSpace) => Job("token-white-space", "White space or a line end is in the token, or before it.",
            "Write it in one line:", "printf %s \"$GITLAB_OIDC_TOKEN\" > token"),
        _ when Array.Exists(OtherTokens, p => text.StartsWith(p, StringComparison.Ordinal)) => Job("token-other-kind",
            "The text is another kind of GitLab token: no ID token.", "Pass on the variable that id_tokens names:", "--federated-token \"$GITLAB_OIDC_TOKEN\""),
        _ => Parts(text),
    };

    /// <summary>The token was signed with an algorithm that the token service does not take from an issuer.</summary>
    public static LikelyCause Algorithm() => new("token-algorithm", FaultSide.Issuer,
        "The token is not signed with RS256, the only algorithm that is taken from an issuer.",
        new("Have the issuer sign with RS256, as every GitLab does.", null));

    /// <summary>The token's <c>typ</c> names another kind.</summary>
    public static LikelyCause Type() => Job("token-type", "The header's typ says that this is another kind of token.", "Pass on an ID token.");

    /// <summary>Microsoft Entra issued the token itself.</summary>
    public static LikelyCause OfEntra() => Job("token-of-entra",
        "The token was issued by Microsoft Entra itself: an access token stands in the place of the job's ID token.",
        "Pass on the variable that id_tokens names:", "--federated-token \"$GITLAB_OIDC_TOKEN\"");

    /// <summary>Claims that every assertion needs are not there.</summary>
    /// <param name="claims">Which ones.</param>
    public static LikelyCause Missing(IReadOnlyList<string> claims) => new("claim-missing", FaultSide.Job,
        $"{(claims.Count == 0 ? "A claim" : string.Join(", ", claims))}, which every assertion needs, {(claims.Count > 1 ? "are" : "is")} missing or empty.",
        new("An ID token of a GitLab job has iss, sub, aud and exp at the top of its payload; pass on such a one.", null));

    /// <summary>Decoded claims of which one has another type than in an ID token.</summary>
    public static LikelyCause MalformedClaims() => new("claims-malformed", FaultSide.Job,
        "A claim has another type than in an ID token: iss and sub are texts, aud is a text or a list of texts, times are numbers of seconds.",
        new("Take the payload as it stands in the token: its middle part, decoded.", null));

    /// <summary>Without a <c>kid</c> no key is looked for.</summary>
    public static LikelyCause NoKeyId() => new("token-without-kid", FaultSide.Issuer,
        "The credential fits, but the token's header names no key (kid), and the token service does not try all of the issuer's keys.",
        new("Have the issuer name the key in the header, as every GitLab does; a token that was put together by hand has to as well.", null));

    /// <summary>Three parts, but not those of a JWT.</summary>
    public static LikelyCause Malformed() => Job("token-malformed", "The text has the form of a token, but a part of it cannot be read: it was changed or truncated on its way.",
        "Pass the token on as the job received it:", "--federated-token \"$GITLAB_OIDC_TOKEN\"");

    /// <summary>The signature is shorter than any RSA key makes it.</summary>
    public static LikelyCause Truncated() => Job("token-truncated", "The token ends early: a part of it, or of its signature, is missing.",
        "Pass the whole token on; no variable, argument or column limit may cut it:", "--federated-token \"$GITLAB_OIDC_TOKEN\"");

    private static LikelyCause? Parts(string text) => text.Count(c => c == '.') switch
    {
        2 when text[^1] != '.' => null,
        0 or 1 or 2 when text.StartsWith("eyJ", StringComparison.Ordinal) => Truncated(),
        4 => Job("token-encrypted", "The text has five parts: an encrypted token, which the token service cannot read.", "Pass on the signed ID token."),
        _ => Job("token-no-jwt", "The text is no JWT: those have three parts with dots between them.", "Pass on the job's ID token:", "--federated-token \"$GITLAB_OIDC_TOKEN\""),
    };

    private static bool IsMasked(string text) =>
        text.Contains("[MASKED]", StringComparison.OrdinalIgnoreCase) || text.Contains("***", StringComparison.Ordinal);

    private static bool IsQuoted(string text) => text[0] is '"' or '\'' or '`' || text[^1] is '"' or '\'' or '`';

    private static string Short(string text) => text.Trim() is { Length: <= 40 } whole ? whole : text.Trim()[..40] + "…";

    private static LikelyCause Job(string kind, string cause, string mend, string? command = null) =>
        new(kind, FaultSide.Job, cause, new(mend, command));
}
