using System.Text.Json.Nodes;
using Sallyport.Explain;
using Sallyport.Explain.Causes;

namespace Sallyport.Cli.Explain;

/// <summary>
/// Whether another application of the tenant trusts what was presented, where this one does not: a job may sign in as
/// the wrong one.
/// </summary>
/// <param name="Seen">How many applications were looked at.</param>
/// <param name="More">Whether the tenant has more.</param>
/// <param name="Cause">The application that does; null when none was found.</param>
internal sealed record OtherApplications(int Seen, bool More, LikelyCause? Cause)
{
    /// <summary>Looks through the tenant's applications, up to a hundred.</summary>
    /// <param name="directory">The tenant's directory.</param>
    /// <param name="own">The object id of the application that was judged already.</param>
    /// <param name="accepts">Whether an application with these credentials accepts what was presented.</param>
    /// <param name="cancel">Cancels the search.</param>
    public static async Task<OtherApplications> FindAsync(
        TenantDirectory directory, Guid own, Predicate<CredentialDocument> accepts, CancellationToken cancel)
    {
        var (applications, more) = await directory.ApplicationsAsync(cancel);
        var seen = 0;
        foreach (var application in applications)
        {
            seen++;
            var id = TenantDirectory.IdOf(application, "id");
            if (id != own && accepts(await directory.CredentialsAsync(id, cancel)))
                return new OtherApplications(seen, more, CauseOf(application, directory.TenantId));
        }
        return new OtherApplications(seen, more, null);
    }

    private static LikelyCause CauseOf(JsonNode application, Guid tenant)
    {
        var appId = TenantDirectory.IdOf(application, "appId");
        return ClientCause.OtherApplication($"{application["displayName"]}", appId, tenant);
    }
}
