using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Tokens;

namespace Sallyport.Explain;

/// <summary>The judgement that a sign-in record tells of, as far as its facts were kept.</summary>
internal static class RecordedJudgement
{
    /// <summary>The judgement; null when the record holds no facts of a federated assertion.</summary>
    public static Judgement? Of(SignInRecord record)
    {
        if (record.Federated is not { } facts)
            return null;
        if (AssertionOf(record) is not { } assertion)
            return null;
        return new Judgement
        {
            Outcome = facts.Outcome,
            Assertion = assertion,
            Compared = CredentialOf(facts) is { } credential ? CredentialMatcher.Compare(assertion, [credential]) : [],
            Demanded = facts.Demanded,
            Failure = facts.Failure is { } failure ? new IssuerUnreachableException(failure.Url, failure.Reason) : null,
            JudgedAt = record.CreatedDateTime,
        };
    }

    /// <summary>What was presented; null when the record holds no facts of it.</summary>
    public static Assertion? AssertionOf(SignInRecord record)
    {
        if (record.Federated is not { } facts)
            return null;
        if (AssertionReader.ReadDecoded(facts.Presented.Decoded()).Assertion is not { } assertion)
            return null;
        var hasAll = facts.Outcome.IsMismatch(); // all claims that an expression may test were kept
        return hasAll ? assertion with { IsPartial = false } : assertion;
    }

    // A credential that matched without an expression says what was presented.
    private static FederatedIdentityCredential? CredentialOf(FederatedSignIn facts)
    {
        if (facts.CredentialId is not { } id)
            return null;
        var presented = facts.Presented;
        var was = facts.Nearest
            ?? new NearestCredential(Guid.Empty, presented.Issuer, presented.Subject, null, presented.Audience);
        return new FederatedIdentityCredential
        {
            Id = id,
            ApplicationId = was.ApplicationId,
            Name = facts.CredentialName ?? "",
            Issuer = was.Issuer,
            Subject = was.Subject,
            Audience = was.Audience,
            Expression = was.Expression,
            ExpressionLanguageVersion = was.Expression is null ? null : ClaimsMatchingExpression.LanguageVersion,
            CreatedDateTime = DateTimeOffset.UnixEpoch,
        };
    }
}
