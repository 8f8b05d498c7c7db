
namespace Sallyport.Core.Entra.Federation;

/// <summary>Why no credential names the issuer. Only another spelling of the same https address is mended; another host or path never is.</summary>
internal static class IssuerCause
{
    private static readonly string[] Documents = ["/.well-known", "/oauth/discovery", "/-/jwks"];

    public static LikelyCause Of(FederatedIdentityCredential c, Assertion a)
    {
        var (expected, presented) = (c.Issuer, a.Issuer);
        if (Respelling.OfIssuer(expected, presented))
        {
            var (kind, cause) = Spelling(expected, presented);
            return new(kind, FaultSide.Credential, cause, Mend.Change(c, "Spell the credential's issuer as the token does:", TrustedClaims.Of(c) with { Issuer = presented }));
        }
        if (!presented.StartsWith("https://", StringComparison.Ordinal))
            return Insecure(c.ApplicationId, presented);
        if (Placeholder.In(expected) is { } placeholder)
            return new("issuer-placeholder", FaultSide.Credential, $"The issuer of the credential '{c.Name}' still holds a placeholder, '{placeholder}'.",
                Mend.Look("Put the address of your GitLab instance in its place, as the instance itself has it; the credentials are listed by:", c.ApplicationId));
        if (Characters.LookAlike(expected, presented) is { } strange)
            return new("issuer-look-alike", FaultSide.Credential, $"The two issuers look alike and are not the same: one has {strange}.",
                Mend.Look("Type the issuer anew, do not paste it; the credentials are listed by:", c.ApplicationId));
        return Another(c, expected, presented);
    }

    /// <summary>No token service reads the keys of such an issuer.</summary>
    public static LikelyCause Insecure(Guid application, string presented) => new(
        "issuer-insecure", FaultSide.Issuer, $"The token's issuer '{presented}' is no https address, which the token service never accepts.",
        Mend.Look("Set external_url of the GitLab instance, or ci_id_tokens.issuer_url, to its https address; what is trusted is listed by:", application));

    // That it is a spelling is decided; here it gets its name.
    private static (string Kind, string Cause) Spelling(string expected, string presented)
    {
        if (Characters.Invisible(expected) is { } hidden)
            return ("issuer-invisible", $"The credential's issuer holds a character that cannot be seen, {hidden}.");
        if (expected.Any(Characters.IsBlank))
            return ("issuer-white-space", "The credential's issuer has white space in or around it.");
        if (SubjectSpelling.Unquoted(expected) != expected)
            return ("issuer-quoted", "The credential's issuer has quotation marks around it.");
        if (!expected.Contains("://", StringComparison.Ordinal))
            return ("issuer-without-scheme", "The credential's issuer lacks https://.");
        if (expected.StartsWith("http://", StringComparison.OrdinalIgnoreCase))
            return ("issuer-http", "The credential's issuer says http, the token https.");
        if (Array.Exists(Documents, d => expected.Contains(d, StringComparison.Ordinal)))
            return ("issuer-discovery-path", "The credential's issuer holds the path of a document, which the service finds by itself.");
        if (expected.StartsWith("https://www.", StringComparison.OrdinalIgnoreCase) && !presented.StartsWith("https://www.", StringComparison.OrdinalIgnoreCase))
            return ("issuer-www", "The credential's issuer has www. before the host.");
        if (expected.TrimEnd('/') == presented.TrimEnd('/'))
            return ("issuer-trailing-slash", "The two issuers differ by a trailing slash alone.");
        return string.Equals(expected, presented, StringComparison.OrdinalIgnoreCase)
            ? ("issuer-letter-case", "The two issuers differ in the letter case of the host alone.")
            : ("issuer-port", "The two issuers differ by the port :443, which https means anyway; they are compared as text.");
    }

    private static LikelyCause Another(FederatedIdentityCredential c, string expected, string presented)
    {
        var (host, other) = (Host(expected), Host(presented));
        if (host is not null && host == other)
            return new("issuer-path", FaultSide.Either,
                $"The job ran on '{presented}', the credential '{c.Name}' trusts '{expected}': one host, and two addresses of it, which may be two issuers.",
                Mend.Say("See what the instance calls itself, and have the credential's owner write that",
                    Mend.IsPlain(presented) ? $"curl --fail --silent {presented.TrimEnd('/')}/.well-known/openid-configuration | jq -r .issuer" : null));
        if (other is "kubernetes.default.svc" or "kubernetes.default.svc.cluster.local")
            return new("issuer-of-cluster", FaultSide.Issuer,
                $"The token's issuer is '{presented}', the name that a cluster has for itself: no token service outside of it can read its keys.",
                Mend.Look("Give the cluster an issuer of a public address, on AKS with az aks update --enable-oidc-issuer, and name that in the credential; what is trusted is listed by:", c.ApplicationId));
        return new("issuer-other-host", FaultSide.Job,
            $"The job ran on '{presented}', which no credential trusts; the nearest, '{c.Name}', trusts '{expected}'.",
            Mend.Look("Run the job on the GitLab instance that is trusted. Which ones are is listed by:", c.ApplicationId));
    }

    private static string? Host(string issuer) => Uri.TryCreate(Respelling.Address(issuer), UriKind.Absolute, out var uri) ? uri.Authority : null;
}
