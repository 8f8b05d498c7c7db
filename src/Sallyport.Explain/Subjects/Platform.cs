using Sallyport.Core.Entra.Federation;

namespace Sallyport.Explain.Subjects;

/// <summary>The platforms whose files and settings a sentence may name.</summary>
internal enum Platform
{
    /// <summary>Another one, or one that is not known: the sentence stays neutral.</summary>
    Other,

    /// <summary>GitLab, wherever the instance runs.</summary>
    GitLab,

    /// <summary>GitHub Actions, whose issuer has one address for everybody.</summary>
    GitHub,
}

/// <summary>Which platform a token or a credential belongs to.</summary>
internal static class Platforms
{
    /// <summary>The platform of whoever issues the token; only GitLab's may have any address.</summary>
    public static Platform Of(string issuer, string? subject)
    {
        if (issuer == IssuerProfiles.GitHubActions)
            return Platform.GitHub;
        var isIssuerGitLabs = IssuerProfiles.Of(issuer)?.Name == IssuerProfiles.GitLab;
        var isSubjectGitLabs = GitLabSubject.Read(subject) is not null;
        return isIssuerGitLabs || isSubjectGitLabs ? Platform.GitLab : Platform.Other;
    }

    /// <summary>Whether a token is that of a GitLab job.</summary>
    public static bool IsGitLabs(Assertion a) => Of(a.Issuer, a.Subject) == Platform.GitLab;

    /// <summary>Whether a credential trusts GitLab jobs.</summary>
    public static bool IsGitLabs(FederatedIdentityCredential c) => Of(c.Issuer, c.Subject) == Platform.GitLab;
}
