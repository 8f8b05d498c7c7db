using System.Text.Json;
using Sallyport.Core.Wire;

namespace Sallyport.Core.Entra.Federation;

/// <summary>The values of an assertion that credentials are about. They identify and prove nothing: a token cannot be made of them.</summary>
/// <param name="Issuer"><c>iss</c>.</param>
/// <param name="Subject"><c>sub</c>.</param>
/// <param name="Audience"><c>aud</c>.</param>
public sealed record PresentedClaims(string Issuer, string Subject, string Audience)
{
    /// <summary>What an expression for this issuer may test besides <c>sub</c>, as far as it was presented as a text.</summary>
    public IReadOnlyDictionary<string, string>? Claims { get; init; }

    /// <summary>Of an assertion.</summary>
    public static PresentedClaims Of(Assertion assertion) => new(assertion.Issuer, assertion.Subject, assertion.Audience)
    {
        Claims = IssuerProfiles.Of(assertion.Issuer)?.Claims
            .Where(name => name != "sub")
            .Select(name => (Name: name, Value: assertion.Claims.String(name)))
            .Where(claim => !string.IsNullOrEmpty(claim.Value))
            .ToDictionary(claim => claim.Name, claim => claim.Value!, StringComparer.Ordinal),
    };

    /// <summary>As decoded claims, to be compared with credentials once more.</summary>
    public JsonElement Decoded()
    {
        var claims = new Dictionary<string, string>(Claims ?? new Dictionary<string, string>(), StringComparer.Ordinal)
        {
            ["iss"] = Issuer, ["sub"] = Subject, ["aud"] = Audience,
        };
        return JsonSerializer.SerializeToElement(claims);
    }
}
