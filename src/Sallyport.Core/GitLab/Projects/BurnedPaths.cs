namespace Sallyport.Core.GitLab;

/// <summary>
/// Whether a job may have ID tokens although its project's path was given up by another project. The credential of the
/// earlier project may still stand at a cloud, and would take the later one's tokens. Source:
/// <c>lib/gitlab/ci/oidc_burned_path_error.rb</c>, gitlabhq.
/// </summary>
public sealed class BurnedPaths(IGitLabStore store, GitLabInstance instance)
{
    /// <summary>The <c>failure_reason</c> of a job that may not.</summary>
    public const string FailureReason = "id_token_burned_project_path";

    /// <summary>What GitLab's page of such a job says.</summary>
    public const string Explanation =
        "ID token issuance is disabled in CI because this project's path was previously used by a different project. "
        + "To restore ID tokens, set `ci_id_token_sub_claim_components` to start with `project_id` (for example, "
        + "`[\"project_id\", \"ref_type\", \"ref\"]`) and update your cloud trust policy to match.";

    /// <summary>
    /// Whether the job is to fail: it declares ID tokens, their <c>sub</c> names the path, another project gave that
    /// path up, and the instance enforces the rule. gitlab.com always does.
    /// </summary>
    public async Task<bool> BlocksAsync(JobContext context, CancellationToken cancel)
    {
        var namesPath = context.Project.SubComponents.Contains(SubjectComponents.Path, StringComparer.Ordinal);
        if (context.Job.Definition.IdTokens.Count == 0 || !namesPath || context.Source is not { } source)
            return false;
        if (!await IsEnforcedAsync(cancel))
            return false;
        var burned = await store.FindBurnedRouteAsync(source.PathKey, cancel);
        return burned is not null && burned.ProjectId != source.Id;
    }

    private async Task<bool> IsEnforcedAsync(CancellationToken cancel) =>
        instance.IsGitLabCom || (await store.SettingsAsync(cancel)).BlockJwtForReclaimedPaths;
}
