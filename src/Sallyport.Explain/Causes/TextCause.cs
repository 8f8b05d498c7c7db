using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Wire;
using Sallyport.Explain.Fixes;

namespace Sallyport.Explain.Causes;

/// <summary>
/// What often happens to a token between the job and the request: it is a text problem, before any claim is compared.
/// </summary>
internal static class TextCause
{
    private const string PassOn = "--federated-token \"$GITLAB_OIDC_TOKEN\"";
    private const char ByteOrderMark = '\uFEFF';

    /// <summary>The claims that every assertion has.</summary>
    public static readonly string[] Needed = ["iss", "sub", "aud", "exp"];

    /// <summary>
    /// Why a text was not read as an assertion: first what the text looks like, then what reading it found.
    /// </summary>
    /// <param name="judgement">The judgement, whose assertion could not be read.</param>
    /// <param name="text">The token as it was given; null for claims that somebody decoded.</param>
    public static LikelyCause Of(Judgement judgement, string? text)
    {
        var cause = text is null ? null : OfText(text);
        if (cause is not null)
            return cause;
        return judgement.Outcome switch
        {
            AssertionOutcome.Missing => Empty(),
            AssertionOutcome.TypeNotAllowed => Type(),
            AssertionOutcome.AlgorithmNotAllowed => Algorithm(judgement.FurtherAlgorithms),
            AssertionOutcome.ClaimMissing => Missing(judgement.MissingClaims),
            AssertionOutcome.Malformed => text is null ? MalformedClaims() : Malformed(),
            var other => throw new ArgumentOutOfRangeException(nameof(judgement), other, "The text could be read."),
        };
    }

    /// <summary>Microsoft Entra issued the token itself.</summary>
    public static LikelyCause OfEntra() => Job(
        "token-of-entra",
        "The token was issued by Microsoft Entra itself: an access token was passed on instead of the job's ID token.",
        "Pass on the variable that id_tokens names:",
        PassOn);

    /// <summary>The signature is shorter than any accepted key makes it.</summary>
    public static LikelyCause Truncated() => Job(
        "token-truncated",
        "The token ends early: a part of it, or of its signature, is missing.",
        "Pass the whole token on; no variable, argument or column limit may cut it:",
        PassOn);

    private static LikelyCause? OfText(string text)
    {
        var inside = text.Trim();
        if (inside.Length == 0)
            return Empty();
        return OfStart(inside) ?? OfWrapping(text, inside) ?? OfParts(text);
    }

    private static LikelyCause Empty() => Job(
        "token-empty",
        "The token is empty: the job has no id_tokens entry of that name, or the variable has another name.",
        "Declare it in .gitlab-ci.yml; GitLab 17.0 removed CI_JOB_JWT:",
        "grep -n -A 3 id_tokens .gitlab-ci.yml");

    private static LikelyCause Malformed() => Job(
        "token-malformed",
        "The text has the form of a token, but a part of it cannot be read: it was changed or truncated on its way.",
        "Pass the token on as the job received it:",
        PassOn);

    private static LikelyCause Algorithm(IReadOnlyCollection<string> furtherAlgorithms)
    {
        var further = string.Join(", ", furtherAlgorithms);
        return new LikelyCause(
            "token-algorithm",
            FaultSide.Issuer,
            further.Length == 0
                ? "The token is not signed with RS256, the only algorithm that an issuer may use."
                : $"The token is signed with none of the accepted algorithms: RS256, {further}.",
            new Fix("Have the issuer sign with RS256.", null));
    }

    private static LikelyCause Type() =>
        Job("token-type", "The header's typ says that this is another kind of token.", "Pass on an ID token.");

    private static LikelyCause Missing(IReadOnlyCollection<string> claims)
    {
        var names = string.Join(", ", Needed.Where(name => claims.Contains(name, StringComparer.Ordinal)));
        var areMissing = claims.Count > 1 ? "are" : "is";
        return new LikelyCause(
            "claim-missing",
            FaultSide.Job,
            $"{names}, which every assertion needs, {areMissing} missing or empty.",
            new Fix(
                "An ID token has iss, sub, aud and exp at the top of its payload; pass on such a token.",
                null));
    }

