using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Core.GitLab;

/// <summary>A job's environment with its names expanded.</summary>
/// <param name="Name">The name.</param>
/// <param name="Url">The URL, or null.</param>
/// <param name="Action">What the job does with it.</param>
/// <param name="Tier">The deployment tier: the file's, else guessed from the name.</param>
internal sealed record JobEnvironment(string Name, string? Url, string Action, string Tier)
{
    // In GitLab's order of search: "preprod" is staging before it is production.
    // Source: app/models/environment.rb, gitlabhq.
    private static readonly (string Tier, string[] Words)[] Tiers =
    [
        ("development", ["dev", "review", "trunk"]),
        ("testing", ["test", "tst", "int", "acpt", "accpt", "acept", "accept", "qa", "qc", "control", "quality"]),
        ("staging", ["stg", "stag", "mod", "pre", "demo", "non"]),
        ("production", ["prd", "prod", "live"]),
    ];

    /// <summary>The environment of a definition.</summary>
    public static JobEnvironment Of(EnvironmentDefinition definition, IReadOnlyList<JobVariable> variables)
    {
        var name = VariableExpansion.Expand(definition.Name, variables);
        var url = definition.Url is null ? null : VariableExpansion.Expand(definition.Url, variables);
        return new JobEnvironment(name, url, definition.Action, definition.DeploymentTier ?? TierOf(name));
    }

    /// <summary>The tier that GitLab guesses from a name.</summary>
    public static string TierOf(string name)
    {
        bool HasAny(string[] words) => words.Any(w => name.Contains(w, StringComparison.OrdinalIgnoreCase));
        return Tiers.FirstOrDefault(t => HasAny(t.Words)).Tier ?? "other";
    }
}
