using static Sallyport.Core.GitLab.JobVariables;

namespace Sallyport.Core.GitLab;

/// <summary>
/// The variables of a merge request pipeline. The instance-wide id, the title and people are left out: nothing here
/// knows them. Source: "Predefined CI/CD variables reference", GitLab documentation.
/// </summary>
internal static class MergeRequestVariables
{
    /// <summary>Those of the job's merge request; none without one.</summary>
    public static IEnumerable<JobVariable> Of(JobContext context)
    {
        if (context.Pipeline.MergeRequest is not { } request)
            return [];
        var target = context.Project;
        var isTargetProtected = target.Protects(new Ref(RefType.Branch, request.TargetBranch));
        return
        [
            Known("CI_MERGE_REQUEST_IID", Number(request.Iid)),
            Known("CI_MERGE_REQUEST_EVENT_TYPE", request.EventType),
            Known("CI_MERGE_REQUEST_REF_PATH", $"refs/merge-requests/{Number(request.Iid)}/head"),
            Known("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", context.Pipeline.RefName),
            Known("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", request.TargetBranch),
            Known("CI_MERGE_REQUEST_TARGET_BRANCH_PROTECTED", isTargetProtected ? "true" : "false"),
            Known("CI_MERGE_REQUEST_PROJECT_ID", Number(target.Id)),
            Known("CI_MERGE_REQUEST_PROJECT_PATH", target.Path),
            Known("CI_MERGE_REQUEST_PROJECT_URL", context.ProjectUrl),
            .. OfSource(context),
        ];
    }

    private static IEnumerable<JobVariable> OfSource(JobContext context)
    {
        if (context.Source is not { } source)
            yield break;
        yield return Known("CI_MERGE_REQUEST_SOURCE_PROJECT_ID", Number(source.Id));
        yield return Known("CI_MERGE_REQUEST_SOURCE_PROJECT_PATH", source.Path);
        yield return Known("CI_MERGE_REQUEST_SOURCE_PROJECT_URL", $"{context.Instance.Url}/{source.Path}");
    }
}
