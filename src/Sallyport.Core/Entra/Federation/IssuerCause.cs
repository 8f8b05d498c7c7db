using Sallyport.Core.Entra.Directory;

namespace Sallyport.Core.Entra.Federation;

/// <summary>Why no credential names the issuer. Only another spelling of the same https address is mended; another host never is.</summary>
internal static class IssuerCause
{
    private const string Discovery = "/.well-known/openid-configuration";
    private const string Spell = "Spell the credential's issuer as the token does:";

    public static LikelyCause Of(FederatedIdentityCredential c, Assertion a)
    {
        var (expected, presented) = (c.Issuer, a.Issuer);
        if (!presented.StartsWith("https://", StringComparison.Ordinal))
            return Insecure(c, presented);
        return Spelling(expected, presented) is { } slip
            ? new(slip.Kind, FaultSide.Credential, slip.Cause, Mend.Issuer(c, Spell, presented))
            : Another(c, expected, presented);
    }

    private static (string Kind, string Cause)? Spelling(string expected, string presented)
    {
        if (expected.Trim() == presented)
            return ("issuer-white-space", "The credential's issuer begins or ends with white space.");
        if (expected.TrimEnd('/') == presented.TrimEnd('/'))
            return ("issuer-trailing-slash", "The two issuers differ by a trailing slash alone.");
        if (string.Equals(expected, presented, StringComparison.OrdinalIgnoreCase))
            return ("issuer-letter-case", "The two issuers differ in letter case alone.");
        if (expected.EndsWith(Discovery, StringComparison.Ordinal) && expected[..^Discovery.Length].TrimEnd('/') == presented.TrimEnd('/'))
            return ("issuer-discovery-path", "The credential's issuer holds the path of the discovery document, which the service adds by itself.");
        if (expected.TrimEnd('/') == presented["https://".Length..].TrimEnd('/'))
            return ("issuer-without-scheme", "The credential's issuer lacks https://.");
        if (expected.StartsWith("http://", StringComparison.Ordinal) && "https" + expected["http".Length..].TrimEnd('/') == presented.TrimEnd('/'))
            return ("issuer-http", "The credential's issuer says http, the token https.");
        if (expected == presented + ":443" || expected + ":443" == presented)
            return ("issuer-port", "The two issuers differ by the port :443, which https means anyway; they are compared as text.");
        return null;
    }

    private static LikelyCause Insecure(FederatedIdentityCredential c, string presented) => new(
        "issuer-insecure", FaultSide.Issuer, $"The token's issuer '{presented}' is no https address, which the token service never accepts.",
        Mend.Look("Set external_url of the GitLab instance, or ci_id_tokens.issuer_url, to its https address; what is trusted is listed by:", c.ApplicationId));

    private static LikelyCause Another(FederatedIdentityCredential c, string expected, string presented)
    {
        var sameHost = Host(expected) is { } host && host == Host(presented);
        return new(
            sameHost ? "issuer-path" : "issuer-other-host",
            sameHost ? FaultSide.Either : FaultSide.Job,
            $"The job ran on '{presented}', which no credential trusts; the nearest, '{c.Name}', trusts '{expected}'.",
            Mend.Look("Run the job on the GitLab instance that is trusted. Which ones are is listed by:", c.ApplicationId));
    }

    private static string? Host(string issuer) => Uri.TryCreate(issuer, UriKind.Absolute, out var uri) ? uri.Authority : null;
}
