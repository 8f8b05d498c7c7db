namespace Sallyport.Core.GitLab.Ci;

/// <summary><c>dast_configuration</c>: profiles of a scanner.</summary>
internal static class DastConfigurationKeyword
{
    public static Keyword Keyword { get; } = new("dast_configuration", KeywordPlaces.Job, Read)
    {
        Effect = KeywordEffect.None,
        Remark = "there are no profiles of scanners.",
    };

    private static JobDefinition Read(JobDefinition job, YamlEntry entry, Place where)
    {
        Values.Map(entry, where, "site_profile", "scanner_profile");
        return job;
    }
}
