using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Core.GitLab;

/// <summary>What a file may say of a job and pipelines here do not carry out. It is refused, never ignored.</summary>
internal static class UnplayedKeywords
{
    /// <summary>The reasons why a job cannot run here.</summary>
    public static IEnumerable<string> Of(JobDefinition job)
    {
        (string Keyword, bool IsThere)[] all =
        [
            ("rules", job.Rules is not null),
            ("only", job.Only is not null),
            ("except", job.Except is not null),
            ("needs", job.Needs is not null),
            ("dependencies", job.Dependencies is not null),
            ("artifacts", job.Artifacts is not null),
            ("retry", job.Retry.Max > 0),
            ("resource_group", job.ResourceGroup is not null),
            ("secrets", job.Secrets.Count > 0),
            ("trigger", job.Trigger is not null),
            ("when: manual", job.When == JobWhen.Manual),
            ("when: delayed", job.When == JobWhen.Delayed),
            ("environment:on_stop", job.Environment?.OnStop is not null),
        ];
        return all.Where(k => k.IsThere).Select(k => $"jobs:{job.Name}: '{k.Keyword}' is not supported by Sallyport");
    }
}
