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
    private const string OtherHostKind = "issuer-other-host";

    private static readonly string[] Documents = ["/.well-known", "/oauth/discovery", "/-/jwks"];
    private static readonly string[] ClusterHosts = ["kubernetes.default.svc", "kubernetes.default.svc.cluster.local"];

    public static LikelyCause Of(FederatedIdentityCredential c, Assertion a)
    {
        var expected = c.Issuer;
        var presented = a.Issuer;
        if (Respelling.OfIssuer(expected, presented))
            return Spelling(c, presented);
        if (!presented.StartsWith("https://", StringComparison.Ordinal))
            return Insecure(c.ApplicationId, a);
        if (Placeholder.In(expected) is { } placeholder)
            return NotFilledIn(c, a, placeholder);
        if (Characters.LookAlike(expected, presented) is { } strange)
            return new LikelyCause(
                "issuer-look-alike",
                FaultSide.Credential,
                $"The two issuers look alike but are not the same: one has {strange}.",
                Fix.Look("Type the issuer again instead of pasting it; this lists the credentials:", c.ApplicationId));
        return Another(c, a);
    }

    /// <summary>No token service reads the keys of such an issuer.</summary>
    public static LikelyCause Insecure(Guid application, Assertion a) => new(
        "issuer-insecure",
        FaultSide.Issuer,
        $"The token's issuer '{a.Issuer}' is not an https address; the token service never accepts such an issuer.",
        Fix.Look(
            Platforms.IsGitLabs(a)
                ? "Set external_url of the GitLab instance, or ci_id_tokens.issuer_url, to its https address; this "
                    + "lists what is trusted:"
                : "Have the issuer use its https address in iss; this lists what is trusted:",
            application));

    private static LikelyCause NotFilledIn(FederatedIdentityCredential c, Assertion a, string placeholder)
    {
        var isGitLabs = Platforms.IsGitLabs(c) || Platforms.IsGitLabs(a);
        return new LikelyCause(
            "issuer-placeholder",
            FaultSide.Credential,
            $"The issuer of the credential '{c.Name}' still contains a placeholder, '{placeholder}'.",
            Fix.Look(
                isGitLabs
                    ? "Put the address of your GitLab instance in its place, as the instance itself has it; "
                        + "this lists the credentials:"
                    : "Put the address of the issuer in its place, as the issuer itself has it; this lists the "
                        + "credentials:",
                c.ApplicationId));
    }

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
            return ("issuer-invisible", $"The credential's issuer contains an invisible character, {hidden}.");
        if (expected.Any(Characters.IsBlank))
            return ("issuer-white-space", "The credential's issuer has white space in or around it.");
        if (SubjectSpelling.Unquoted(expected) != expected)
            return ("issuer-quoted", "The credential's issuer has quotation marks around it.");
        if (!expected.Contains("://", StringComparison.Ordinal))
            return ("issuer-without-scheme", "The credential's issuer lacks https://.");
        if (expected.StartsWith("http://", StringComparison.OrdinalIgnoreCase))
            return ("issuer-http", "The credential's issuer says http, the token's says https.");
        if (Array.Exists(Documents, d => expected.Contains(d, StringComparison.Ordinal)))
            return ("issuer-discovery-path",
                "The credential's issuer contains the path of a document, which the service finds by itself.");
        if (HasWww(expected) && !HasWww(presented))
            return ("issuer-www", "The credential's issuer has www. before the host.");
        if (expected.TrimEnd('/') == presented.TrimEnd('/'))
            return ("issuer-trailing-slash", "The two issuers differ only by a trailing slash.");
        return string.Equals(expected, presented, StringComparison.OrdinalIgnoreCase)
            ? ("issuer-letter-case", "The two issuers differ only in the letter case of the host.")
            : ("issuer-port",
                "The two issuers differ by the port :443, which https means anyway; they are compared as text.");
    }

    private static bool HasWww(string issuer) => issuer.StartsWith(Www, StringComparison.OrdinalIgnoreCase);

    private static LikelyCause Another(FederatedIdentityCredential c, Assertion a)
    {
        var presented = a.Issuer;
        var host = Host(presented);
        if (host is not null && host == Host(c.Issuer))
            return PlatformIssuerCause.Of(c, a, "issuer-path") ?? OtherPath(c, presented);
        if (ClusterHosts.Contains(host, StringComparer.Ordinal))
            return new LikelyCause(
                "issuer-of-cluster",
                FaultSide.Issuer,
                $"The token's issuer is '{presented}', the name that a cluster has for itself: "
                + "no token service outside the cluster can read its keys.",
                Fix.Look(
                    "Give the cluster an issuer with a public address (on AKS: az aks update --enable-oidc-issuer), "
                    + "and name that in the credential; this lists what is trusted:",
                    c.ApplicationId));
        return PlatformIssuerCause.Of(c, a, OtherHostKind) ?? OtherHost(c, a);
    }

    private static LikelyCause OtherHost(FederatedIdentityCredential c, Assertion a)
    {
        var where = Platforms.IsGitLabs(a) ? $"The job ran on '{a.Issuer}'" : $"The token's issuer is '{a.Issuer}'";
        return new LikelyCause(
            OtherHostKind,
            FaultSide.Job,
            $"{where}, which no credential trusts; the nearest, '{c.Name}', trusts '{c.Issuer}'.",
            Fix.Look(
                Platforms.IsGitLabs(c)
                    ? "Run the job on the GitLab instance that is trusted; this lists the trusted ones:"
                    : "Present a token of the issuer that is trusted; this lists the trusted ones:",
                c.ApplicationId));
    }

    private static LikelyCause OtherPath(FederatedIdentityCredential c, string presented)
    {
        var ask = $"curl --fail --silent {presented.TrimEnd('/')}/.well-known/openid-configuration | jq -r .issuer";
        return new LikelyCause(
            "issuer-path",
            FaultSide.Either,
            $"The token's issuer is '{presented}', and the credential '{c.Name}' trusts '{c.Issuer}': "
            + "the host is the same, but the two addresses may be two issuers.",
            Fix.Say(
                "See what the issuer calls itself, and have the credential's owner write that",
                Fix.IsPlain(presented) ? ask : null));
    }

    private static string? Host(string issuer) =>
        Uri.TryCreate(IssuerAddress.Plain(issuer), UriKind.Absolute, out var uri) ? uri.Authority : null;
}
