using Sallyport.Core.Refusals;

namespace Sallyport.Core.Entra.Rules;

/// <summary>A refusal of the token service.</summary>
/// <param name="Number">The number behind <c>AADSTS</c>.</param>
/// <param name="Error">The OAuth error (RFC 6749 §5.2), from which the status follows.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Message">The text behind <c>AADSTSn: </c>, without the identifiers that follow it.</param>
public sealed record AadstsRefusal(int Number, string Error, int Status, string Message)
    : Refusal(Status, $"AADSTS{Number}", Message)
{
    /// <summary><c>suberror</c>; left out when null.</summary>
    public string? Suberror { get; init; }
}
