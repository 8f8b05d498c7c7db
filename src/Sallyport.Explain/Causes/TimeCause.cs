using Sallyport.Core.Entra.Federation;
using Sallyport.Explain.Fixes;
using Sallyport.Explain.Subjects;

namespace Sallyport.Explain.Causes;

/// <summary>
/// Why the time of a token does not fit, whose credential does. Of a recorded sign-in the token's times are not kept:
/// it is told without them.
/// </summary>
internal static class TimeCause
{
    public static LikelyCause NotYetValid(Judgement judgement)
    {
        var assertion = judgement.Assertion!;
        var now = judgement.JudgedAt;
        var from = assertion.NotBefore ?? assertion.IssuedAt;
        var what = assertion.IsPartial
            ? "the token was not valid yet: the clock of its issuer was ahead"
            : $"the token is not valid before {from:u}; it is {now:u} here";
        return new LikelyCause(
            "token-not-yet-valid",
            FaultSide.Issuer,
            $"The credential fits, but {what}.",
            new Fix("Set the clock of the issuer's server, or of this machine:", "timedatectl status"));
    }

    public static LikelyCause Expired(Judgement judgement)
    {
        var assertion = judgement.Assertion!;
        var now = judgement.JudgedAt;
        var what = assertion.IsPartial
            ? "the token had expired when it was presented"
            : $"the token expired at {assertion.Expires:u}; it is {now:u} now";
        var exchangeEarlier = ExchangeEarlier(Platforms.Of(assertion.Issuer, assertion.Subject));
        return new LikelyCause(
            "token-expired",
            FaultSide.Job,
            $"The credential fits, but {what}.",
            assertion.IsPartial
                ? Fix.Again(exchangeEarlier)
                : new Fix($"{exchangeEarlier}; to explain an old job, decode its claims (--claims).", null));
    }

    public static LikelyCause LivesTooLong(Judgement judgement)
    {
        var assertion = judgement.Assertion!;
        if (assertion is { IsPartial: false, IssuedAt: null })
            return WithoutIssueTime();
        var how = assertion.IssuedAt is { } from
            ? $"from {from:u} to {assertion.Expires:u}, which is longer than 25 hours"
            : "for longer than 25 hours, or does not say when it was issued (iat)";
        return new LikelyCause(
            "token-lives-too-long",
            FaultSide.Job,
            $"The token is valid {how}; such a token is refused whatever the credentials say.",
            Shorter(assertion));
    }

    private static Fix Shorter(Assertion assertion)
    {
        if (Platforms.IsGitLabs(assertion))
            return new Fix(
                "Shorten the job's timeout to at most 25 hours: an ID token lives as long as its job may.", null);
        return Platforms.Known(assertion.Issuer, assertion.Subject)?.Shorter is { } shorter
            ? Fix.Say(shorter.Text, shorter.Command)
            : new Fix("Have the issuer make tokens that are valid for at most 25 hours.", null);
    }

    // Only GitLab's tokens live as long as their job may.
    private static string ExchangeEarlier(Platform platform)
    {
        if (platform == Platform.GitLab)
            return "Run the job again, and exchange the token before the job's timeout is over";
        const string again = "Ask for a new token right before the exchange";
        if (platform == Platform.GitHub)
            return $"{again}, in a step that signs in anew: GitHub's tokens live some minutes";
        return Platforms.Known(platform) is { Lifetime: { } life } known
            ? $"{again}: tokens of {known.Name} live {life}"
            : again;
    }

    private static LikelyCause WithoutIssueTime() => new(
        "token-without-iat",
        FaultSide.Issuer,
        "The token does not say when it was issued (iat): its life counts from 1970 and so is longer than 25 hours.",
        new Fix("Have the issuer put iat into its tokens, in whole seconds since 1970.", null));
}
