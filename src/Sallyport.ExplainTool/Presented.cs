using System.Text.Json;
using Sallyport.Core.Entra.Federation;
using Sallyport.Explain.Brought;
using Sallyport.Explain.Fixes;

namespace Sallyport.ExplainTool;

/// <summary>What is presented: a token, or the decoded claims of one.</summary>
/// <param name="IdToken">The name of the job's ID token, where there are several.</param>
/// <param name="Token">The token; null when there are claims.</param>
/// <param name="Claims">The claims; null when there is a token.</param>
internal sealed record Presented(string? IdToken, string? Token, JsonElement? Claims)
{
    /// <summary>What was taken away around it, where that does not count; empty where nothing was.</summary>
    public IReadOnlyList<Wrapping> Around { get; init; } = [];

    /// <summary>What is known of the job that presents it.</summary>
    public JobOfToken? Job { get; init; }

    /// <summary>The token or the claims without what was put around them; null when nothing was.</summary>
    public Presented? Inside
    {
        get
        {
            var brought = Token is null ? null : BroughtText.Read(Token);
            if (brought is not { IsWrapped: true })
                return null;
            var isEmpty = brought.Token is null && brought.Claims is null;
            return isEmpty ? null : this with { Token = brought.Token, Claims = brought.Claims };
        }
    }

    /// <summary>Reads the token or the claims as the token service would.</summary>
    public AssertionReading Read() =>
        Claims is { } claims ? AssertionReader.ReadDecoded(claims) : AssertionReader.Read(Token!);
}
