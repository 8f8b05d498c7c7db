using System.Text.Json.Nodes;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Wire;
using Sallyport.Explain;
using Sallyport.Explain.Causes;
using Sallyport.Explain.Fixes;
using static Sallyport.Cli.Explain.TenantDirectory;

namespace Sallyport.Cli.Explain;

/// <summary>
/// Whether a client could sign in at all: what the exchange checks before it looks at the assertion.
/// </summary>
/// <param name="Application">The application's object id; null when there is none.</param>
/// <param name="Refusal">What the token service would answer; null when it would go on.</param>
/// <param name="Cause">Why it would refuse; null when it would not.</param>
internal sealed record ClientCheck(Guid? Application, AadstsRefusal? Refusal, LikelyCause? Cause)
{
    /// <summary>Checks a client id as a job gives it.</summary>
    public static async Task<ClientCheck> OfClientIdAsync(
        TenantDirectory directory, string given, CancellationToken cancel)
    {
        var isId = StrictGuid.TryRead(given, out var appId);
        if (isId && appId == Guid.Empty)
            return Empty();
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

    /// <summary>Checks a client id against the file of credentials alone.</summary>
    public static ClientCheck OfFile(CredentialDocument document, string? given)
    {
        if (given is null)
            return new ClientCheck(document.ApplicationId, null, null);
        if (!StrictGuid.TryRead(given, out var id))
            return NotFound(null, given, ClientCause.Unknown(given));
        if (id == Guid.Empty)
            return Empty();
        var isObjectId = id == document.ApplicationId;
        return isObjectId
            ? NotFound(id, given, ClientCause.ObjectId(id))
            : new ClientCheck(document.ApplicationId, null, null);
    }

    /// <summary>The explanation of a client that may not even try; else the explanation as it is.</summary>
    public Explanation Over(Explanation explanation) =>
        Refusal is null ? explanation : explanation.ForClient(Refusal, Cause);

    /// <summary>The same with the names of a job.</summary>
    public ClientCheck ForJob(JobOfToken? job) => job is null ? this : this with { Cause = Cause?.ForJob(job) };

    private static ClientCheck Empty() => new(null, Aadsts.ClientIdEmpty(), ClientCause.Empty());

    private static ClientCheck NotFound(Guid? application, string given, LikelyCause cause) =>
        new(application, Aadsts.ApplicationNotFound(given, "the tenant"), cause);

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
