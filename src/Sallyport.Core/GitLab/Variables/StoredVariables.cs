namespace Sallyport.Core.GitLab;

/// <summary>
/// The variables of a project, its groups and its instance, as far as the ref of a pipeline may have them. Which of
/// them a job gets depends on its environment.
/// </summary>
public sealed class StoredVariables
{
    private readonly IReadOnlyList<CiVariable> instance;
    private readonly IReadOnlyList<IReadOnlyList<CiVariable>> groups;
    private readonly IReadOnlyList<CiVariable> project;

    /// <summary>Sorts them by whose they are.</summary>
    /// <param name="instance">Those of the instance.</param>
    /// <param name="groups">Those of the groups, the topmost group first.</param>
    /// <param name="project">Those of the project.</param>
    internal StoredVariables(
        IReadOnlyList<CiVariable> instance,
        IReadOnlyList<IReadOnlyList<CiVariable>> groups,
        IReadOnlyList<CiVariable> project)
    {
        this.instance = instance;
        this.groups = groups;
        this.project = project;
    }

    /// <summary>There are none.</summary>
    public static StoredVariables None { get; } = new([], [], []);

    /// <summary>
    /// Adds those to a job's sources that are for its environment. The name of the environment expands with those that
    /// are for every environment. Source: <c>Ci::Build#expanded_environment_name</c>, gitlabhq.
    /// </summary>
    public JobContext Give(JobContext context)
    {
        var general = context with { Sources = For(null, context.Sources) };
        return JobEnvironment.Of(general) is { Name: var name }
            ? context with { Sources = For(name, context.Sources) }
            : general;
    }

    private VariableSources For(string? environment, VariableSources others) => others with
    {
        Instance = Choose(instance, environment),
        Groups = [.. groups.SelectMany(g => Choose(g, environment))],
        Project = Choose(project, environment),
    };

    // The last of a key wins, so that the most exact scope comes last.
    private static IReadOnlyList<JobVariable> Choose(IReadOnlyList<CiVariable> variables, string? environment) =>
    [
        .. variables.Where(v => EnvironmentScope.Covers(v.EnvironmentScope, environment))
            .OrderBy(v => EnvironmentScope.Exactness(v.EnvironmentScope))
            .Select(v => v.ForJob()),
    ];
}
