using Sallyport.Core.Entra.Federation;
using Sallyport.Explain.Fixes;

namespace Sallyport.Explain.Causes;

/// <summary>
/// What often happens to a token between the job and the request: it is a text problem, before any claim is compared.
/// </summary>
internal static class TextCause
{
    /// <summary>The claims that every assertion has.</summary>
    public static readonly string[] Needed = ["iss", "sub", "aud", "exp"];

    /// <summary>
    /// Why a text was not read as an assertion: first what the text looks like, then what reading it found.
    /// </summary>
    /// <param name="judgement">The judgement, whose assertion could not be read.</param>
    /// <param name="source">The token as it was given, and where it comes from.</param>
    public static LikelyCause Of(Judgement judgement, TokenSource source) => judgement.Outcome switch
    {
        AssertionOutcome.TypeNotAllowed => Type(source),
        AssertionOutcome.AlgorithmNotAllowed => Algorithm(judgement),
        AssertionOutcome.Missing => TokenFormCause.Empty(source),
        AssertionOutcome.ClaimMissing => TokenFormCause.Of(source) ?? Missing(judgement.MissingClaims),
        AssertionOutcome.Malformed when source.Text is null => ClaimFormCause.OfDecoded(),
        AssertionOutcome.Malformed => TokenFormCause.Of(source) ?? ClaimFormCause.Of(source),
        var other => throw new ArgumentOutOfRangeException(nameof(judgement), other, "The text could be read."),
    };

    /// <summary>Microsoft Entra issued the token itself.</summary>
    public static LikelyCause OfEntra(TokenSource source) => new(
        "token-of-entra",
        FaultSide.Job,
        "The token was issued by Microsoft Entra itself: an access token was passed on instead of the job's ID token.",
        source.PassOnIdToken());

    /// <summary>The signature is shorter than any accepted key makes it.</summary>
    public static LikelyCause Truncated(TokenSource source) => new(
        "token-truncated",
        FaultSide.Job,
        "The token ends early: a part of it, or of its signature, is missing.",
        source.PassOn("Pass the whole token on; no variable, argument or column limit may cut it"));

    // Without a signature there is nothing that was lost: the header says that there is none.
    private static LikelyCause Algorithm(Judgement judgement)
    {
        var further = string.Join(", ", judgement.FurtherAlgorithms);
        var accepted = further.Length == 0
            ? "RS256, the only algorithm that an issuer may use"
            : $"RS256, {further}, which are accepted";
        var text = judgement.Detail switch
        {
            null or "" => $"The token's header names no algorithm (alg). It has to be {accepted}.",
            "none" => $"The token is not signed: its header says alg 'none'. It has to be {accepted}.",
            var given => $"The token is signed with alg '{given}'. It has to be {accepted}.",
        };
        return new LikelyCause(
            "token-algorithm", FaultSide.Issuer, text, new Fix("Have the issuer sign with RS256.", null));
    }

    private static LikelyCause Type(TokenSource source) => new(
        "token-type",
        FaultSide.Job,
        "The header's typ says that this is another kind of token.",
        source.PassOnIdToken());

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
}
