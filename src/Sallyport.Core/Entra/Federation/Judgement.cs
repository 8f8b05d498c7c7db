using Sallyport.Core.Entra.Rules;

namespace Sallyport.Core.Entra.Federation;

/// <summary>The client whose credentials an assertion was compared with.</summary>
/// <param name="AppId">The client id.</param>
/// <param name="DisplayName">The name of its application.</param>
public sealed record JudgedClient(Guid AppId, string DisplayName);

/// <summary>
/// What <see cref="FederatedJudge"/> found: one value from which the answer's code, the sign-in record and every
/// explanation are made.
/// </summary>
public sealed record Judgement
{
    /// <summary>How it came out.</summary>
    public required AssertionOutcome Outcome { get; init; }

    /// <summary>The assertion; null when it could not be read.</summary>
    public Assertion? Assertion { get; init; }

    /// <summary>The client that presented it; null where only its credentials are known.</summary>
    public JudgedClient? Client { get; init; }

    /// <summary>
    /// The verdict about each credential by itself, the nearest first; empty when the assertion could not be read.
    /// </summary>
    public IReadOnlyList<CredentialMatch> Compared { get; init; } = [];

    /// <summary>The claim that is missing, or the algorithm that is not allowed.</summary>
    public string? Detail { get; init; }

    /// <summary>All the claims that are missing or empty, where that is the outcome.</summary>
    public IReadOnlyList<string> MissingClaims { get; init; } = [];

    /// <summary>The claim that the tenant demands, where that is the outcome.</summary>
    public DemandedClaim? Demanded { get; init; }

    /// <summary>What an issuer may sign with here besides RS256.</summary>
    public IReadOnlyCollection<string> FurtherAlgorithms { get; init; } = [];

    /// <summary>
    /// How the issuer could not be reached, or why its key of the token's <c>kid</c> is not used, where that is the
    /// outcome; the latter in words that follow "the key".
    /// </summary>
    public IssuerUnreachableException? Failure { get; init; }

    /// <summary>When it was judged.</summary>
    public required DateTimeOffset JudgedAt { get; init; }

    /// <summary>
    /// Whether the issuer's keys were asked, and the signature verified unless these are decoded claims.
    /// </summary>
    public bool KeysAsked { get; init; }

    /// <summary>
    /// The credential that matched or came nearest; null when there is none, or the assertion could not be read.
    /// </summary>
    public CredentialMatch? Nearest => Compared.Count > 0 ? Compared[0] : null;

    /// <summary>Whether nothing speaks against the assertion.</summary>
    public bool IsAccepted => Outcome == AssertionOutcome.Accepted;

    /// <summary>What the token service answers under these rules; null when it accepts.</summary>
    public AadstsRefusal? RefusalUnder(RuleSet rules) => JudgementRefusals.Of(this, rules);
}
