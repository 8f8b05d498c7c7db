using Sallyport.Core.GitLab;
using Sallyport.Portal.Frame;

namespace Sallyport.Portal.GitLab;

/// <summary>The addresses of a project's pages, as on GitLab.</summary>
public static class ProjectAddress
{
    /// <summary>The project's own page.</summary>
    public static string Of(PageFacts facts, Project project) => $"{facts.Root}/{project.Path}";

    /// <summary>A page of the project.</summary>
    public static string Of(PageFacts facts, Project project, string page) => $"{Of(facts, project)}/-/{page}";
}
