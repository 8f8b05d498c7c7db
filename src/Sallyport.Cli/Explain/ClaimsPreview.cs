using System.Text.Json;
using Sallyport.Cli.Output;
using Sallyport.Core.GitLab;
using Sallyport.Core.GitLab.Ci;
using Sallyport.Core.Refusals;

namespace Sallyport.Cli.Explain;

/// <summary>
/// The claims of a job's ID tokens before GitLab runs it: those that follow from the repository alone.
/// </summary>
internal static class ClaimsPreview
{
    // The rest – users, runners, pipelines, protection – only GitLab knows.
    private static readonly string[] Known =
    [
        "iss", "sub", "aud", "project_path", "job_project_path", "namespace_path", "job_namespace_path",
        "ref", "ref_type", "ref_path", "sha", "ci_config_sha", "ci_config_ref_uri", "environment_action",
    ];

    /// <summary>Computes the claims, by the names of the job's ID tokens.</summary>
    /// <exception cref="CommandFailedException">
    /// An audience uses a variable whose value is not known from here.
    /// </exception>
    public static IReadOnlyDictionary<string, JsonElement> Of(JobPlace place, JobDefinition definition)
    {
        var now = TimeProvider.System.GetUtcNow();
        var context = Context(place, definition, now);
        var variables = ForeseenVariables.Of(context, place.ProjectId is not null);
        foreach (var audience in definition.IdTokens.SelectMany(t => t.Audiences))
        {
            if (VariableExpansion.Unknown(audience, variables) is [var name, ..])
                throw Refused(UnknownVariable(place, audience, name));
        }
        var known = KnownClaims(place, definition, variables);
        try
        {
            return IdTokens.Preview(context, VariableExpansion.ExpandAll(variables), now)
                .ToDictionary(t => t.Key, t => Only(t.Value, known), StringComparer.Ordinal);
        }
        catch (RefusedException refused)
        {
            throw Refused(refused.Refusal.Message);
        }
    }

    /// <summary>
    /// The job as the pipeline of a push has it. Null when the file's rules leave it out, as far as can be known here.
    /// </summary>
    /// <param name="place">Where it runs.</param>
    /// <param name="outline">The job as it is written.</param>
    /// <param name="given">The variables that GitLab has and the file has not.</param>
    /// <param name="repository">What rules about files ask.</param>
    public static JobDefinition? InPipeline(
        JobPlace place, JobOutline outline, IEnumerable<YamlVariable> given, IRepositoryFacts repository)
    {
        var context = Context(place, outline.Job!, TimeProvider.System.GetUtcNow());
        var variables = given.Select(v => new JobVariable(v.Key, v.Value, Raw: v.Raw)).ToList();
        var facts = new PlanFacts(context.Instance, context.Project, context.Pipeline, context.User, repository)
        {
            Sources = new VariableSources { Pipeline = variables },
        };
        return PipelinePlan.Foresee(outline, facts);
    }

    private static string UnknownVariable(JobPlace place, string audience, string name)
    {
        var way = name == "CI_PROJECT_ID"
            ? $"give it with --project-id N, which `{place.FindProjectId}` prints"
            : $"give the value that GitLab has with --variable {name}=VALUE";
        return $"--job: the audience '{audience}' uses the variable {name}, whose value is not known from here; {way}";
    }

    private static List<string> KnownClaims(
        JobPlace place, JobDefinition definition, IReadOnlyList<JobVariable> variables)
    {
        var known = Known.ToList();
        if (place.ProjectId is not null)
            known.AddRange(["project_id", "job_project_id"]);
        var environment = definition.Environment?.Name;
        if (environment is not null && VariableExpansion.Unknown(environment, variables).Count == 0)
            known.Add("environment");
        return known;
    }

    // What is not known stands there as 0 or nothing, and reaches no claim that is kept.
    private static JobContext Context(JobPlace place, JobDefinition definition, DateTimeOffset now)
    {
        var project = new Project
        {
            Key = Guid.Empty,
            Id = place.ProjectId ?? 0,
            Path = place.Project,
            PathKey = Project.KeyOf(place.Project),
            NamespaceId = 0,
            RootNamespaceId = 0,
            CreatedAt = now,
        };
        if (place.SubComponents is { } components)
            project.SubComponents = [.. components];
        var job = new Job { StageIndex = 0, Definition = definition, CreatedAt = now };
        var pipeline = new Pipeline
        {
            Iid = 0,
            ProjectKey = project.Key,
            UserId = 0,
            RefType = place.At.IsTag ? RefType.Tag : RefType.Branch,
            RefName = place.At.Name,
            Source = "push",
            Commit = new Commit(place.At.Sha, "", "", null),
            CreatedAt = now,
            Jobs = [job],
            Runner = new GitLabRunner { TokenHash = [], Description = "" },
        };
        var user = new GitLabUser { Id = 0, Username = "", Name = "", Email = "", TokenHash = [], CreatedAt = now };
        return new JobContext(new GitLabInstance(place.Instance), project, pipeline, job, user);
    }

    private static JsonElement Only(JsonElement claims, List<string> names)
    {
        var kept = claims.EnumerateObject().Where(c => names.Contains(c.Name, StringComparer.Ordinal));
        return JsonSerializer.SerializeToElement(kept.ToDictionary(c => c.Name, c => c.Value, StringComparer.Ordinal));
    }

    private static CommandFailedException Refused(string message) => new(ExitCodes.Usage, message);
}
