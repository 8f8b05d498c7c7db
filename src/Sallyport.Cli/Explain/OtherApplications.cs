using Sallyport.Core.Entra.Federation;
using Sallyport.Explain;
using Sallyport.Explain.Causes;

namespace Sallyport.Cli.Explain;

/// <summary>Whether another application of the tenant trusts what was presented, where this one does not: a job may sign in as the wrong one.</summary>
/// <param name="Seen">How many applications were looked at.</param>
/// <param name="More">Whether the tenant has more.</param>
/// <param name="Cause">The one that does; null when none was found.</param>
internal sealed record OtherApplications(int Seen, bool More, LikelyCause? Cause)
{
    /// <summary>Looks at them.</summary>
    public static async Task<OtherApplications> FindAsync(TenantDirectory directory, Assertion assertion, CancellationToken cancel)
    {
        var (applications, more) = await directory.ApplicationsAsync(cancel);
        for (var i = 0; i < applications.Count; i++)
        {
            var id = TenantDirectory.IdOf(applications[i], "id");
            var appId = TenantDirectory.IdOf(applications[i], "appId");
            var credentials = (await directory.CredentialsAsync(id, cancel)).Credentials;
            if (CredentialMatcher.OutcomeOf(CredentialMatcher.Compare(assertion, credentials)) != AssertionOutcome.Accepted)
                continue;
            var cause = ClientCause.OtherApplication($"{applications[i]["displayName"]}", appId, directory.TenantId);
            return new OtherApplications(i + 1, more, cause);
        }
        return new OtherApplications(applications.Count, more, null);
    }
}
