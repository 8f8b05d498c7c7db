using System.Text.Json.Nodes;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Entra.Tokens;
using static Sallyport.Cli.Explain.TenantDirectory;

namespace Sallyport.Cli.Explain;

/// <summary>Whether a client could sign in at all: what stands in the exchange before the assertion is looked at.</summary>
/// <param name="Application">The application's object id; null when there is none.</param>
/// <param name="Refusal">What the token service would answer; null when it would go on.</param>
/// <param name="Cause">Why.</param>
internal sealed record ClientCheck(Guid? Application, AadstsRefusal? Refusal, LikelyCause? Cause)
{
    /// <summary>Checks a client id as a job gives it.</summary>
    public static async Task<ClientCheck> OfClientIdAsync(TenantDirectory directory, string given, CancellationToken cancel)
    {
        if (Guid.TryParseExact(given, "D", out _) && await directory.FindAsync("applications", "appId", given, cancel) is [var application])
            return await OfApplicationAsync(directory, application, cancel);
        var cause = ClientCause.Unknown(given);
        foreach (var (collection, member, what) in ((string, string, string)[])[("applications", "id", "the object id of the application"),
            ("servicePrincipals", "id", "the object id of the service principal"), ("applications", "displayName", "the name of the application")])
            if ((member != "id" || Guid.TryParseExact(given, "D", out _)) && await directory.FindAsync(collection, member, given, cancel) is [var found])
                cause = ClientCause.OtherObject(given, $"{what} '{(string?)found["displayName"]}'", IdOf(found, "appId"), directory.TenantId);
        return new ClientCheck(null, Aadsts.ApplicationNotFound(given, $"{directory.TenantId}"), cause);
    }

    /// <summary>Checks that an application can sign in.</summary>
    public static async Task<ClientCheck> OfApplicationAsync(TenantDirectory directory, JsonNode application, CancellationToken cancel)
    {
        var (id, appId) = (IdOf(application, "id"), IdOf(application, "appId"));
        return await directory.FindAsync("servicePrincipals", "appId", $"{appId}", cancel) is not [var principal]
            ? new ClientCheck(id, Aadsts.ServicePrincipalMissing(appId, directory.TenantId), ClientCause.PrincipalMissing(appId))
            : (bool?)principal["accountEnabled"] == false
                ? new ClientCheck(id, Aadsts.ApplicationDisabled(appId, $"{principal["displayName"]}"), ClientCause.PrincipalDisabled(appId))
                : new ClientCheck(id, null, null);
    }

    /// <summary>Checks a client id against the file of credentials alone.</summary>
    public static ClientCheck OfFile(CredentialDocument document, string? given)
    {
        if (given is null)
            return new ClientCheck(document.ApplicationId, null, null);
        if (!Guid.TryParseExact(given, "D", out var id))
            return new ClientCheck(null, Aadsts.ApplicationNotFound(given, "the tenant"), ClientCause.Unknown(given));
        return id == document.ApplicationId && id != Guid.Empty
            ? new ClientCheck(id, Aadsts.ApplicationNotFound(given, "the tenant"), ClientCause.ObjectId(id))
            : new ClientCheck(document.ApplicationId, null, null);
    }

    /// <summary>The verdict of a client that may not even try; else the verdict as it is.</summary>
    public Preflight Over(Preflight verdict) => Refusal is null ? verdict : verdict with { Stage = "client", In2024 = Refusal, In2026 = Refusal, Cause = Cause };
}
