using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Core.GitLab;

/// <summary>The variables of the CI file that a job has before its rules add theirs.</summary>
internal static class PlanVariables
{
    /// <summary>
    /// From the lowest precedence to the highest: the top level, the rule of <c>workflow</c>, the job, its values of
    /// <c>parallel:matrix</c>. Each name once.
    /// </summary>
    public static IReadOnlyList<YamlVariable> Join(JobDefinition job, IReadOnlyList<YamlVariable> workflow)
    {
        List<YamlVariable> all =
        [
            .. job.Variables.Take(job.InheritedCount),
            .. workflow.Where(v => job.InheritedVariables.Takes(v.Key)),
            .. job.Variables.Skip(job.InheritedCount),
            .. job.Parallel?.Matrix ?? [],
        ];
        var names = new HashSet<string>(StringComparer.Ordinal);
        return [.. all.AsEnumerable().Reverse().Where(v => names.Add(v.Key)).Reverse()];
    }
}
