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

/// <summary>The verdict of one credential about an assertion.</summary>
/// <param name="Credential">The credential.</param>
/// <param name="Stage">What of it did not fit first, or that all did.</param>
/// <param name="Assertion">What was presented.</param>
/// <param name="Terms">
/// When the credential has an expression that can be read: its comparisons, each with its outcome.
/// </param>
public sealed record CredentialMatch(
    FederatedIdentityCredential Credential, MatchStage Stage, Assertion Assertion, IReadOnlyList<TermMatch> Terms)
{
    /// <summary>How many of issuer, audience and subject do not fit, each compared by itself.</summary>
    public int WrongFields { get; init; }

    /// <summary>
    /// Where the presented text first departs from the credential's, in the value of <see cref="Stage"/>.
    /// </summary>
    public int? Difference { get; init; }

    /// <summary>Whether the two texts there differ by letter case alone.</summary>
    public bool OnlyCase { get; init; }

    /// <summary>
    /// Whether a plain credential says what was presented but for white space, quotation marks and characters that
    /// cannot be seen.
    /// </summary>
    public bool OnlyPasted { get; init; }

    /// <summary>Whether an expression decides in the subject's place.</summary>
    public bool HasExpression => Credential.Expression is not null;

    /// <summary>The first comparison of the expression that does not hold, or null.</summary>
    public ClaimTest? FailingTest => Terms.FirstOrDefault(t => t.Holds == false)?.Test;

    /// <summary>The first comparison of the expression whose claim is not known here, or null.</summary>
    public ClaimTest? UnknownTest => Terms.FirstOrDefault(t => t.Holds is null)?.Test;

    /// <summary>
    /// Whether all that is known fits, and not everything is known: in the exchange this is a refusal, and never
    /// arises.
    /// </summary>
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
