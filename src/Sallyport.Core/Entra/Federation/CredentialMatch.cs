
namespace Sallyport.Core.Entra.Federation;

/// <summary>How far a match came, in the order of the checks.</summary>
public enum MatchStage
{
    /// <summary>No credential names the issuer.</summary>
    Issuer,

    /// <summary>The issuer is named, the audience is not.</summary>
    Audience,

    /// <summary>Issuer and audience fit; the subject, or the expression in its place, does not.</summary>
    Subject,

    /// <summary>A credential matches.</summary>
    Matched,
}

/// <summary>
/// The verdict of matching an assertion with an application's credentials. It explains itself: the AADSTS code is derived from it, the
/// sign-in record stores it, the command prints it. There is no second implementation of "why not".
/// </summary>
/// <param name="Credential">The credential that matched, else the nearest one; null when the application has none.</param>
/// <param name="Stage">What of this credential did not fit first, or that all did.</param>
/// <param name="Assertion">What was presented.</param>
/// <param name="Terms">When the credential has an expression that can be read: its comparisons, each with its outcome.</param>
/// <param name="WrongFields">How many of issuer, audience and subject do not fit, each compared by itself.</param>
/// <param name="Difference">Where the presented text first departs from the credential's, in the value of <paramref name="Stage"/>.</param>
/// <param name="OnlyCase">The two differ by letter case alone there; or those of some credential that came as far as any.</param>
/// <param name="Expressions">The credential has an expression; or some credential that came as far as any.</param>
public sealed record CredentialMatch(
    FederatedIdentityCredential? Credential,
    MatchStage Stage,
    Assertion Assertion,
    IReadOnlyList<TermMatch> Terms,
    int WrongFields,
    int? Difference,
    bool OnlyCase,
    bool Expressions)
{
    /// <summary>How far any credential of the application came. The answer's code follows it; cause and mend follow the nearest one.</summary>
    public MatchStage Reached { get; init; } = Stage;

    /// <summary>The first comparison of the expression that does not hold, or null.</summary>
    public ClaimTest? FailingTest => Terms.FirstOrDefault(t => t.Holds == false)?.Test;

    /// <summary>The first comparison of the expression whose claim is not known here, or null.</summary>
    public ClaimTest? UnknownTest => Terms.FirstOrDefault(t => t.Holds is null)?.Test;

    /// <summary>Whether all that is known fits, and not everything is known: in the exchange this is a refusal, and never arises.</summary>
    public bool IsUndecided => Stage == MatchStage.Subject && WrongFields == 0;
}

/// <summary>One comparison of an expression and its outcome.</summary>
/// <param name="Test">The comparison.</param>
/// <param name="Holds">Whether it holds; null when the claim is not known here.</param>
/// <param name="Presented">The claim's value; null when it is missing, no text, or not known.</param>
public sealed record TermMatch(ClaimTest Test, bool? Holds, string? Presented)
{
    /// <summary>Where the presented value departs from what is asked, where the comparison does not hold.</summary>
    public int? Difference => Holds == false && Presented is { } value ? Test.Mismatch(value) : null;
}
