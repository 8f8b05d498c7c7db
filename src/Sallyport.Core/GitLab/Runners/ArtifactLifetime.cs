using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Core.GitLab;

/// <summary>How long an artifact is kept. Source: GitLab's CI/CD YAML reference, <c>artifacts:expire_in</c>.</summary>
public static class ArtifactLifetime
{
    private const int TenYears = 10 * 366 * 24 * 3600;

    /// <summary>Reads a length of time in words; zero for <c>never</c>, null if it is none.</summary>
    public static TimeSpan? Read(string text)
    {
        if (text.Trim() is "never" or "0")
            return TimeSpan.Zero;
        return Duration.Read(text) is { } seconds and <= TenYears ? TimeSpan.FromSeconds(seconds) : null;
    }
}
