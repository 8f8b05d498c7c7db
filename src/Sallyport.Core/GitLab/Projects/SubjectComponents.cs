namespace Sallyport.Core.GitLab;

/// <summary>
/// The parts of a <c>sub</c>, a project's <c>ci_id_token_sub_claim_components</c>: which lists a project may have and
/// how one becomes a subject. Source: <c>app/models/project_ci_cd_setting.rb</c> and <c>lib/gitlab/ci/jwt_v2.rb</c>,
/// gitlabhq; "Projects API", GitLab documentation.
/// </summary>
public static class SubjectComponents
{
    /// <summary>The attribute of a project that holds them.</summary>
    public const string Attribute = "ci_id_token_sub_claim_components";

    /// <summary>The component that names a project by its path.</summary>
    public const string Path = "project_path";

    private const int Maximum = 20; // GitLab has no bound: a doubled name is no error there

    private static readonly string[] First = [Path, "project_id"];

    private static readonly string[] Allowed =
        [.. First, "ref_type", "ref", "ref_protected", "environment_protected", "deployment_tier"];

    /// <summary>Those of a new project.</summary>
    public static IReadOnlyList<string> Default { get; } = [Path, "ref_type", "ref"];

    /// <summary>What is wrong with a list, in GitLab's words; empty when nothing is.</summary>
    public static IReadOnlyList<string> Problems(IReadOnlyList<string> components)
    {
        if (components.Count > Maximum)
            return [$"is too long (maximum is {Maximum} components)"];
        var problems = new List<string>();
        if (components.Count == 0)
            problems.Add("is too short (minimum is 1 character)");
        var first = components.Count == 0 ? null : components[0];
        if (!First.Contains(first, StringComparer.Ordinal))
            problems.Add("project_path or project_id must be the first element of the sub claim");
        var unknown = components.Where(c => !Allowed.Contains(c, StringComparer.Ordinal));
        problems.AddRange(unknown.Select(c => $"{c} is not an allowed sub claim component"));
        return problems;
    }

    /// <summary>
    /// The subject: <c>name:value</c> for each component that has a value, in the given order. No value holds a colon,
    /// so two subjects are equal only if their names and values are.
    /// </summary>
    /// <param name="components">The components.</param>
    /// <param name="valueOf">The value of the claim with this name, or null.</param>
    public static string Render(IReadOnlyList<string> components, Func<string, string?> valueOf)
    {
        var parts = components
            .Select(name => (Name: name, Value: valueOf(name)))
            .Where(p => p.Value is not null)
            .Select(p => $"{p.Name}:{p.Value}");
        return string.Join(':', parts);
    }
}
