using Sallyport.Core.GitLab;

namespace Sallyport.Portal.GitLab;

/// <summary>The <c>sub</c> that ID tokens of a project have, to copy into a federated credential.</summary>
/// <param name="Origin">Which pipelines and jobs have it.</param>
/// <param name="Subject">The subject.</param>
public sealed record ReadySubject(string Origin, string Subject);

/// <summary>What to fill into the subjects, as the visitor asks for it.</summary>
/// <param name="Branch">The name of a branch; also the source of the merge request.</param>
/// <param name="Tag">The name of a tag.</param>
/// <param name="Environment">The name of an environment.</param>
public sealed record SubjectChoice(string Branch, string Tag, string Environment)
{
    /// <summary>The tier that the environment is kept with; null when it is not there yet.</summary>
    public string? KeptTier { get; init; }

    /// <summary>The subjects of a project.</summary>
    public IReadOnlyList<ReadySubject> SubjectsOf(Project project)
    {
        var branch = new Ref(RefType.Branch, Branch);
        var tag = new Ref(RefType.Tag, Tag);
        return
        [
            new($"Branch {Branch}", Render(project, branch, project.Protects(branch), null)),
            new($"Tag {Tag}", Render(project, tag, project.Protects(tag), null)),
            new(
                $"Environment {Environment}, on branch {Branch}",
                Render(project, branch, project.Protects(branch), Environment)),
            // a pipeline for a merge request counts as one of its source branch, never as protected
            new($"Merge request from branch {Branch}", Render(project, branch, isProtected: false, null)),
        ];
    }

    private string Render(Project project, Ref reference, bool isProtected, string? environment)
    {
        var claims = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["project_path"] = project.Path,
            ["project_id"] = $"{project.Id}",
            ["ref_type"] = reference.TypeName,
            ["ref"] = reference.Name,
            ["ref_protected"] = Flag(isProtected),
        };
        if (environment is not null)
        {
            claims["environment_protected"] = Flag(project.ProtectsEnvironment(environment));
            claims["deployment_tier"] = KeptTier ?? JobEnvironment.TierOf(environment);
        }
        return SubjectComponents.Render(project.SubComponents, name => claims.GetValueOrDefault(name));
    }

    private static string Flag(bool value) => value ? "true" : "false";
}
