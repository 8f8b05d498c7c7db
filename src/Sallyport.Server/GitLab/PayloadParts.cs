using Sallyport.Core.GitLab;
using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Server.GitLab;

/// <summary>
/// The lists of a job's payload. Source: <c>app/presenters/ci/build_runner_presenter.rb</c> and
/// <c>lib/api/entities/ci/job_request</c>, gitlabhq.
/// </summary>
internal static class PayloadParts
{
    private static readonly string[] NoStrings = [];

    /// <summary>What the runner uploads when the job is over.</summary>
    public static IEnumerable<object> Artifacts(ArtifactsDefinition? definition)
    {
        if (definition is null)
            yield break;
        if (definition.Untracked || definition.Paths.Count > 0)
            yield return new
            {
                definition.Name,
                definition.Untracked,
                definition.Paths,
                definition.Exclude,
                When = GitLabJson.Word(definition.When),
                definition.ExpireIn,
                ArtifactType = JobArtifact.Archive,
                ArtifactFormat = "zip",
            };
        if (definition.Dotenv.Count > 0)
            yield return new
            {
                Name = ".env",
                Paths = definition.Dotenv,
                When = "always",
                definition.ExpireIn,
                ArtifactType = JobArtifact.Dotenv,
                ArtifactFormat = "gzip",
            };
    }

    /// <summary>The archives that the runner downloads before the script.</summary>
    public static IEnumerable<object> Dependencies(ClaimedJob claimed) => claimed.Dependencies.Select(d => new
    {
        d.Job.Id,
        d.Job.Definition.Name,
        claimed.Token,
        ArtifactsFile = new { Filename = d.Archive.FileName, d.Archive.Size },
    });

    /// <summary>The image of a container executor, its name expanded.</summary>
    public static object Image(ImageDefinition image, IReadOnlyList<JobVariable> variables) => new
    {
        Name = VariableExpansion.Expand(image.Name, variables),
        Entrypoint = image.Entrypoint ?? NoStrings,
        PullPolicy = image.PullPolicy ?? NoStrings,
        ExecutorOpts = Options(image),
    };

    /// <summary>What a container executor runs beside the job, the names expanded.</summary>
    public static IEnumerable<object> Services(JobDefinition job, IReadOnlyList<JobVariable> variables) =>
        job.Services.Select(s => new
        {
            Name = VariableExpansion.Expand(s.Image.Name, variables),
            s.Alias,
            Entrypoint = s.Image.Entrypoint ?? NoStrings,
            Command = s.Command ?? NoStrings,
            PullPolicy = s.Image.PullPolicy ?? NoStrings,
            ExecutorOpts = Options(s.Image),
            Variables = s.Variables.Select(v => new JobVariable(v.Key, v.Value, Raw: v.Raw)),
        });

    private static object Options(ImageDefinition image)
    {
        var docker = new Dictionary<string, string>(StringComparer.Ordinal);
        if (image.Platform is { } platform)
            docker["platform"] = platform;
        if (image.User is { } user)
            docker["user"] = user;
        return docker.Count == 0 ? new { } : new { docker };
    }
}
