using Sallyport.Core.Entra.Federation;


namespace Sallyport.Server.Graph;

/// <summary>
/// The resource <c>federatedIdentityCredential</c> as Graph shows it: v1.0 knows no expression, and answers a
/// credential that has one with a null subject. Source: Microsoft Graph, resource type
/// <c>federatedIdentityCredential</c>, v1.0 and beta.
/// </summary>
internal static class FederatedIdentityCredentialResource
{
    /// <summary>Its members, in their order. Filters compare them ordinally, as the exchange does.</summary>
    public static readonly GraphResource<FederatedIdentityCredential> Model =
        new GraphResource<FederatedIdentityCredential>("federatedIdentityCredential", c => c.Id)
        .Stored("id", MemberType.Text, c => c.Id).Searched(c => c.Id)
        .Stored("name", MemberType.Text, c => c.Name).Searched(c => c.Name)
        .Stored("issuer", MemberType.Text, c => c.Issuer)
        .Stored("subject", MemberType.Text, c => c.Subject).Searched(c => c.Subject)
        .Stored("description", MemberType.Text, c => c.Description)
        .Stored("audiences", MemberType.Texts, c => new[] { c.Audience })
        .Stored("claimsMatchingExpression", MemberType.Complex, Expression).InBetaOnly()
        .Stored("@sallyport.singleUse", MemberType.Flag, c => c.SingleUse ? true : null);

    private static object? Expression(FederatedIdentityCredential credential) =>
        credential.Expression is null
            ? null
            : new { Value = credential.Expression, LanguageVersion = credential.ExpressionLanguageVersion };
}
