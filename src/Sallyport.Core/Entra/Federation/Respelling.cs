using System.Text;

namespace Sallyport.Core.Entra.Federation;

/// <summary>
/// Whether a credential says the same as before, spelt otherwise. What is presented is unverified: anybody can post any claims, and
/// decoded claims have no signature at all. So a mend may change a credential to another spelling of what it already says and to nothing
/// else; this is the one check that each changed credential passes. Spelling is: white space, invisible characters and quotation marks
/// around a value, a trailing slash, a missing https://, the port :443, the discovery document's path, the letter case of a host, and
/// what <see cref="SubjectSpelling"/> says of a subject with the letter case of a GitLab project, whose path no other project has in
/// whatever case, and with the names of GitHub (<see cref="GitHubSubject.WithNamesOf"/>).
/// </summary>
internal static class Respelling
{
    private const string Https = "https://";
    private static readonly string[] Documents = ["/.well-known/openid-configuration", "/.well-known", "/oauth/discovery/keys", "/-/jwks"];

    /// <summary>Whether the change is one of spelling alone.</summary>
    public static bool Is(TrustedClaims was, TrustedClaims becomes) =>
        (was.Issuer == becomes.Issuer || OfIssuer(was.Issuer, becomes.Issuer))
        && (was.Audience == becomes.Audience || OfAudience(was.Audience, becomes.Audience) || IsTutorials(was, becomes.Audience))
        && (was.Subject == becomes.Subject || (was.Subject is { } s && becomes.Subject is { } t && OfSubject(s, t, was.Issuer)))
        && (was.Expression == becomes.Expression || (was.Expression is { } e && becomes.Expression is { } f && OfExpression(e, f, was.Issuer)));

    /// <summary>Whether an issuer is another's spelling. The plainer one of two hosts, www before it or not, is the same owner's.</summary>
    public static bool OfIssuer(string was, string becomes) => becomes.StartsWith(Https, StringComparison.Ordinal) && IsClean(becomes)
        && (Address(was) is var address && address == Address(becomes) || WithoutWww(address) == Address(becomes));

    /// <summary>Whether an audience is another's spelling.</summary>
    public static bool OfAudience(string was, string becomes) => IsClean(becomes) && Audience(was) == Audience(becomes);

    /// <summary>Whether a subject is another's spelling.</summary>
    public static bool OfSubject(string was, string becomes, string issuer)
    {
        var plain = SubjectSpelling.Plain(was, issuer);
        return SubjectSpelling.Plain(becomes, issuer) == becomes
            && (plain == becomes || WithNamesOf(plain, becomes, issuer) == becomes);
    }

    /// <summary>A subject with the project or repository named as in another one, where the two names are one; else as it is.</summary>
    public static string WithNamesOf(string subject, string other, string issuer) =>
        GitHubSubject.Read(subject, issuer) is { } repository && GitHubSubject.Read(other, issuer) is { } called
            ? repository.WithNamesOf(called).ToString()
        : GitLabSubject.Read(subject) is { NamesOneProject: true, IsImmutable: false } parts && GitLabSubject.Read(other) is { IsImmutable: false } named
            && Ascii.EqualsIgnoreCase(parts.Project, named.Project)
            ? (parts with { Project = named.Project }).ToString()
        : subject;

    /// <summary>An address in its plainest spelling: https, host in lower case, no default port, nothing of discovery and no slash behind.</summary>
    public static string Address(string text)
    {
        var bare = Characters.WithoutBlanks(SubjectSpelling.Unquoted(text));
        var rest = bare.IndexOf("://", StringComparison.Ordinal) is >= 0 and var at
            ? Characters.Lower(bare[..at]) is "https" or "http" ? bare[(at + 3)..] : null
            : bare;
        if (rest is null)
            return bare.TrimEnd('/');
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var (host, path) = slash < 0 ? (rest, "") : (rest[..slash], rest[slash..].TrimEnd('/'));
        host = Characters.Lower(host);
        if (host.EndsWith(":443", StringComparison.Ordinal))
            host = host[..^4];
        if (Array.Find(Documents, d => path.EndsWith(d, StringComparison.Ordinal)) is { } document)
            path = path[..^document.Length].TrimEnd('/');
        return Https + host + path;
    }

    private static string Audience(string text)
    {
        var bare = Characters.Trim(SubjectSpelling.Unquoted(text));
        return Ascii.EqualsIgnoreCase(bare.TrimEnd('/'), AssertionVerifier.ExchangeAudience)
            ? AssertionVerifier.ExchangeAudience
            : bare.Contains('.', StringComparison.Ordinal) ? Address(bare) : bare.TrimEnd('/');
    }

    // GitLab's tutorial: the audience is the instance's own URL. Nobody who presents a token chooses that value: the credential has it.
    private static bool IsTutorials(TrustedClaims was, string audience) => audience == was.Issuer && was.Audience != AssertionVerifier.ExchangeAudience;

    private static bool OfExpression(string was, string becomes, string issuer) =>
        ClaimsMatchingExpression.Read(was).Expression is { } before && ClaimsMatchingExpression.Read(becomes).Expression is { } after
        && before.Tests.Count == after.Tests.Count
        && before.Tests.Zip(after.Tests).All(t => t.First.Claim == t.Second.Claim && t.First.Operator == t.Second.Operator
            && (t.First.Comparand == t.Second.Comparand
                || (t.First.Claim == "sub"
                    ? OfSubject(t.First.Comparand, t.Second.Comparand, issuer)
                    : Characters.Trim(SubjectSpelling.Unquoted(t.First.Comparand)) == t.Second.Comparand)));

    private static string WithoutWww(string address) =>
        address.StartsWith("https://www.", StringComparison.Ordinal) ? Https + address["https://www.".Length..] : address;

    private static bool IsClean(string text) => text.Length > 0 && !text.Any(Characters.IsBlank) && SubjectSpelling.Unquoted(text) == text;
}
