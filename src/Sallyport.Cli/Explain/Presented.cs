using System.Text.Json;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Tokens;

namespace Sallyport.Cli.Explain;

/// <summary>What is presented: a token, or the decoded claims of one.</summary>
/// <param name="IdToken">The name of the job's ID token, where there are several.</param>
/// <param name="Token">The token; null when there are claims.</param>
/// <param name="Claims">The claims.</param>
internal sealed record Presented(string? IdToken, string? Token, JsonElement? Claims)
{
    /// <summary>The token without what was put around it; null when there is nothing of that.</summary>
    public Presented? Inside => Token is not null && TokenText.Inside(Token) is { } inside ? this with { Token = inside } : null;

    /// <summary>Compares it with the credentials.</summary>
    /// <param name="document">The credentials.</param>
    /// <param name="furtherAlgorithms">What the token service takes besides RS256.</param>
    public Preflight Compare(CredentialDocument document, IReadOnlyCollection<string> furtherAlgorithms) =>
        Claims is { } claims ? Preflight.OfClaims(claims, document) : Preflight.OfToken(Token!, document, TimeProvider.System, furtherAlgorithms);
}
