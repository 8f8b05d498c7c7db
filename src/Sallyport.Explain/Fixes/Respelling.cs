using System.Text;
using Sallyport.Core.Entra.Federation;
using Sallyport.Explain.Subjects;

namespace Sallyport.Explain.Fixes;

/// <summary>
/// Whether a credential says the same as before, spelt otherwise. What is presented is unverified: anybody can post any
/// claims, and decoded claims have no signature at all. So a fix may change a credential to another spelling of what it
/// already says and to nothing else; this is the one check that each changed credential passes. Spelling is: white
/// space, invisible characters and quotation marks around a value, a trailing slash, a missing https://, the port :443,
/// the discovery document's path, the letter case of a host, and what <see cref="SubjectSpelling"/> says of a subject
/// with the letter case of a GitLab project, whose path no other project has in whatever case, and with the names of
/// GitHub (<see cref="GitHubSubject.WithNamesOf"/>).
/// </summary>
internal static class Respelling
{
    private const string Https = "https://";

    /// <summary>Whether the change is one of spelling alone.</summary>
    public static bool Is(TrustedClaims was, TrustedClaims becomes)
    {
        var isIssuer = was.Issuer == becomes.Issuer || OfIssuer(was.Issuer, becomes.Issuer);
        var isAudience = was.Audience == becomes.Audience
            || OfAudience(was.Audience, becomes.Audience)
            || IsTutorials(was, becomes.Audience)
            || IsDefault(was, becomes);
        return isIssuer
            && isAudience
            && IsSame(was.Subject, becomes.Subject, was.Issuer, OfSubject)
            && IsSame(was.Expression, becomes.Expression, was.Issuer, OfExpression);
    }

    /// <summary>
    /// Whether an issuer is another's spelling. Of two hosts, one with www. and one without, the one without has the
    /// same owner.
    /// </summary>
    public static bool OfIssuer(string was, string becomes)
    {
        if (!becomes.StartsWith(Https, StringComparison.Ordinal) || !IsClean(becomes))
            return false;
        var before = IssuerAddress.Plain(was);
        var after = IssuerAddress.Plain(becomes);
        return before == after || IssuerAddress.WithoutWww(before) == after;
    }

    /// <summary>Whether an audience is another's spelling.</summary>
    public static bool OfAudience(string was, string becomes) => IsClean(becomes) && Audience(was) == Audience(becomes);

    /// <summary>Whether a subject is another's spelling.</summary>
    public static bool OfSubject(string was, string becomes, string issuer)
    {
        if (SubjectSpelling.Plain(becomes, issuer) != becomes)
            return false;
        var plain = SubjectSpelling.Plain(was, issuer);
        return plain == becomes || WithNamesOf(plain, becomes, issuer) == becomes;
    }

    /// <summary>
    /// A subject with the project or repository named as in another one, where the two names are one; else as it is.
    /// </summary>
    public static string WithNamesOf(string subject, string other, string issuer)
    {
        var repository = GitHubSubject.Read(subject, issuer);
        var called = GitHubSubject.Read(other, issuer);
        if (repository is not null && called is not null)
            return repository.WithNamesOf(called).ToString();
        if (GitLabSubject.Read(subject) is not { NamesOneProject: true, IsImmutable: false } project)
            return subject;
        if (GitLabSubject.Read(other) is not { IsImmutable: false } named)
            return subject;
        return Ascii.EqualsIgnoreCase(project.Project, named.Project)
            ? (project with { Project = named.Project }).ToString()
            : subject;
    }

    private static bool IsSame(
        string? was, string? becomes, string issuer, Func<string, string, string, bool> isSpelling)
    {
        if (was == becomes)
            return true;
        return was is not null && becomes is not null && isSpelling(was, becomes, issuer);
    }

    private static string Audience(string text)
    {
        var bare = Characters.Trim(SubjectSpelling.Unquoted(text));
        if (Ascii.EqualsIgnoreCase(bare.TrimEnd('/'), FederatedJudge.ExchangeAudience))
            return FederatedJudge.ExchangeAudience;
        return bare.Contains('.', StringComparison.Ordinal) ? IssuerAddress.Plain(bare) : bare.TrimEnd('/');
    }

    // GitLab's tutorial: the audience is the instance's own URL. The value comes from the credential, never from a
    // presented token.
    private static bool IsTutorials(TrustedClaims was, string audience) =>
        audience == was.Issuer && was.Audience != FederatedJudge.ExchangeAudience;

    // Whom a credential trusts, its issuer and subject say; for whom a token was made, its audience. Only Entra's token
    // service takes tokens with the default, so nobody else can replay one that he got. Behind a pattern it stays.
    private static bool IsDefault(TrustedClaims was, TrustedClaims becomes) =>
        becomes == was with { Audience = FederatedJudge.ExchangeAudience }
        && was.Subject is { } subject
        && !Wildcard.IsWild(subject);

    private static bool OfExpression(string was, string becomes, string issuer)
    {
        var before = ClaimsMatchingExpression.Read(was).Expression;
        var after = ClaimsMatchingExpression.Read(becomes).Expression;
        return before is not null
            && after is not null
            && before.Tests.Count == after.Tests.Count
            && before.Tests.Zip(after.Tests).All(pair => OfTest(pair.First, pair.Second, issuer));
    }

    private static bool OfTest(ClaimTest was, ClaimTest becomes, string issuer)
    {
        if (was.Claim != becomes.Claim || was.Operator != becomes.Operator)
            return false;
        if (was.Comparand == becomes.Comparand)
            return true;
        return was.Claim == "sub"
            ? OfSubject(was.Comparand, becomes.Comparand, issuer)
            : Characters.Trim(SubjectSpelling.Unquoted(was.Comparand)) == becomes.Comparand;
    }

    private static bool IsClean(string text) =>
        text.Length > 0 && !text.Any(Pasted.IsBlank) && SubjectSpelling.Unquoted(text) == text;
}
