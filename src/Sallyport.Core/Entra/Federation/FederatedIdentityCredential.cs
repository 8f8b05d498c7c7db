namespace Sallyport.Core.Entra.Federation;

/// <summary>
/// A federated identity credential: whose assertions an application takes in place of a secret.
/// Source: Microsoft Graph, resource type <c>federatedIdentityCredential</c>.
/// </summary>
public sealed class FederatedIdentityCredential
{
    private ClaimsMatchingExpression? compiled;

    /// <summary>How many an application may hold.</summary>
    public const int MaximumPerApplication = 20;

    /// <summary>The object id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The object id of the application.</summary>
    public required Guid ApplicationId { get; init; }

    /// <summary>The immutable name, unique in the application.</summary>
    public required string Name { get; init; }

    /// <summary>Must equal the assertion's <c>iss</c>, character for character.</summary>
    public required string Issuer { get; set; }

    /// <summary>
    /// Must equal the assertion's <c>sub</c>, character for character. Null when an expression decides.
    /// </summary>
    public string? Subject { get; set; }

    /// <summary>
    /// Must equal the assertion's only <c>aud</c>. Graph shows it as a list, <c>audiences</c>, of exactly one.
    /// </summary>
    public required string Audience { get; set; }

    /// <summary>The owner's note, which no judgement looks at.</summary>
    public string? Description { get; set; }

    /// <summary>
    /// The text of the claims-matching expression, in <see cref="ExpressionLanguageVersion"/>. Null when the subject
    /// decides.
    /// </summary>
    public string? Expression { get; set; }

    /// <summary>The language of <see cref="Expression"/>; 1 is the only one.</summary>
    public int? ExpressionLanguageVersion { get; set; }

    /// <summary>
    /// Whether each assertion is taken once only. An addition to Microsoft Entra, off by default: az presents an
    /// assertion again until it expires.
    /// </summary>
    public bool SingleUse { get; set; }

    /// <summary>When it was made: credentials are listed and matched in this order.</summary>
    public required DateTimeOffset CreatedDateTime { get; init; }

    /// <summary>
    /// The tree of <see cref="Expression"/>, read once as long as the credential is kept. Null when there is none, or
    /// none that this program can read: of a newer language, or of a damaged row.
    /// </summary>
    public ClaimsMatchingExpression? ReadExpression()
    {
        if (Expression is null || ExpressionLanguageVersion != ClaimsMatchingExpression.LanguageVersion)
            return null;
        var known = compiled; // other threads may read it at the same time, and then the same tree is made twice
        return known?.Text == Expression ? known : compiled = ClaimsMatchingExpression.Read(Expression).Expression;
    }
}
