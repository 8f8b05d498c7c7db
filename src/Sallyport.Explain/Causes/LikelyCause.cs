using Sallyport.Explain.Fixes;

namespace Sallyport.Explain.Causes;

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

    /// <summary>The tenant: what its administrators demand of every application.</summary>
    Tenant,
}

/// <summary>The likely cause of a refusal, whose fault it is, and what fixes it.</summary>
/// <param name="Kind">The cause as one word, for scripts: <c>audience-trailing-slash</c>.</param>
/// <param name="Side">Where the fault lies.</param>
/// <param name="Text">The cause, in one sentence.</param>
/// <param name="Fix">What fixes it.</param>
/// <param name="OtherFix">The other way, where the side cannot be told.</param>
public sealed record LikelyCause(string Kind, FaultSide Side, string Text, Fix Fix, Fix? OtherFix = null)
{
    /// <summary>
    /// What is wrong besides: each by itself would be refused as well. A fix that corrects several faults at once is
    /// the fix of each of them.
    /// </summary>
    public IReadOnlyList<LikelyCause> Further { get; init; } = [];

    /// <summary>What fixes it and what is wrong besides, each fix once; the other way comes second.</summary>
    public IReadOnlyList<Fix> Fixes =>
        [.. OwnFixes.Concat(Further.SelectMany(further => further.OwnFixes)).Distinct()];

    /// <summary>The same where Sallyport plays GitLab: its fixes are Sallyport's commands.</summary>
    internal LikelyCause Local => With(fix => fix.Local);

    /// <summary>The same with the names of a job.</summary>
    public LikelyCause ForJob(JobOfToken job) => With(fix => fix.ForJob(job));

    /// <summary>The same where managed identities have the credentials: its commands are those of identities.</summary>
    internal LikelyCause ForIdentities(IdentityOwners identities) => With(identities.Follow);

    private IEnumerable<Fix> OwnFixes => OtherFix is null ? [Fix] : [Fix, OtherFix];

    private LikelyCause With(Func<Fix, Fix> changed) => this with
    {
        Fix = changed(Fix),
        OtherFix = OtherFix is null ? null : changed(OtherFix),
        Further = [.. Further.Select(further => further.With(changed))],
    };
}
