using System.Text.RegularExpressions;
using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Core.GitLab;

/// <summary>A job's environment with its name and tier expanded.</summary>
/// <param name="Name">The name.</param>
/// <param name="Url">The URL as it is written, for the runner to expand; or null.</param>
/// <param name="Action">What the job does with it.</param>
/// <param name="Tier">
/// The deployment tier: the file's, else that of the environment as it is kept, else guessed from the name.
/// </param>
/// <param name="Slug">The slug that the environment was made with; that of the name if it is not there yet.</param>
public sealed record JobEnvironment(string Name, string? Url, string Action, string Tier, string Slug)
{
    // In GitLab's order of search: "preprod" is staging before it is production.
    // Source: app/models/environment.rb, gitlabhq.
    private static readonly (string Tier, Regex Names)[] Tiers =
    [
        ("development", Names("(dev|review|trunk)")),
        ("testing", Names("(test|tst|int|ac(ce|)pt|qa|qc|control|quality)")),
        ("staging", Names("(st(a|)g|mod(e|)l|pre|demo|non)")),
        ("production", Names("(pr(o|)d|live)")),
    ];

    /// <summary>The environment of a job; null when it has none.</summary>
    public static JobEnvironment? Of(JobContext context) =>
        context.Job.Definition.Environment is null ? null : Of(context, JobVariables.Scoped(context));

    /// <summary>The same, when its variables are known already.</summary>
    public static JobEnvironment? Of(JobContext context, IReadOnlyList<JobVariable> variables)
    {
        if (context.Job.Definition.Environment is not { } definition)
            return null;
        var name = VariableExpansion.Expand(definition.Name, variables);
        var kept = context.Environments.FirstOrDefault(e => e.Name == name);
        var tier = definition.DeploymentTier is { } written
            ? VariableExpansion.Expand(written, variables)
            : kept?.Tier ?? TierOf(name);
        var slug = kept?.Slug ?? GitLab.Slug.OfEnvironment(name);
        return new JobEnvironment(name, definition.Url, definition.Action, tier, slug);
    }

    /// <summary>The tier that GitLab guesses from a name.</summary>
    public static string TierOf(string name) => Tiers.FirstOrDefault(t => t.Names.IsMatch(name)).Tier ?? "other";

    private static Regex Names(string pattern) =>
        new(pattern, RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
}
