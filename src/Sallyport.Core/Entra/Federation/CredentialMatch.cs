using Sallyport.Core.Entra.Directory;

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
/// <param name="Stage">What did not fit, or that all did.</param>
/// <param name="Credential">The credential that matched, else the nearest one; null when the application has none.</param>
/// <param name="Assertion">What was presented.</param>
/// <param name="FailingTest">When the nearest credential has an expression: its first comparison that does not hold.</param>
/// <param name="Difference">Where the presented text first departs from the nearest credential's, in the value of <paramref name="Stage"/>.</param>
/// <param name="OnlyCase">Some credential that is left at this stage differs from the presented text by letter case alone.</param>
/// <param name="Expressions">Whether an expression was among the credentials that were left at the subject.</param>
public sealed record CredentialMatch(
    MatchStage Stage,
    FederatedIdentityCredential? Credential,
    Assertion Assertion,
    ClaimTest? FailingTest,
    int? Difference,
    bool OnlyCase,
    bool Expressions);
