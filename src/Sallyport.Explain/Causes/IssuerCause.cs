using Sallyport.Core.Entra.Federation;
using Sallyport.Explain.Fixes;
using Sallyport.Explain.Subjects;

namespace Sallyport.Explain.Causes;

/// <summary>
/// Why no credential names the issuer. Only another spelling of the same https address is fixed; another host or path
/// never is.
/// </summary>
internal static class IssuerCause
{
    private const string Www = "https://www.";

    private static readonly string[] Documents = ["/.well-known", "/oauth/discovery", "/-/jwks"];
    private static readonly string[] ClusterHosts = ["kubernetes.default.svc", "kubernetes.default.svc.cluster.local"];

    public static LikelyCause Of(FederatedIdentityCredential c, Assertion a)
    {
        var expected = c.Issuer;
        var presented = a.Issuer;
        if (Respelling.OfIssuer(expected, presented))
            return Spelling(c, presented);
        if (!presented.StartsWith("https://", StringComparison.Ordinal))
            return Insecure(c.ApplicationId, presented);
        if (Placeholder.In(expected) is { } placeholder)
            return new LikelyCause(
                "issuer-placeholder",
                FaultSide.Credential,
                $"The issuer of the credential '{c.Name}' still holds a placeholder, '{placeholder}'.",
                Fix.Look(
                    "Put the address of your GitLab instance in its place, as the instance itself has it; the "
                    + "credentials are listed by:",
                    c.ApplicationId));
        if (Characters.LookAlike(expected, presented) is { } strange)
            return new LikelyCause(
                "issuer-look-alike",
                FaultSide.Credential,
                $"The two issuers look alike and are not the same: one has {strange}.",
                Fix.Look("Type the issuer again, do not paste it; the credentials are listed by:", c.ApplicationId));
        return Another(c, presented);
    }

    /// <summary>No token service reads the keys of such an issuer.</summary>
    public static LikelyCause Insecure(Guid application, string presented) => new(
        "issuer-insecure",
        FaultSide.Issuer,
        $"The token's issuer '{presented}' is not an https address; the token service never accepts such an issuer.",
        Fix.Look(
            "Set external_url of the GitLab instance, or ci_id_tokens.issuer_url, to its https address; what is "
            + "trusted is listed by:",
            application));

    // That it is a spelling is decided; here it gets its name.
    private static LikelyCause Spelling(FederatedIdentityCredential c, string presented)
    {
        var (kind, cause) = SlipOf(c.Issuer, presented);
        var becomes = TrustedClaims.Of(c) with { Issuer = presented };
        return new LikelyCause(
            kind,
            FaultSide.Credential,
            cause,
            CredentialFix.Change(c, "Spell the credential's issuer as the token does:", becomes));
    }

    private static (string Kind, string Cause) SlipOf(string expected, string presented)
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
            return ("issuer-discovery-path",
                "The credential's issuer holds the path of a document, which the service finds by itself.");
        if (HasWww(expected) && !HasWww(presented))
            return ("issuer-www", "The credential's issuer has www. before the host.");
        if (expected.TrimEnd('/') == presented.TrimEnd('/'))
            return ("issuer-trailing-slash", "The two issuers differ by a trailing slash alone.");
        return string.Equals(expected, presented, StringComparison.OrdinalIgnoreCase)
            ? ("issuer-letter-case", "The two issuers differ in the letter case of the host alone.")
            : ("issuer-port",
                "The two issuers differ by the port :443, which https means anyway; they are compared as text.");
    }

    private static bool HasWww(string issuer) => issuer.StartsWith(Www, StringComparison.OrdinalIgnoreCase);

    private static LikelyCause Another(FederatedIdentityCredential c, string presented)
    {
        var host = Host(presented);
        if (host is not null && host == Host(c.Issuer))
            return OtherPath(c, presented);
        if (ClusterHosts.Contains(host, StringComparer.Ordinal))
            return new LikelyCause(
                "issuer-of-cluster",
                FaultSide.Issuer,
                $"The token's issuer is '{presented}', the name that a cluster has for itself: "
                + "no token service outside of it can read its keys.",
                Fix.Look(
                    "Give the cluster an issuer of a public address, on AKS with az aks update --enable-oidc-issuer, "
                    + "and name that in the credential; what is trusted is listed by:",
                    c.ApplicationId));
        return new LikelyCause(
            "issuer-other-host",
            FaultSide.Job,
            $"The job ran on '{presented}', which no credential trusts; the nearest, '{c.Name}', trusts '{c.Issuer}'.",
            Fix.Look(
                "Run the job on the GitLab instance that is trusted. Which ones are is listed by:",
                c.ApplicationId));
    }

    private static LikelyCause OtherPath(FederatedIdentityCredential c, string presented)
    {
        var ask = $"curl --fail --silent {presented.TrimEnd('/')}/.well-known/openid-configuration | jq -r .issuer";
        return new LikelyCause(
            "issuer-path",
            FaultSide.Either,
            $"The job ran on '{presented}', the credential '{c.Name}' trusts '{c.Issuer}': "
            + "one host, and two addresses of it, which may be two issuers.",
            Fix.Say(
                "See what the instance calls itself, and have the credential's owner write that",
                Fix.IsPlain(presented) ? ask : null));
    }

    private static string? Host(string issuer) =>
        Uri.TryCreate(IssuerAddress.Plain(issuer), UriKind.Absolute, out var uri) ? uri.Authority : null;
}
