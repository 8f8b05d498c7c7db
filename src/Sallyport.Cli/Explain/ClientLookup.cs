using System.Text.Json.Nodes;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Wire;
using Sallyport.Explain.Causes;
using static Sallyport.Cli.Explain.TenantDirectory;

namespace Sallyport.Cli.Explain;

/// <summary>
/// Whether a client of the running instance could sign in at all: what the exchange checks before it looks at the
/// assertion.
/// </summary>
internal static class ClientLookup
{
    /// <summary>Checks a client id as a job gives it.</summary>
    public static async Task<ClientCheck> OfClientIdAsync(
        TenantDirectory directory, string given, CancellationToken cancel)
    {
        var isId = StrictGuid.TryRead(given, out var appId);
        if (isId && appId == Guid.Empty)
            return ClientCheck.Empty();
        if (isId && await directory.FindAsync("applications", "appId", given, cancel) is [var application])
            return await OfApplicationAsync(directory, application, cancel);
        var refusal = Aadsts.ApplicationNotFound(given, $"{directory.TenantId}");
        return new ClientCheck(null, refusal, await CauseOfAsync(directory, given, cancel));
    }

    /// <summary>Checks that an application can sign in.</summary>
    public static async Task<ClientCheck> OfApplicationAsync(
        TenantDirectory directory, JsonNode application, CancellationToken cancel)
    {
        var id = IdOf(application, "id");
        var appId = IdOf(application, "appId");
        if (await directory.FindAsync("servicePrincipals", "appId", $"{appId}", cancel) is not [var principal])
        {
            var missing = Aadsts.ServicePrincipalMissing(appId, directory.TenantId);
            return new ClientCheck(id, missing, ClientCause.PrincipalMissing(appId));
        }
        if ((bool?)principal["accountEnabled"] == false)
        {
            var disabled = Aadsts.ApplicationDisabled(appId, $"{principal["displayName"]}");
            return new ClientCheck(id, disabled, ClientCause.PrincipalDisabled(appId));
        }
        return new ClientCheck(id, null, null);
    }

    // People confuse the client id with the id of a neighbouring object, or with a name.
    private static async Task<LikelyCause> CauseOfAsync(
        TenantDirectory directory, string given, CancellationToken cancel)
    {
        (string Collection, string Member, string What)[] others =
        [
            ("applications", "displayName", "the name of the application"),
            ("servicePrincipals", "id", "the object id of the service principal"),
            ("applications", "id", "the object id of the application"),
        ];
        var isId = StrictGuid.TryRead(given, out _);
        foreach (var (collection, member, what) in others.Where(o => o.Member != "id" || isId))
        {
            if (await directory.FindAsync(collection, member, given, cancel) is not [var found])
                continue;
            var described = $"{what} '{(string?)found["displayName"]}'";
            return ClientCause.OtherObject(given, described, IdOf(found, "appId"), directory.TenantId);
        }
        return ClientCause.Unknown(given);
    }
}
