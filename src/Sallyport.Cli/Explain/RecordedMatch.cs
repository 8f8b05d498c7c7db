using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Entra.Tokens;

namespace Sallyport.Cli.Explain;

/// <summary>The match that a sign-in record tells of, made again from what the record kept.</summary>
internal static class RecordedMatch
{
    private const string LegacyCode = "AADSTS70021";

    private static readonly int[] NewerCodes = [700211, 700213, 7002138, 7002131];

    /// <summary>The assertion, as far as it was recorded.</summary>
    public static Assertion AssertionOf(PresentedClaims presented) =>
        AssertionVerifier.ReadDecoded(presented.Decoded());

    /// <summary>Whether no credential fitted, rather than something behind the match.</summary>
    public static bool IsMismatch(Explanation explanation) => explanation.Stage is "issuer" or "audience" or "subject" or "expression";

    /// <summary>The codes of both rule sets: one was the answer. The newer one is null where the record cannot tell it from the older one.</summary>
    public static (string? In2026, string In2024) CodesOf(SignInRecord record)
    {
        var answered = $"AADSTS{record.ErrorCode}";
        return NewerCodes.Contains(record.ErrorCode) ? (answered, LegacyCode)
            : answered == LegacyCode && record.Explanation is { } explanation ? (NewerCode(explanation), answered)
            : (answered, answered);
    }

    // The nearest credential need not be the one that decided the code: then it does not give the older one.
    private static string? NewerCode(Explanation explanation)
    {
        var match = CredentialMatcher.Match(AssertionOf(explanation.Presented), explanation.Nearest is { } nearest ? [Of(nearest)] : []);
        return match.Stage != MatchStage.Matched && Aadsts.NoMatch(match, RuleSet.Entra2024).Code == LegacyCode
            ? Aadsts.NoMatch(match, RuleSet.Entra2026).Code
            : null;
    }

    private static FederatedIdentityCredential Of(NearestCredential nearest) => new()
    {
        Id = nearest.Id, ApplicationId = nearest.ApplicationId, Name = nearest.Name, Issuer = nearest.Issuer, Subject = nearest.Subject, Audience = nearest.Audience,
        Expression = nearest.Expression, ExpressionLanguageVersion = nearest.Expression is null ? null : ClaimsMatchingExpression.LanguageVersion,
        CreatedDateTime = DateTimeOffset.UnixEpoch,
    };
}
