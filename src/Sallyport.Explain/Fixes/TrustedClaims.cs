using Sallyport.Core.Entra.Federation;

namespace Sallyport.Explain.Fixes;

/// <summary>What a credential trusts.</summary>
/// <param name="Issuer">The issuer.</param>
/// <param name="Subject">The subject, or null.</param>
/// <param name="Audience">The audience.</param>
/// <param name="Expression">The expression in the subject's place, or null.</param>
internal sealed record TrustedClaims(string Issuer, string? Subject, string Audience, string? Expression)
{
    public static TrustedClaims Of(FederatedIdentityCredential c) => new(c.Issuer, c.Subject, c.Audience, c.Expression);

    /// <summary>The same credential with these texts.</summary>
    public FederatedIdentityCredential In(FederatedIdentityCredential c) => new()
    {
        Id = c.Id,
        ApplicationId = c.ApplicationId,
        Name = c.Name,
        Issuer = Issuer,
        Subject = Subject,
        Audience = Audience,
        Expression = Expression,
        ExpressionLanguageVersion = c.ExpressionLanguageVersion,
        CreatedDateTime = c.CreatedDateTime,
    };
}
