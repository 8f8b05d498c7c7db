using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Wire;
using Sallyport.Explain.Brought;
using Sallyport.Explain.Subjects;

namespace Sallyport.Explain.Fixes;

/// <summary>
/// A token as a text, and the platform whose job should pass it on: a fix names no other one. Sources: GitLab's page on
/// ID tokens, GitHub's "OpenID Connect reference".
/// </summary>
/// <param name="Text">The text; null for claims that somebody decoded.</param>
/// <param name="Platform">The platform; of another one no file and no variable is named.</param>
/// <param name="Audience">The audience that the credentials expect; null where they are none or several.</param>
internal sealed record TokenSource(string? Text, Platform Platform, string? Audience)
{
    private const string OfGitLab = $"--federated-token \"${Fix.TutorialTokenName}\"";

    /// <summary>What is known of a token.</summary>
    /// <param name="text">The text; null for claims that somebody decoded.</param>
    /// <param name="credentials">The credentials that it was to be compared with.</param>
    /// <param name="isLocal">Whether Sallyport plays GitLab.</param>
    public static TokenSource Of(string? text, IReadOnlyList<FederatedIdentityCredential> credentials, bool isLocal)
    {
        var audiences = credentials.Select(c => c.Audience).Distinct(StringComparer.Ordinal).ToList();
        return new TokenSource(text, PlatformOf(text, credentials, isLocal), audiences is [var only] ? only : null);
    }

    /// <summary>Passes the token on as the job got it.</summary>
    /// <param name="text">What to do, without a mark behind it.</param>
    public Fix PassOn(string text) => Fix.Say(text, Platform switch
    {
        Platform.GitLab => OfGitLab,
        Platform.GitHub => AskGitHub(),
        _ => null,
    });

    /// <summary>Passes the token of the job on, and nothing else.</summary>
    public Fix PassOnIdToken() => Platform == Platform.GitLab
        ? PassOn("Pass on the variable that id_tokens names")
        : PassOn("Pass on the ID token of the job");

    /// <summary>Has the job get a token at all.</summary>
    public Fix AskForOne() => Platform switch
    {
        Platform.GitLab => new Fix(
            "Declare it in .gitlab-ci.yml; GitLab 17.0 removed CI_JOB_JWT:",
            "grep -n -A 3 id_tokens .gitlab-ci.yml"),
        Platform.GitHub => new Fix(
            "In the workflow, give the job the right to ask for an ID token:",
            "permissions:\n  id-token: write\n  contents: read"),
        _ => new Fix("Have the job ask its platform for an ID token, and check the name it is passed on by.", null),
    };

    /// <summary>Writes the token to a file without anything around it.</summary>
    /// <param name="text">What to do, without a mark behind it.</param>
    public Fix Write(string text) =>
        Fix.Say(text, Platform == Platform.GitLab ? $"printf %s \"${Fix.TutorialTokenName}\" > token" : null);

    // The credentials tell it first; what is inside the text may be anybody's.
    private static Platform PlatformOf(
        string? text, IReadOnlyList<FederatedIdentityCredential> credentials, bool isLocal)
    {
        var trusted = credentials.Select(c => Platforms.Of(c.Issuer, c.Subject)).Distinct().ToList();
        if (trusted is [var only])
            return only;
        if (isLocal)
            return Platform.GitLab;
        var presented = text is null ? null : Presented(text);
        if (trusted.Count == 0)
            return presented ?? Platform.GitLab;
        return presented is { } one && trusted.Contains(one) ? one : Platform.Other;
    }

    private static Platform? Presented(string text)
    {
        var brought = BroughtText.Read(text);
        var claims = brought.Token is { } token ? CompactToken.Object(token.Split('.')[1]) : brought.Claims;
        return claims?.String("iss") is { } issuer ? Platforms.Of(issuer, claims.Value.String("sub")) : null;
    }

    private string AskGitHub()
    {
        var audience = Audience is { } expected && Fix.IsPlain(expected)
            ? expected
            : FederatedJudge.ExchangeAudience;
        return "TOKEN=$(curl --fail --silent --header \"Authorization: bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN\" "
            + $"\"$ACTIONS_ID_TOKEN_REQUEST_URL&audience={audience}\" | jq -r .value)";
    }
}
