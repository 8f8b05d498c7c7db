
namespace Sallyport.Core.Entra.Federation;

/// <summary>
/// Why an exchange ended as it did, in a form that is stored, sent and printed: the presented values beside the nearest credential, the
/// first character that differs, the likely cause and what mends it. Made from the verdict; nobody decides a second time.
/// </summary>
public sealed record Explanation
{
    /// <summary>The code of the answer, such as <c>AADSTS700212</c>; null when the exchange succeeded.</summary>
    public string? Code { get; init; }

    /// <summary>What did not fit: <c>issuer</c>, <c>audience</c>, <c>subject</c>, <c>expression</c>, <c>keys</c>, <c>signature</c>, <c>time</c>; or <c>matched</c>.</summary>
    public required string Stage { get; init; }

    /// <summary>What the assertion said.</summary>
    public required PresentedClaims Presented { get; init; }

    /// <summary>When the nearest credential has an expression that can be read: its comparisons, each with its outcome.</summary>
    public IReadOnlyList<ExplainedTerm>? Terms { get; init; }

    /// <summary>The credential that matched or came nearest; null when the application has none.</summary>
    public NearestCredential? Nearest { get; init; }

    /// <summary>Where the presented text departs from the expected one, in UTF-16 units from 0; null when there is nothing to mark.</summary>
    public int? Difference { get; init; }

    /// <summary>The likely cause, in one sentence.</summary>
    public string? Cause { get; init; }

    /// <summary>What mends it, in one sentence.</summary>
    public string? Mend { get; init; }

    /// <summary>The command that does it, or the lines of <c>.gitlab-ci.yml</c> or of a workflow; null when only a person can decide.</summary>
    public string? MendCommand { get; init; }

    /// <summary>The cause as one word, such as <c>audience-trailing-slash</c>.</summary>
    public string? Kind { get; init; }

    /// <summary>Where the fault lies: <c>job</c>, <c>credential</c>, <c>issuer</c>, or <c>either</c>.</summary>
    public string? Side { get; init; }

    /// <summary>The other way, where the side cannot be told.</summary>
    public string? OtherMend { get; init; }

    /// <summary>The command of the other way.</summary>
    public string? OtherMendCommand { get; init; }

    /// <summary>What is taken under the rules in force and would be refused under newer ones.</summary>
    public string? Warning { get; init; }

    /// <summary>What the credential that matched trusts beyond what its author may have meant; null when nothing is to be said.</summary>
    public IReadOnlyList<string>? Lint { get; init; }

    /// <summary>Explains the verdict of a match.</summary>
    /// <param name="match">The verdict.</param>
    /// <param name="application">The object id of the application whose credentials were compared; empty when it is not known.</param>
    /// <param name="code">The code of the answer, or null.</param>
    public static Explanation Of(CredentialMatch match, Guid application, string? code) => new Explanation
    {
        Code = code,
        Stage = StageOf(match),
        Presented = PresentedClaims.Of(match.Assertion),
        Nearest = NearestCredential.Of(match.Credential),
        Difference = match.Difference,
        Terms = match.Terms.Count == 0 ? null : [.. match.Terms.Select(ExplainedTerm.Of)],
    }.With(LikelyCause.Of(match, application));

    /// <summary>The word for how far a credential came.</summary>
    public static string StageOf(CredentialMatch match) => match.Stage == MatchStage.Subject && match.Credential?.Expression is not null
        ? "expression"
        : match.Stage.ToString().ToLowerInvariant();

    /// <summary>Explains a refusal behind a match: the keys, the signature, the time.</summary>
    public Explanation Behind(string stage, string code, LikelyCause likely) =>
        (this with { Code = code, Stage = stage, Difference = null }).With(likely);

    // Who reads a record has Sallyport for GitLab.
    private Explanation With(LikelyCause? likely) => this with
    {
        Kind = likely?.Kind,
        Side = likely?.Side.ToString().ToLowerInvariant(),
        Cause = likely?.Cause,
        Mend = likely?.Mend.Local.Text,
        MendCommand = likely?.Mend.Local.Command,
        OtherMend = likely?.Other?.Local.Text,
        OtherMendCommand = likely?.Other?.Local.Command,
    };
}

/// <summary>The part of a credential that explains.</summary>
/// <param name="Id">The object id.</param>
/// <param name="ApplicationId">The object id of its application.</param>
/// <param name="Name">The name.</param>
/// <param name="Issuer">The issuer that it trusts.</param>
/// <param name="Subject">The subject that it trusts, or null.</param>
/// <param name="Expression">The expression in its place, or null.</param>
/// <param name="Audience">The audience that it demands.</param>
public sealed record NearestCredential(
    Guid Id, Guid ApplicationId, string Name, string Issuer, string? Subject, string? Expression, string Audience)
{
    /// <summary>Of a credential.</summary>
    public static NearestCredential? Of(FederatedIdentityCredential? c) =>
        c is null ? null : new(c.Id, c.ApplicationId, c.Name, c.Issuer, c.Subject, c.Expression, c.Audience);
}

/// <summary>One comparison of an expression, as it came out.</summary>
/// <param name="Claim">The claim.</param>
/// <param name="Operator"><c>eq</c> or <c>matches</c>.</param>
/// <param name="Comparand">With what it was compared.</param>
/// <param name="Holds">Whether it holds; null when the claim is not known.</param>
/// <param name="Presented">The claim's value; null when it is missing, no text, or not known.</param>
/// <param name="Difference">Where the presented value departs from what is asked; null when there is nothing to mark.</param>
public sealed record ExplainedTerm(string Claim, string Operator, string Comparand, bool? Holds, string? Presented, int? Difference)
{
    /// <summary>Of a comparison.</summary>
    public static ExplainedTerm Of(TermMatch term) =>
        new(term.Test.Claim, term.Test.Word, term.Test.Comparand, term.Holds, term.Presented, term.Difference);
}
