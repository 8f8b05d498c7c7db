using Sallyport.Core.Entra.Federation;

namespace Sallyport.Explain;

/// <summary>What of a credential does not fit first, in one sentence without a subject: the reader names it.</summary>
public static class FirstDifference
{
    /// <summary>The sentence; null when the credential matches.</summary>
    public static string? Of(CredentialMatch match) => match.Stage switch
    {
        MatchStage.Matched => null,
        MatchStage.Issuer => Differs("issuer", match, match.Assertion.Issuer, match.Credential.Issuer),
        MatchStage.Audience => Differs("audience", match, match.Assertion.Audience, match.Credential.Audience),
        _ when match.HasExpression => OfExpression(match),
        _ => Differs("subject", match, match.Assertion.Subject, match.Credential.Subject ?? ""),
    };

    private static string Differs(string what, CredentialMatch match, string presented, string expected)
    {
        var from = match.Difference is { } at ? $" from character {at + 1} on" : "";
        return $"differs in the {what}{from}: presented {presented}, expected {expected}";
    }

    private static string OfExpression(CredentialMatch match)
    {
        if (match.Terms.FirstOrDefault(t => t.Holds == false) is { } failing)
        {
            var from = failing.Difference is { } at ? $" from character {at + 1} on" : "";
            var presented = failing.Presented ?? "no such text";
            return $"differs in its expression{from}: presented {presented}, expected {failing.Test}";
        }
        return match.UnknownTest is { } unknown
            ? $"may match: its expression tests {unknown.Claim}, which is not known from here"
            : "has an expression that cannot be read";
    }
}
