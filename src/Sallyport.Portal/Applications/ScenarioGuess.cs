using System.Text.RegularExpressions;
using Sallyport.Core.Entra.Federation;

namespace Sallyport.Portal.Applications;

/// <summary>
/// Finds the scenario whose fields come to exactly what a credential says; else it is shown as one of another issuer.
/// </summary>
public static partial class ScenarioGuess
{
    /// <summary>The form of a credential that is there.</summary>
    public static EnteredCredential Of(FederatedIdentityCredential credential)
    {
        var plain = Plain(credential);
        EnteredCredential?[] guesses =
        [
            GitLab(credential, plain), GitHub(credential, plain), Kubernetes(credential, plain),
        ];
        return guesses.FirstOrDefault(g => g is not null && IsSame(ComposedCredential.Of(g), credential)) ?? plain;
    }

    /// <summary>The same with every text as it is.</summary>
    public static EnteredCredential Plain(FederatedIdentityCredential credential) => new()
    {
        Scenario = CredentialScenario.Other,
        Name = credential.Name,
        Description = credential.Description ?? "",
        Audience = credential.Audience,
        Issuer = credential.Issuer,
        Kind = credential.Expression is null ? EnteredCredential.SubjectKind : EnteredCredential.ExpressionKind,
        Value = credential.Expression ?? credential.Subject ?? "",
    };

    private static bool IsSame(ComposedCredential composed, FederatedIdentityCredential credential) =>
        composed.Problems.Count == 0
        && composed.Issuer == credential.Issuer
        && composed.Subject == credential.Subject
        && composed.Expression == credential.Expression;

    private static EnteredCredential? GitLab(FederatedIdentityCredential credential, EnteredCredential plain)
    {
        var tests = credential.ReadExpression()?.Tests ?? [];
        string? ComparandOf(string claim) => tests.FirstOrDefault(t => t.Claim == claim)?.Comparand;
        var parts = GitLabForm().Match(credential.Subject ?? ComparandOf("sub") ?? "");
        if (!parts.Success)
            return null;
        var name = parts.Groups["ref"].Value;
        var tier = parts.Groups["tier"].Value;
        var type = parts.Groups["type"].Value;
        if (tier.Length > 0)
            type = "environment";
        else if (name == "*")
            type = "any-branch";
        return plain with
        {
            Scenario = CredentialScenario.GitLab,
            Group = parts.Groups["group"].Value,
            Project = parts.Groups["project"].Value,
            ProjectId = ComparandOf("project_id") ?? "",
            RefType = type,
            Ref = name,
            Tier = tier,
        };
    }

    private static EnteredCredential? GitHub(FederatedIdentityCredential credential, EnteredCredential plain)
    {
        var parts = GitHubForm().Match(credential.Subject ?? "");
        if (!parts.Success)
            return null;
        return plain with
        {
            Scenario = CredentialScenario.GitHub,
            Organization = parts.Groups["org"].Value,
            OrganizationId = parts.Groups["orgId"].Value,
            Repository = parts.Groups["repo"].Value,
            RepositoryId = parts.Groups["repoId"].Value,
            Entity = parts.Groups["entity"].Value switch
            {
                "environment:" => "environment",
                "ref:refs/heads/" => "branch",
                "ref:refs/tags/" => "tag",
                _ => "pull_request",
            },
            EntityName = parts.Groups["name"].Value,
        };
    }

    private static EnteredCredential? Kubernetes(FederatedIdentityCredential credential, EnteredCredential plain)
    {
        var parts = (credential.Subject ?? "").Split(':');
        return parts is ["system", "serviceaccount", var space, var account]
            ? plain with { Scenario = CredentialScenario.Kubernetes, Namespace = space, ServiceAccount = account }
            : null;
    }

    [GeneratedRegex(
        "^project_path:(?<group>[^:]+)/(?<project>[^:/]+):ref_type:(?<type>branch|tag):ref:(?<ref>[^:]+)"
        + "(:deployment_tier:(?<tier>[^:]+))?\\z",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex GitLabForm();

    [GeneratedRegex(
        "^repo:(?<org>[^:/@]+)(@(?<orgId>[0-9]+))?/(?<repo>[^:/@]+)(@(?<repoId>[0-9]+))?:"
        + "(?<entity>environment:|ref:refs/heads/|ref:refs/tags/|pull_request\\z)(?<name>.*)\\z",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex GitHubForm();
}
