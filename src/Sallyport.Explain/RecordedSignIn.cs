using Sallyport.Core.Entra.Tokens;

namespace Sallyport.Explain;

/// <summary>Explains a sign-in record: Sallyport plays GitLab here, so the fixes are its own commands.</summary>
public static class RecordedSignIn
{
    /// <summary>The explanation; null when the record has no federated assertion.</summary>
    public static Explanation? Explain(SignInRecord record)
    {
        if (RecordedJudgement.Of(record) is not { } judgement)
            return null;
        var application = record.Federated?.Nearest?.ApplicationId ?? Guid.Empty;
        return Explanation.Of(judgement, new ExplanationContext { ApplicationId = application, IsLocal = true });
    }
}
