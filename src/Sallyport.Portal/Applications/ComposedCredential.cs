using System.Text.RegularExpressions;
using Sallyport.Core.Entra.Federation;

namespace Sallyport.Portal.Applications;

/// <summary>What the fields of the form come to: the texts that a credential compares with a token.</summary>
/// <param name="Issuer">The issuer.</param>
/// <param name="Subject">The subject; null where an expression decides.</param>
/// <param name="Expression">The claims matching expression; null where the subject decides.</param>
/// <param name="Audience">The audience.</param>
/// <param name="Problems">What is missing, by the name of the field.</param>
public sealed partial record ComposedCredential(
    string Issuer,
    string? Subject,
    string? Expression,
    string Audience,
    IReadOnlyDictionary<string, string> Problems)
{
    /// <summary>Composes what was entered.</summary>
    public static ComposedCredential Of(EnteredCredential entered)
    {
        if (entered.Scenario == CredentialScenario.GitLab)
            return OfGitLab(entered);
        if (entered.Scenario == CredentialScenario.GitHub)
            return OfGitHub(entered);
        return entered.Scenario == CredentialScenario.Kubernetes ? OfKubernetes(entered) : OfOther(entered);
    }

    /// <summary>As a credential, to be judged before it is saved.</summary>
    public FederatedIdentityCredential ToCredential(Guid applicationId, string name) => new()
    {
        Id = Guid.Empty,
        ApplicationId = applicationId,
        Name = name,
        Issuer = Issuer,
        Subject = Subject,
        Audience = Audience,
        Expression = Expression,
        ExpressionLanguageVersion = Expression is null ? null : ClaimsMatchingExpression.LanguageVersion,
        CreatedDateTime = DateTimeOffset.UnixEpoch,
    };

    private static ComposedCredential OfGitLab(EnteredCredential e)
    {
        var problems = new FieldProblems()
            .Require("issuer", e.Issuer, "Enter the address of the GitLab instance.")
            .Require("group", e.Group, "Enter the group, such as mygroup or mygroup/subgroup.")
            .Require("project", e.Project, "Enter the project's name as it stands in its address.");
        var isAny = e.RefType == "any-branch";
        if (!isAny)
            problems.Require("ref", e.Ref, $"Enter the {(e.RefType == "tag" ? "tag" : "branch")}.");
        if (e.RefType == "environment")
            problems.Require("tier", e.Tier, "Choose the deployment tier.");
        problems.RequireId("project_id", e.ProjectId);
        if (e.Link.Length > 0)
            problems.Require("link", "", "This is not the https address of a project or of a page of one.");
        var subject = GitLabSubjectOf(e);
        var issuer = e.Issuer.TrimEnd('/');
        if (!isAny && e.ProjectId.Length == 0)
            return new ComposedCredential(issuer, subject, null, e.Audience, problems.All);
        var test = new ClaimTest("sub", isAny ? ClaimOperator.Matches : ClaimOperator.Eq, subject).ToString();
        var id = new ClaimTest("project_id", ClaimOperator.Eq, e.ProjectId);
        var expression = e.ProjectId.Length == 0 ? test : $"{test} and {id}";
        return new ComposedCredential(issuer, null, expression, e.Audience, problems.All);
    }

    private static string GitLabSubjectOf(EnteredCredential e)
    {
        var lead = $"project_path:{e.Group.Trim('/')}/{e.Project}:ref_type:";
        return e.RefType switch
        {
            "any-branch" => lead + "branch:ref:*",
            "environment" => $"{lead}branch:ref:{e.Ref}:deployment_tier:{e.Tier}",
            "tag" => $"{lead}tag:ref:{e.Ref}",
            _ => $"{lead}branch:ref:{e.Ref}",
        };
    }

    private static ComposedCredential OfGitHub(EnteredCredential e)
    {
        var problems = new FieldProblems()
            .Require("organization", e.Organization, "Enter the organization or the user.")
            .Require("repository", e.Repository, "Enter the repository's name.")
            .RequireId("organization_id", e.OrganizationId)
            .RequireId("repository_id", e.RepositoryId);
        if (e.OrganizationId.Length > 0)
            problems.Require("repository_id", e.RepositoryId, "Enter both IDs, or neither.");
        if (e.RepositoryId.Length > 0)
            problems.Require("organization_id", e.OrganizationId, "Enter both IDs, or neither.");
        if (e.Entity != "pull_request")
            problems.Require("entity_name", e.EntityName, $"Enter the name of the {e.Entity}.");
        var areIds = e.OrganizationId.Length > 0;
        var repository = areIds
            ? $"{e.Organization}@{e.OrganizationId}/{e.Repository}@{e.RepositoryId}"
            : $"{e.Organization}/{e.Repository}";
        var entity = e.Entity switch
        {
            "pull_request" => "pull_request",
            "environment" => $"environment:{e.EntityName}",
            "tag" => $"ref:refs/tags/{e.EntityName}",
            _ => $"ref:refs/heads/{e.EntityName}",
        };
        var subject = $"repo:{repository}:{entity}";
        return new ComposedCredential(IssuerProfiles.GitHubActions, subject, null, e.Audience, problems.All);
    }

    private static ComposedCredential OfKubernetes(EnteredCredential e)
    {
        var problems = new FieldProblems()
            .Require("issuer", e.Issuer, "Enter the issuer URL of the cluster.")
            .Require("namespace", e.Namespace, "Enter the namespace.")
            .Require("service_account", e.ServiceAccount, "Enter the name of the service account.");
        var subject = $"system:serviceaccount:{e.Namespace}:{e.ServiceAccount}";
        return new ComposedCredential(e.Issuer, subject, null, e.Audience, problems.All);
    }

    private static ComposedCredential OfOther(EnteredCredential e)
    {
        var isExpression = e.Kind == EnteredCredential.ExpressionKind;
        var what = isExpression ? "claims matching expression" : "subject";
        var problems = new FieldProblems()
            .Require("issuer", e.Issuer, "Enter the issuer: the iss of its tokens, character for character.")
            .Require("value", e.Value, $"Enter the {what}.");
        return new ComposedCredential(
            e.Issuer, isExpression ? null : e.Value, isExpression ? e.Value : null, e.Audience, problems.All);
    }

    /// <summary>Collects what is missing.</summary>
    private sealed class FieldProblems
    {
        public Dictionary<string, string> All { get; } = new(StringComparer.Ordinal);

        public FieldProblems Require(string field, string value, string problem)
        {
            if (value.Length == 0)
                All.TryAdd(field, problem);
            return this;
        }

        public FieldProblems RequireId(string field, string value)
        {
            if (value.Length > 0 && !Digits().IsMatch(value))
                All.TryAdd(field, "An ID has digits only.");
            return this;
        }
    }

    [GeneratedRegex("^[0-9]{1,19}\\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex Digits();
}
