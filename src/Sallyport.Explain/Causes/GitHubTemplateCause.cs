using Sallyport.Explain.Fixes;
using Sallyport.Explain.Subjects;

namespace Sallyport.Explain.Causes;

/// <summary>
/// The job's subject is GitHub's and has another form: its organization or its administrator has other claims put
/// into it, such as <c>repository_owner_id:1:repository_id:2:ref:refs/heads/main</c>. Source: "Customizing
/// the token claims" in "OpenID Connect reference", GitHub Docs.
/// </summary>
internal static class GitHubTemplateCause
{
    // What a template may contain, as the reference lists it, without what may begin another platform's subject.
    private static readonly string[] Claims =
    [
        "actor", "actor_id", "base_ref", "environment", "event_name", "head_ref", "job_workflow_ref", "ref", "ref_type",
        "repository", "repository_id", "repository_owner", "repository_owner_id", "repository_visibility", "workflow",
        "workflow_ref",
    ];

    /// <summary>Why the subject does not fit; null where it is no such one.</summary>
    public static LikelyCause? Of(TrustedSubject t, GitHubSubject trusted, string subject)
    {
        var parts = subject.Split(':');
        var named = Claims.Where(claim => parts.Contains(claim, StringComparer.Ordinal)).ToList();
        var isTemplates = parts[0] == "repo" || Claims.Contains(parts[0], StringComparer.Ordinal);
        if (!isTemplates || trusted.IsCustom || named.Count == 0)
            return null;
        var c = t.Credential;
        var canAsk = Fix.IsPlain(trusted.Repository) && !trusted.Repository.Contains('*', StringComparison.Ordinal);
        return new LikelyCause(
            "subject-form",
            FaultSide.Either,
            $"The job's subject has another form than that of the credential '{c.Name}': the organization or the "
            + $"repository has its subjects made of other claims ({string.Join(", ", named)}), by a template.",
            Fix.Say(
                "The credential's owner writes the subject in that form, once the template is known to be the "
                + "repository's; an organization has a template too (orgs/NAME)",
                canAsk ? $"gh api repos/{trusted.Repository}/actions/oidc/customization/sub" : null),
            Fix.Look("This lists the trusted subjects:", c.ApplicationId));
    }
}
