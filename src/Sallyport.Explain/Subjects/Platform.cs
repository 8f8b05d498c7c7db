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

    /// <summary>A Kubernetes cluster, wherever it runs.</summary>
    Kubernetes,

    /// <summary>Service connections of Azure DevOps.</summary>
    AzureDevOps,

    /// <summary>HCP Terraform, once Terraform Cloud, and Terraform Enterprise.</summary>
    Terraform,

    Bitbucket,

    CircleCI,

    Buildkite,

    /// <summary>Jenkins with the plugin oidc-provider.</summary>
    Jenkins,

    Spacelift,

    /// <summary>Service accounts of Google Cloud.</summary>
    Google,

    /// <summary>Roles of AWS IAM.</summary>
    Aws,

    /// <summary>Workloads with a SPIFFE ID.</summary>
    Spiffe,
}

/// <summary>Which platform a token or a credential belongs to.</summary>
internal static class Platforms
{
    // SPIFFE and Kubernetes are told by the subject, so whoever has an address of its own comes first.
    private static readonly KnownPlatform[] All =
    [
        new AzureDevOpsPlatform(), new BitbucketPlatform(), new CircleCIPlatform(), new BuildkitePlatform(),
        new SpaceliftPlatform(), new GooglePlatform(), new AwsPlatform(), new KubernetesPlatform(),
        new TerraformPlatform(), new SpiffePlatform(), new JenkinsPlatform(),
    ];

    /// <summary>The platform of whoever issues the token.</summary>
    public static Platform Of(string issuer, string? subject)
    {
        if (issuer == IssuerProfiles.GitHubActions)
            return Platform.GitHub;
        var isIssuerGitLabs = IssuerProfiles.Of(issuer)?.Name == IssuerProfiles.GitLab;
        var isSubjectGitLabs = GitLabSubject.Read(subject) is not null;
        if (isIssuerGitLabs || isSubjectGitLabs)
            return Platform.GitLab;
        return All.FirstOrDefault(p => p.Covers(issuer, subject))?.Platform ?? Platform.Other;
    }

    /// <summary>What is known of a platform; null for GitLab, GitHub and those of which nothing is.</summary>
    public static KnownPlatform? Known(Platform platform) => Array.Find(All, p => p.Platform == platform);

    /// <summary>The same of whoever issues the token.</summary>
    public static KnownPlatform? Known(string issuer, string? subject) => Known(Of(issuer, subject));

    /// <summary>Whether a token is that of a GitLab job.</summary>
    public static bool IsGitLabs(Assertion a) => Of(a.Issuer, a.Subject) == Platform.GitLab;

    /// <summary>Whether a credential trusts GitLab jobs.</summary>
    public static bool IsGitLabs(FederatedIdentityCredential c) => Of(c.Issuer, c.Subject) == Platform.GitLab;
}
