using System.Text.RegularExpressions;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Wire;

namespace Sallyport.Core.Entra.Tokens;

/// <summary>The challenge of PKCE (RFC 7636 §4.2).</summary>
internal static partial class CodeChallenge
{
    /// <summary>
    /// The SHA-256 of the verifier that is expected; null without a challenge. Throws AADSTS501491.
    /// </summary>
    public static byte[]? Read(AuthorizeRequest request)
    {
        if (request.CodeChallenge is not { } challenge)
            return null;
        var hash = request.CodeChallengeMethod switch
        {
            "S256" => StrictBase64Url.Decode(challenge),
            "plain" when Verifier().IsMatch(challenge) => GrantText.HashOf(challenge),
            _ => null,
        };
        return hash is { Length: 32 } ? hash : throw Aadsts.ChallengeMalformed().ToException();
    }

    [GeneratedRegex("^[A-Za-z0-9._~-]{43,128}$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex Verifier();
}
