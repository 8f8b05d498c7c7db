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
    /// <summary>The kind of a token that GitLab no longer issues.</summary>
    public const string RetiredToken = "token-retired";

    private const string Www = "www.";
    private const string OtherHostKind = "issuer-other-host";

    private static readonly string[] Documents = ["/.well-known", "/oauth/discovery", "/-/jwks"];
    private static readonly string[] ClusterHosts = ["kubernetes.default.svc", "kubernetes.default.svc.cluster.local"];

    /// <summary>Each slip of a spelling by itself; what else differs is one cause.</summary>
    public static IReadOnlyList<LikelyCause> Of(FederatedIdentityCredential c, Assertion a) =>
        Respelling.OfIssuer(c.Issuer, a.Issuer) ? Spelling(c, a.Issuer) : [Other(c, a)];

    private static LikelyCause Other(FederatedIdentityCredential c, Assertion a)
    {
        var expected = c.Issuer;
        var presented = a.Issuer;
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
    public static LikelyCause Insecure(Guid application, Assertion a) =>
        IsRetired(a) ? Retired(a) : Plain(application, a);

    // Source: "Old versions of JSON web tokens are deprecated", GitLab's deprecations: since 15.9, removed in 17.0.
    private static bool IsRetired(Assertion a)
    {
        var isHost = !a.Issuer.Contains("://", StringComparison.Ordinal);
        var isJob = a.Subject.StartsWith("job_", StringComparison.Ordinal);
        return isHost && isJob && GitLabSubject.IsId(a.Subject["job_".Length..]);
    }

    private static LikelyCause Retired(Assertion a) => new(
        RetiredToken,
        FaultSide.Job,
        $"This is the token of the variable CI_JOB_JWT, which GitLab has retired: its issuer '{a.Issuer}' is no https "
        + $"address, and its subject '{a.Subject}' names one job.",
        Fix.Say(
            "In .gitlab-ci.yml, have the job ask for an ID token with id_tokens, pass that on, and have the "
            + "credential trust its subject (project_path:GROUP/PROJECT:ref_type:branch:ref:NAME)",
            null));

    private static LikelyCause Plain(Guid application, Assertion a) => new(
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

    // That it is a spelling is decided; here each slip gets its name.
    private static IReadOnlyList<LikelyCause> Spelling(FederatedIdentityCredential c, string presented)
    {
        var becomes = TrustedClaims.Of(c) with { Issuer = presented };
        var fix = CredentialFix.Change(c, "Spell the credential's issuer as the token does:", becomes);
        return
        [
            .. SlipsAround(c.Issuer)
                .Concat(SlipsIn(IssuerAddress.Bare(c.Issuer), presented))
                .Select(slip => new LikelyCause(slip.Kind, FaultSide.Credential, slip.Cause, fix)),
        ];
    }

    private static IEnumerable<(string Kind, string Cause)> SlipsAround(string expected)
    {
        if (Characters.Invisible(expected) is { } hidden)
            yield return ("issuer-invisible", $"The credential's issuer contains an invisible character, {hidden}.");
        if (expected.Any(Characters.IsPlainBlank))
            yield return ("issuer-white-space", "The credential's issuer has white space in or around it.");
        if (SubjectSpelling.Unquoted(expected) != Characters.Trim(expected))
            yield return ("issuer-quoted", "The credential's issuer has quotation marks around it.");
    }

    private static IEnumerable<(string Kind, string Cause)> SlipsIn(string expected, string presented)
    {
        if (!expected.Contains("://", StringComparison.Ordinal))
            yield return ("issuer-without-scheme", "The credential's issuer lacks https://.");
        if (expected.StartsWith("http://", StringComparison.OrdinalIgnoreCase))
            yield return ("issuer-http", "The credential's issuer says http, the token's says https.");
        var hasDocument = Array.Exists(Documents, d => expected.Contains(d, StringComparison.Ordinal));
        if (hasDocument)
            yield return ("issuer-discovery-path",
                "The credential's issuer contains the path of a document, which the service finds by itself.");
        foreach (var slip in SlipsOfHost(IssuerAddress.AuthorityOf(expected), IssuerAddress.AuthorityOf(presented)))
            yield return slip;
        if (!hasDocument && expected.EndsWith('/') != presented.EndsWith('/'))
            yield return ("issuer-trailing-slash", "The two issuers differ by a trailing slash.");
        else if (!hasDocument && Slashes(expected) != Slashes(presented))
            yield return ("issuer-trailing-slash", "The two issuers differ by the number of slashes at the end.");
    }

    private static IEnumerable<(string Kind, string Cause)> SlipsOfHost(string expected, string presented)
    {
        if (HasWww(expected) && !HasWww(presented))
            yield return ("issuer-www", "The credential's issuer has www. before the host.");
        if (expected.EndsWith(":443", StringComparison.Ordinal) != presented.EndsWith(":443", StringComparison.Ordinal))
            yield return ("issuer-port",
                "The two issuers differ by the port :443, which https means anyway; they are compared as text.");
        var host = IssuerAddress.WithoutPort(expected);
        var job = IssuerAddress.WithoutPort(presented);
        if (host.EndsWith('.') != job.EndsWith('.'))
            yield return ("issuer-trailing-dot",
                "The two issuers differ by a dot behind the host, which means the same in DNS; "
                + "they are compared as text.");
        if (DiffersInCase(host.TrimEnd('.'), job.TrimEnd('.')))
            yield return ("issuer-letter-case", "The two issuers differ in the letter case of the host.");
    }

    private static bool DiffersInCase(string host, string job)
    {
        var plain = HasWww(host) && !HasWww(job) ? host[Www.Length..] : host;
        return plain != job && string.Equals(plain, job, StringComparison.OrdinalIgnoreCase);
    }

    private static int Slashes(string address) => address.Length - address.TrimEnd('/').Length;

    private static bool HasWww(string host) => host.StartsWith(Www, StringComparison.OrdinalIgnoreCase);

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
                Platforms.IsGitLabs(c) && Platforms.IsGitLabs(a)
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
