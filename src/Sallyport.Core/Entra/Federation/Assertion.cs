using System.Text.Json;
using Sallyport.Core.Signing;

namespace Sallyport.Core.Entra.Federation;

/// <summary>
/// A federated assertion whose syntax is read and whose signature is not yet verified: look-ups may use it, nothing may
/// believe it.
/// </summary>
/// <param name="Jws">The signed form.</param>
/// <param name="Issuer"><c>iss</c>.</param>
/// <param name="Subject"><c>sub</c>.</param>
/// <param name="Audiences"><c>aud</c>, as a list; only a single one can match.</param>
/// <param name="Expires"><c>exp</c>.</param>
/// <param name="NotBefore"><c>nbf</c>, or null.</param>
/// <param name="IssuedAt"><c>iat</c>, or null.</param>
/// <param name="Claims">All claims, for expressions.</param>
public sealed record Assertion(
    UnverifiedJws Jws,
    string Issuer,
    string Subject,
    IReadOnlyList<string> Audiences,
    DateTimeOffset Expires,
    DateTimeOffset? NotBefore,
    DateTimeOffset? IssuedAt,
    JsonElement Claims)
{
    /// <summary>
    /// Whether these are claims that somebody decoded, recorded or computed: one that is not among them may be in the
    /// token all the same.
    /// </summary>
    public bool IsPartial { get; init; }

    /// <summary>The audience as messages show it.</summary>
    public string Audience => string.Join(',', Audiences);
}
