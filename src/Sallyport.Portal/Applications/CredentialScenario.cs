namespace Sallyport.Portal.Applications;

/// <summary>Whose tokens a federated credential is to take: it decides which fields the form has.</summary>
/// <param name="Key">By which addresses and forms name it.</param>
/// <param name="Label">The name for people.</param>
public sealed record CredentialScenario(string Key, string Label)
{
    /// <summary>The jobs of GitLab CI. The real portal has no such scenario.</summary>
    public static CredentialScenario GitLab { get; } = new("gitlab", "GitLab CI");

    /// <summary>The workflows of GitHub Actions.</summary>
    public static CredentialScenario GitHub { get; } = new("github", "GitHub Actions");

    /// <summary>Pods of a Kubernetes cluster.</summary>
    public static CredentialScenario Kubernetes { get; } = new("kubernetes", "Kubernetes");

    /// <summary>Any other issuer, and whatever the others do not cover.</summary>
    public static CredentialScenario Other { get; } = new("other", "Other issuer");

    /// <summary>All of them, in the order of the form.</summary>
    public static IReadOnlyList<CredentialScenario> All { get; } = [GitLab, GitHub, Kubernetes, Other];

    /// <summary>The scenario of this name; GitLab's for any other text.</summary>
    public static CredentialScenario Of(string key) => All.FirstOrDefault(s => s.Key == key) ?? GitLab;
}
