using System.Text.Json;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Sts;

namespace Sallyport.Cli.Explain;

/// <summary>The match that a sign-in record tells of, made again from what the record kept.</summary>
internal static class RecordedMatch
{
    /// <summary>The assertion, as far as it was recorded.</summary>
    public static Assertion AssertionOf(PresentedClaims presented) =>
        AssertionVerifier.ReadDecoded(JsonSerializer.SerializeToElement(new { iss = presented.Issuer, sub = presented.Subject, aud = presented.Audience }));

    /// <summary>Whether no credential fitted, rather than something behind the match.</summary>
    public static bool IsMismatch(Explanation explanation) => explanation.Stage is "issuer" or "audience" or "subject" or "expression";

    /// <summary>The codes of both rule sets. One of them was the answer; they differ only where no credential fitted.</summary>
    public static (string In2026, string In2024) CodesOf(SignInRecord record)
    {
        var answered = $"AADSTS{record.ErrorCode}";
        if (record.Explanation is not { } explanation || !IsMismatch(explanation))
            return (answered, answered);
        var match = CredentialMatcher.Match(AssertionOf(explanation.Presented), explanation.Nearest is { } nearest ? [Of(nearest)] : []);
        if (match.Stage == MatchStage.Matched)
            return (answered, answered);
        var (in2026, in2024) = (Aadsts.NoMatch(match, Rules.Of(RuleSet.Entra2026)).Code, Aadsts.NoMatch(match, Rules.Of(RuleSet.Entra2024)).Code);
        return answered == in2024 ? (in2026, in2024) : (answered, in2024); // another credential may have decided between the newer codes
    }

    private static FederatedIdentityCredential Of(NearestCredential nearest) => new()
    {
        Id = nearest.Id, ApplicationId = nearest.ApplicationId, Name = nearest.Name, Issuer = nearest.Issuer, Subject = nearest.Subject, Audience = nearest.Audience,
        Expression = nearest.Expression, ExpressionLanguageVersion = nearest.Expression is null ? null : ClaimsMatchingExpression.LanguageVersion,
        CreatedDateTime = DateTimeOffset.UnixEpoch,
    };
}
