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
    /// <summary>The likely cause of a failed match; null for one that succeeded.</summary>
    /// <param name="match">The verdict.</param>
    /// <param name="application">The object id of the application; empty when it is not known.</param>
    public static LikelyCause? Of(CredentialMatch match, Guid application) => match switch
    {
        { Stage: MatchStage.Matched } => null,
        { Credential: null } => new("no-credential", FaultSide.Credential, "The application has no federated identity credential.",
            Mend.Look("Create one for the ref that you trust; the ones that exist are listed by:", application)),
        { Stage: MatchStage.Issuer } => IssuerCause.Of(match.Credential, match.Assertion),
        { Stage: MatchStage.Audience } => AudienceCause.Of(match.Credential, match.Assertion),
        { Credential.Expression: not null } => ExpressionCause.Of(match, match.Credential),
        _ => SubjectCause.Of(match.Credential, match.Assertion),
    };
}