    /// <summary>A token lacks a claim that every assertion needs.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="job">The job that presented it; null where nothing is known of it.</param>
    public static LikelyCause Missing(string claim, JobOfToken? job)
    {
        var isOfVariable = claim == "aud" && job is { Audience: not null, Unset: [_, ..] };
        if (!isOfVariable)
            return Missing([claim]);
        var name = job!.Unset[0];
        return new LikelyCause(
            "claim-missing",
            FaultSide.Job,
            $"{claim}, which every assertion needs, is missing or empty: it is '{job.Audience}', which nothing sets "
            + $"({job.Place}).",
            new Fix(
                $"Set {name} in GitLab's CI/CD variables, or for one run with --variable; or write the audience that "
                + "the credential expects into the file:",
                $"sallyport run --variable {name}=AUDIENCE"));
    }

    private static LikelyCause MalformedClaims() => new(
        "claims-malformed",
        FaultSide.Job,
        "A claim has the wrong type: in an ID token, iss and sub are texts, aud is a text or a list of texts, and "
        + "times are numbers of seconds.",
        new Fix("Take the payload as it stands in the token: its middle part, decoded.", null));

    private static LikelyCause? OfStart(string text) => text switch
    {
        ['$', ..] or ['%', ..] => Job(
            "token-not-expanded",
            $"The token is the name of a variable, '{Short(text)}', that was not expanded.",
            "Use double quotes, not single ones, where the script passes it on:",
            PassOn),
        ['<', ..] or ['{', '{', ..] => Job(
            "token-placeholder",
            $"The token is a placeholder, '{Short(text)}'.",
            "Put the job's ID token in its place."),
        [ByteOrderMark, ..] => Job(
            "token-byte-order-mark",
            "The text begins with a byte-order mark, which an editor "
            + "or PowerShell puts in front of a file without showing it.",
            "Write the file without it:",
            "printf %s \"$GITLAB_OIDC_TOKEN\" > token"),
        _ => null,
    };

    private static LikelyCause? OfWrapping(string text, string inside)
    {
        if (IsMasked(text))
            return Job(
                "token-masked",
                "The token was copied from a job's log, where GitLab masks it.",
                "Take the token from the variable inside the job, "
                + "or decode its claims there and explain those (--claims).");
        if (IsQuote(inside[0]) || IsQuote(inside[^1]))
            return Job(
                "token-quoted",
                "The token begins or ends with a quotation mark.",
                "Let the shell remove the quotation marks; a dotenv or YAML file may have added them:",
                PassOn);
        if (text.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            return Job(
                "token-bearer",
                "The text is the value of an Authorization header, with 'Bearer' in front.",
                "Pass the token alone.");
        if (inside.StartsWith('{'))
            return Job(
                "token-decoded",
                "The text is JSON (decoded claims, or some answer), not a token.",
                "Explain decoded claims with --claims; otherwise pass on the job's ID token:",
                PassOn);
        if (text.Any(char.IsWhiteSpace))
            return Job(
                "token-white-space",
                "There is white space or a line end in the token, before it or after it.",
                "Write it on one line, without a line end after it:",
                "printf %s \"$GITLAB_OIDC_TOKEN\" > token");
        return SecretText.StartsAsGitLabToken(text) ? OfOtherKind() : null;
    }

    private static LikelyCause OfOtherKind() => Job(
        "token-other-kind",
        "The text is another kind of GitLab token, not an ID token.",
        "Pass on the variable that id_tokens names:",
        PassOn);

    private static LikelyCause? OfParts(string text)
    {
        var dots = text.Count(c => c == '.');
        var hasThreeParts = dots == 2 && text[^1] != '.';
        if (hasThreeParts)
            return null;
        if (dots <= 2 && text.StartsWith("eyJ", StringComparison.Ordinal))
            return Truncated();
        return dots == 4
            ? Job(
                "token-encrypted",
                "The text has five parts: an encrypted token, which the token service cannot read.",
                "Pass on the signed ID token.")
            : Job(
                "token-no-jwt",
                "The text is not a JWT: a JWT has three parts with dots between them.",
                "Pass on the job's ID token:",
                PassOn);
    }

    private static bool IsMasked(string text) =>
        text.Contains("[MASKED]", StringComparison.OrdinalIgnoreCase) || text.Contains("***", StringComparison.Ordinal);

    private static bool IsQuote(char c) => c is '"' or '\'' or '`';

    private static string Short(string text) => text.Length <= 40 ? text : text[..40] + "…";

    private static LikelyCause Job(string kind, string cause, string fix, string? command = null) =>
        new(kind, FaultSide.Job, cause, new Fix(fix, command));
}
