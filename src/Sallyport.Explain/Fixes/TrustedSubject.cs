using Sallyport.Core.Entra.Federation;

namespace Sallyport.Explain.Fixes;

/// <summary>
/// What a credential says of the subject: its plain subject, or one comparison of its expression. Slips are the same in
/// both.
/// </summary>
/// <param name="Credential">The credential.</param>
/// <param name="Text">The text that is compared with the presented subject.</param>
/// <param name="Test">The comparison; null for a plain subject.</param>
internal sealed record TrustedSubject(FederatedIdentityCredential Credential, string Text, ClaimTest? Test)
{
    /// <summary>Where it stands.</summary>
    public string Place => Test is null ? "subject" : "expression";

    /// <summary>Whether it is a pattern, in which * and ? stand for others.</summary>
    public bool IsPattern => Test?.Operator == ClaimOperator.Matches;

    /// <summary>Whether this text in its place would cover the presented one.</summary>
    public bool Covers(string text, string presented) =>
        IsPattern ? Wildcard.Matches(text, presented) : string.Equals(text, presented, StringComparison.Ordinal);

    /// <summary>Has the credential spell it otherwise.</summary>
    public Fix Respell(string becomes) =>
        CredentialFix.Change(Credential, $"Spell the credential's {Place} as the token does:", With(becomes));

    /// <summary>The credential that spells it otherwise.</summary>
    public TrustedSubject Spelt(string becomes) =>
        new(With(becomes).In(Credential), becomes, Test is null ? null : Test with { Comparand = becomes });

    /// <summary>What the credential says with another text in this one's place.</summary>
    public TrustedClaims With(string becomes)
    {
        var was = TrustedClaims.Of(Credential);
        var expression = Test is null ? null : Credential.ReadExpression();
        return expression is null
            ? was with { Subject = becomes }
            : was with { Expression = expression.With(t => t == Test, becomes).ToString() };
    }
}
