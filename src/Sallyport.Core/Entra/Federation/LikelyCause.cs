using System.Text.Json.Serialization;
using Sallyport.Core.Entra.Directory;

namespace Sallyport.Core.Entra.Federation;

/// <summary>Where the fault lies.</summary>
public enum FaultSide
{
    /// <summary>It cannot be told.</summary>
    Either,

    /// <summary>The job: its CI file, its ref, how it hands the token on.</summary>
    Job,

    /// <summary>The federated identity credential.</summary>
    Credential,

    /// <summary>The issuer: its documents, or how its administrator set it up.</summary>
    Issuer,

    /// <summary>The application or its service principal.</summary>
    Application,
}

/// <summary>The likely cause of a mismatch, whose fault it is, and what mends it.</summary>
/// <param name="Kind">The cause as one word, for scripts: <c>audience-trailing-slash</c>.</param>
/// <param name="Side">Where the fault lies.</param>
/// <param name="Cause">The cause, in one sentence.</param>
/// <param name="Mend">What mends it.</param>
/// <param name="Other">The other way, where the side cannot be told.</param>
public sealed record LikelyCause(string Kind, FaultSide Side, string Cause, Mend Mend, Mend? Other = null)
{
    /// <summary>The same where Sallyport plays GitLab: its mends are Sallyport's commands.</summary>
    [JsonIgnore]
    public LikelyCause Local => this with { Mend = Mend.Local, Other = Other?.Local };

    /// <summary>The likely cause of a failed match; null for one that succeeded.</summary>
    /// <param name="match">The verdict.</param>
    /// <param name="application">The object id of the application; empty when it is not known.</param>
    public static LikelyCause? Of(CredentialMatch match, Guid application) => match switch
    {
        { Stage: MatchStage.Matched } => null,
        { Credential: null } => new("no-credential", FaultSide.Credential, "The application has no federated identity credential.",
            Mend.Look("Create one for the ref that you trust; the ones that exist are listed by:", application)),
        _ when Swapped(match.Credential, match.Assertion) is { } swapped => swapped,
        { Stage: MatchStage.Issuer } => IssuerCause.Of(match.Credential, match.Assertion),
        { Stage: MatchStage.Audience } => AudienceCause.Of(match.Credential, match.Assertion),
        { Credential.Expression: not null } => ExpressionCause.Of(match, match.Credential),
        _ => SubjectCause.Of(match.Credential, match.Assertion),
    };

    /// <summary>The same for an ID token of another name than the tutorial's.</summary>
    public LikelyCause ForToken(string name) => this with { Mend = Mend.ForToken(name), Other = Other?.ForToken(name) };

    // A value that is right and stands in the wrong place.
    private static LikelyCause? Swapped(FederatedIdentityCredential c, Assertion a)
    {
        var (place, of) = c switch
        {
            _ when c.Issuer == a.Subject || GitLabSubject.Read(c.Issuer) is not null => ("issuer", "subject"),
            _ when c.Audience == a.Subject || GitLabSubject.Read(c.Audience) is not null => ("audience", "subject"),
            _ when c.Issuer == AssertionVerifier.ExchangeAudience || (c.Issuer != a.Issuer && c.Issuer == a.Audience && c.Audience == a.Issuer) => ("issuer", "audience"),
            _ when c.Subject is { } subject && subject != a.Subject && (subject == a.Issuer || subject == a.Audience) => ("subject", subject == a.Issuer ? "issuer" : "audience"),
            _ => ("", ""),
        };
        return place.Length == 0
            ? null
            : new("fields-swapped", FaultSide.Credential, $"The credential '{c.Name}' has in the place of its {place} what looks like a{(of == "subject" ? "" : "n")} {of}.",
                Mend.Look("Put each value in its place: issuer, subject, audience; what is trusted is listed by:", c.ApplicationId));
    }
}
