using Sallyport.Core.Entra.Federation;
using Sallyport.Explain;

namespace Sallyport.Cli.Explain;

/// <summary>An application of the instance, as a job names it.</summary>
/// <param name="Name">Its display name.</param>
/// <param name="ClientId">Its client id.</param>
internal sealed record NamedApplication(string Name, Guid ClientId)
{
    public override string ToString() => $"application {Name} (client id {ClientId})";
}

/// <summary>An application of which a credential fits an ID token, and what would come of a sign-in.</summary>
/// <param name="Application">The application.</param>
/// <param name="Explanation">The verdict, its client considered.</param>
internal sealed record FittingApplication(NamedApplication Application, Explanation Explanation);

/// <summary>The credential that comes nearest where none fits.</summary>
/// <param name="Application">Its application.</param>
/// <param name="Match">How it compares.</param>
internal sealed record NearestCredential(NamedApplication Application, CredentialMatch Match);

/// <summary>What the applications of an instance say of one ID token.</summary>
/// <param name="Seen">How many were looked at.</param>
/// <param name="More">Whether the tenant has more.</param>
/// <param name="Fitting">Those of which a credential fits.</param>
/// <param name="Nearest">If there is none: the nearest credential; null when no application has one.</param>
/// <param name="Unread">Why the token is refused whatever a credential says; null when it can be compared.</param>
internal sealed record ApplicationVerdicts(
    int Seen,
    bool More,
    IReadOnlyList<FittingApplication> Fitting,
    NearestCredential? Nearest,
    Explanation? Unread)
{
    /// <summary>Whether a sign-in as one of the applications would be accepted.</summary>
    public bool Matches => Fitting.Any(f => f.Explanation.Matches);

    /// <summary>The verdicts in words, a line each.</summary>
    /// <param name="code">The code of a refusal under the instance's rules.</param>
    public IEnumerable<string> Lines(Func<Explanation, string?> code)
    {
        foreach (var fit in Fitting)
            yield return LineOf(fit, code(fit.Explanation));
        if (Unread is { } unread)
            yield return $"no application takes it: {code(unread)}: {unread.Cause?.Text}";
        else if (Nearest is { } nearest)
            yield return $"no credential matches; the nearest is of {nearest.Application}: "
                + $"credential \"{nearest.Match.Credential.Name}\" {FirstDifference.Of(nearest.Match)}";
        else if (Fitting.Count == 0)
            yield return $"none of {Seen} applications has a federated credential";
        if (More)
            yield return $"only the first {Seen} applications of the tenant were looked at";
    }

    private static string LineOf(FittingApplication fit, string? code)
    {
        var explanation = fit.Explanation;
        var credential = $"{fit.Application}: credential \"{explanation.Judgement.Nearest!.Credential.Name}\"";
        return explanation.Matches
            ? $"{credential} matches"
            : $"{credential} fits, but the answer would be {code}: {explanation.Cause?.Text}";
    }
}
