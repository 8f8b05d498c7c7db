using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Core.Wire;
using Sallyport.Explain.Causes;
using Sallyport.Explain.Fixes;

namespace Sallyport.Explain;

/// <summary>Explains a sign-in record: Sallyport plays GitLab here, so the fixes are its own commands.</summary>
public static class RecordedSignIn
{
    /// <summary>The explanation; null when the record has no federated assertion.</summary>
    /// <param name="record">The record.</param>
    /// <param name="job">The job that signed in; null where nothing is known of it.</param>
    /// <param name="application">
    /// The object id of the application, where it is known, for a record that does not say it.
    /// </param>
    public static Explanation? Explain(SignInRecord record, JobOfToken? job = null, Guid? application = null)
    {
        if (RecordedJudgement.Of(record) is not { } judgement)
            return null;
        var id = record.Federated?.Nearest?.ApplicationId ?? application ?? Guid.Empty;
        var context = new ExplanationContext { ApplicationId = id, IsLocal = true, Job = job };
        return Explanation.Of(judgement, context);
    }

    /// <summary>
    /// Whether what was presented then would fit a credential as it is now; null when no facts of it were kept.
    /// </summary>
    public static CredentialMatch? Compare(SignInRecord record, FederatedIdentityCredential credential) =>
        RecordedJudgement.AssertionOf(record) is { } assertion
            ? CredentialMatcher.Compare(assertion, [credential])[0]
            : null;

    /// <summary>
    /// Why an assertion was refused of which no facts were kept, because it lacks a claim; null when it was for another
    /// reason.
    /// </summary>
    /// <param name="record">The record.</param>
    /// <param name="job">The job that signed in; null where nothing is known of it.</param>
    public static LikelyCause? ExplainUnread(SignInRecord record, JobOfToken? job = null)
    {
        if (record.Federated is not null)
            return null;
        bool IsOf(string claim) =>
            record.FailureReason == SecretText.Sentence(Aadsts.MissingInAssertion(claim).Message);
        var cause = TextCause.Needed.FirstOrDefault(IsOf) is { } claim ? TextCause.Missing(claim, job) : null;
        return job is null ? cause : cause?.ForJob(job);
    }
}
