using System.Text.Json;
using Sallyport.Core.Entra.Federation;
using Sallyport.Explain;
using Sallyport.Explain.Fixes;

namespace Sallyport.ExplainTool;

/// <summary>What is presented: a token, or the decoded claims of one.</summary>
/// <param name="IdToken">The name of the job's ID token, where there are several.</param>
/// <param name="Token">The token; null when there are claims.</param>
/// <param name="Claims">The claims; null when there is a token.</param>
internal sealed record Presented(string? IdToken, string? Token, JsonElement? Claims)
{
    /// <summary>What is known of the job that presents it.</summary>
    public JobOfToken? Job { get; init; }

    /// <summary>The token without what was put around it; null when nothing was.</summary>
    public Presented? Inside
    {
        get
        {
            var inside = Token is null ? null : TokenText.Inside(Token);
            return inside is null ? null : this with { Token = inside };
        }
    }

    /// <summary>Reads the token or the claims as the token service would.</summary>
    public AssertionReading Read() =>
        Claims is { } claims ? AssertionReader.ReadDecoded(claims) : AssertionReader.Read(Token!);
}
