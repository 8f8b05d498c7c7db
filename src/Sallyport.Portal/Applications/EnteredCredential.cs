using Sallyport.Core.Entra.Federation;

namespace Sallyport.Portal.Applications;

/// <summary>
/// What was typed into the form for a federated credential. A field that its scenario lacks is empty.
/// </summary>
public sealed record EnteredCredential
{
    /// <summary>The kind of a value that is a subject.</summary>
    public const string SubjectKind = "subject";

    /// <summary>The kind of a value that is a claims matching expression.</summary>
    public const string ExpressionKind = "expression";

    /// <summary>Which fields the form has.</summary>
    public required CredentialScenario Scenario { get; init; }

    /// <summary>The credential's name.</summary>
    public string Name { get; init; } = "";

    /// <summary>The owner's note.</summary>
    public string Description { get; init; } = "";

    /// <summary>The <c>aud</c> that tokens must have.</summary>
    public string Audience { get; init; } = FederatedJudge.ExchangeAudience;

    /// <summary>The issuer: GitLab's instance, the cluster's issuer, or any other.</summary>
    public string Issuer { get; init; } = "";

    /// <summary>An address of a page at GitLab, from which the other fields are filled.</summary>
    public string Link { get; init; } = "";

    /// <summary>GitLab's group, or groups with slashes between.</summary>
    public string Group { get; init; } = "";

    /// <summary>The name of GitLab's project in its address.</summary>
    public string Project { get; init; } = "";

    /// <summary>The id of GitLab's project, which no renaming changes.</summary>
    public string ProjectId { get; init; } = "";

    /// <summary><c>branch</c>, <c>tag</c>, <c>environment</c> or <c>any-branch</c>.</summary>
    public string RefType { get; init; } = "branch";

    /// <summary>The branch or tag.</summary>
    public string Ref { get; init; } = "";

    /// <summary>The deployment tier of GitLab's environment.</summary>
    public string Tier { get; init; } = "";

    /// <summary>GitHub's organization or user.</summary>
    public string Organization { get; init; } = "";

    /// <summary>The id of it.</summary>
    public string OrganizationId { get; init; } = "";

    /// <summary>The name of GitHub's repository, without the organization.</summary>
    public string Repository { get; init; } = "";

    /// <summary>The id of it.</summary>
    public string RepositoryId { get; init; } = "";

    /// <summary><c>environment</c>, <c>branch</c>, <c>pull_request</c> or <c>tag</c>.</summary>
    public string Entity { get; init; } = "branch";

    /// <summary>The name of GitHub's environment, branch or tag.</summary>
    public string EntityName { get; init; } = "";

    /// <summary>The namespace of a cluster.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>The service account of a cluster.</summary>
    public string ServiceAccount { get; init; } = "";

    /// <summary>What <see cref="Value"/> is.</summary>
    public string Kind { get; init; } = SubjectKind;

    /// <summary>The subject or the expression, written out.</summary>
    public string Value { get; init; } = "";

    /// <summary>Reads a form, or the query of an address.</summary>
    /// <param name="field">A field of it; empty when it is not there.</param>
    /// <param name="gitLab">The address of the GitLab that is the default.</param>
    public static EnteredCredential Read(Func<string, string> field, string gitLab)
    {
        var scenario = CredentialScenario.Of(field("scenario"));
        return new EnteredCredential
        {
            Scenario = scenario,
            Name = field("name"),
            Description = field("description"),
            Audience = Or(field("audience"), FederatedJudge.ExchangeAudience),
            Issuer = Or(field("issuer"), scenario == CredentialScenario.GitLab ? gitLab : ""),
            Link = field("link"),
            Group = field("group"),
            Project = field("project"),
            ProjectId = field("project_id"),
            RefType = Or(field("ref_type"), "branch"),
            Ref = field("ref"),
            Tier = field("tier"),
            Organization = field("organization"),
            OrganizationId = field("organization_id"),
            Repository = field("repository"),
            RepositoryId = field("repository_id"),
            Entity = Or(field("entity"), "branch"),
            EntityName = field("entity_name"),
            Namespace = field("namespace"),
            ServiceAccount = field("service_account"),
            Kind = field("kind") == ExpressionKind ? ExpressionKind : SubjectKind,
            Value = field("value"),
        };
    }

    /// <summary>The same with what the pasted link tells, which is then used up; as it is without one.</summary>
    /// <param name="ownIssuer">
    /// The issuer of the instance's own GitLab, whose pages have another address in a browser of this machine.
    /// </param>
    public EnteredCredential Filled(string ownIssuer) =>
        GitLabLink.Read(Link, ownIssuer) is { } link ? link.Fill(this) : this;

    private static string Or(string text, string otherwise) => text.Length == 0 ? otherwise : text;
}
