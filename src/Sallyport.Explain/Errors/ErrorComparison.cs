using System.Text.Json;
using System.Text.Json.Nodes;
using Sallyport.Core.Entra.Federation;
using Sallyport.Explain.Causes;
using Sallyport.Explain.Subjects;

namespace Sallyport.Explain.Errors;

/// <summary>
/// What an error names of a federated assertion, beside the credentials of an application. A message names one value or
/// three: what it does not name is taken to fit, since the service found the named one wrong. It is listed as unknown,
/// and is not among the claims of the assertion that is compared.
/// </summary>
/// <param name="Compared">The verdict about each credential, the nearest first; at least one.</param>
/// <param name="Unknown">Which of issuer, audience and subject the text does not tell.</param>
/// <param name="Cause">The likely cause; null where the nearest credential fits all that is known.</param>
public sealed record ErrorComparison(
    IReadOnlyList<CredentialMatch> Compared, IReadOnlyList<string> Unknown, LikelyCause? Cause)
{
    private const string NotNamed = "-";

    // The codes by which the service says that no credential fits.
    private static readonly int[] OfFederation = [70021, 700211, 700212, 700213, 7002131, 7002138];

    // Those of the tenant's policy: a credential fits. AADSTS7002381 ends the issuer with a slash of its own.
    private static readonly int[] OfPolicy = [700223, 700238, 7002381];

    // These say that the issuer fits a credential.
    private static readonly int[] WithKnownIssuer = [700212, 700213, 7002131, 7002138];

    /// <summary>
    /// Whether the credentials are none that the error is about: it says that its issuer fits one, and its subject is
    /// of a platform that none of them trusts.
    /// </summary>
    public static bool IsOfOthers(ErrorText error, IReadOnlyList<FederatedIdentityCredential> credentials)
    {
        var isIssuerKnown = WithKnownIssuer.Contains(error.Number);
        if (!isIssuerKnown || error.Subject is not { } subject || credentials.Count == 0)
            return false;
        var isGitHubs = GitHubSubject.Read(subject, IssuerProfiles.GitHubActions) is not null;
        var issuer = isGitHubs ? IssuerProfiles.GitHubActions : NotNamed;
        var presented = Platforms.Of(issuer, subject);
        return presented != Platform.Other && credentials.All(c => IsOfAnother(presented, c));
    }

    private static bool IsOfAnother(Platform presented, FederatedIdentityCredential c)
    {
        var trusted = Platforms.Of(c.Issuer, c.Subject);
        return trusted != Platform.Other && trusted != presented;
    }

    /// <summary>Whether an error says that no credential fits.</summary>
    public static bool IsOfFederation(ErrorText error) => OfFederation.Contains(error.Number);

    /// <summary>Whether an error is of the tenant's policy, which no credential changes.</summary>
    public static bool IsOfPolicy(ErrorText error) => OfPolicy.Contains(error.Number);

    /// <summary>The nearest credential.</summary>
    public CredentialMatch Nearest => Compared[0];

    /// <summary>
    /// Whether all that is known fits a credential as it is now: it was changed since, or was never meant.
    /// </summary>
    public bool FitsNow => Nearest.Stage == MatchStage.Matched || Nearest.IsUndecided;

    /// <summary>
    /// Compares; null where the error is not about a federated assertion or names nothing of it, or there is no
    /// credential to compare with.
    /// </summary>
    /// <param name="error">The error.</param>
    /// <param name="credentials">The credentials of the application as they are.</param>
    /// <param name="context">What is known around it.</param>
    public static ErrorComparison? Of(
        ErrorText error, IReadOnlyList<FederatedIdentityCredential> credentials, ExplanationContext context)
    {
        var unknown = UnknownIn(error);
        if (!IsOfFederation(error) || unknown.Count == 3 || credentials.Count == 0)
            return null;
        var compared = CredentialMatcher.NearestFirst(
            credentials.Select(c => CredentialMatcher.Compare(AssertionFor(c, error), [c])[0]));
        var judgement = new Judgement
        {
            Outcome = CredentialMatcher.OutcomeIfUnknownFails([compared[0]]),
            Assertion = compared[0].Assertion,
            Compared = compared,
            JudgedAt = error.Timestamp ?? DateTimeOffset.UnixEpoch,
        };
        var comparison = new ErrorComparison(compared, unknown, null);
        return comparison.FitsNow
            ? comparison
            : comparison with { Cause = Explanation.Of(judgement, context).Cause };
    }

    private static List<string> UnknownIn(ErrorText error)
    {
        (string Name, string? Value)[] all =
        [
            (ErrorValues.Issuer, error.Issuer), (ErrorValues.Audience, error.Audience),
            (ErrorValues.Subject, error.Subject),
        ];
        return [.. all.Where(v => v.Value is null).Select(v => v.Name)];
    }

    // What is only taken to fit is no claim: nothing says that it was presented, and an expression stays open.
    private static Assertion AssertionFor(FederatedIdentityCredential credential, ErrorText error)
    {
        var subject = error.Subject ?? credential.Subject;
        var claims = new JsonObject
        {
            ["iss"] = Named(error.Issuer ?? credential.Issuer),
            ["aud"] = Named(error.Audience ?? credential.Audience),
            ["sub"] = Named(subject),
        };
        var read = AssertionReader.ReadDecoded(Element(claims)).Assertion!;
        foreach (var (claim, named) in ((string, string?)[])
            [("iss", error.Issuer), ("aud", error.Audience), ("sub", error.Subject)])
        {
            if (named is null)
                claims.Remove(claim);
        }
        return read with { Claims = Element(claims) };
    }

    private static string Named(string? text) => string.IsNullOrEmpty(text) ? NotNamed : text;

    private static JsonElement Element(JsonObject claims) => JsonElement.Parse(claims.ToJsonString());
}
