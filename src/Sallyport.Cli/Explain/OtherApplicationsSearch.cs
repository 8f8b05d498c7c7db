using System.Text.Json.Nodes;
using Sallyport.Explain;
using Sallyport.Explain.Causes;

namespace Sallyport.Cli.Explain;

/// <summary>Looks for another application that trusts what one was refused for.</summary>
internal static class OtherApplicationsSearch
{
    /// <summary>Looks through the tenant's applications, up to a hundred.</summary>
    /// <param name="directory">The tenant's directory.</param>
    /// <param name="own">The object id of the application that was judged already.</param>
    /// <param name="accepts">Whether an application with these credentials accepts what was presented.</param>
    /// <param name="cancel">Cancels the search.</param>
    public static async Task<OtherApplications> RunAsync(
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
