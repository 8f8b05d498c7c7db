using Sallyport.Core.Wire;
using Sallyport.Explain.Fixes;

namespace Sallyport.Explain.Causes;

/// <summary>
/// Why a client cannot sign in whatever its credentials say: its id is another thing's, or it has no service principal.
/// </summary>
public static class ClientCause
{
    /// <summary>The application has no service principal in the tenant.</summary>
    public static LikelyCause PrincipalMissing(Guid appId) => new(
        "service-principal-missing",
        FaultSide.Application,
        $"The application '{appId}' has no service principal in this tenant, and only a service principal can sign in.",
        new Fix("Create it; that gives it no rights:", $"az ad sp create --id {appId}"));

    /// <summary>The service principal may not sign in. Somebody decided that: no command undoes it here.</summary>
    public static LikelyCause PrincipalDisabled(Guid appId) => new(
        "service-principal-disabled",
        FaultSide.Application,
        $"The service principal of the application '{appId}' is disabled.",
        new Fix("Ask its owner why (accountEnabled):", $"az ad sp show --id {appId}"));

    /// <summary>What was given in place of the client id belongs to the application otherwise.</summary>
    /// <param name="given">What was given.</param>
    /// <param name="what">What it is, such as <c>the object id of the application 'shop'</c>.</param>
    /// <param name="appId">The client id.</param>
    /// <param name="tenant">The tenant.</param>
    public static LikelyCause OtherObject(string given, string what, Guid appId, Guid tenant) => new(
        "client-id-of-other-object",
        FaultSide.Job,
        $"'{given}' is {what}, not its client id; that is '{appId}'.",
        SignIn(appId, tenant));

    /// <summary>
    /// The id is the object id that the file of credentials names; the client id is not known from here.
    /// </summary>
    public static LikelyCause ObjectId(Guid given) => new(
        "client-id-of-other-object",
        FaultSide.Job,
        $"'{given}' is the application's object id, not its client id.",
        new Fix(
            "Sign in (az login -u, AZURE_CLIENT_ID) with the client id, which this prints:",
            $"az ad app show --id {given} --query appId --output tsv"));

    /// <summary>Another application of the tenant trusts just what was presented.</summary>
    public static LikelyCause OtherApplication(string name, Guid appId, Guid tenant) => new(
        "client-id-of-other-application",
        FaultSide.Job,
        $"No credential of this application fits, but one of the application '{name}' does: "
        + "the job signs in with another application's client id.",
        SignIn(appId, tenant));

    /// <summary>The tenant knows nothing of that id.</summary>
    public static LikelyCause Unknown(string given) => new(
        "client-id-unknown",
        FaultSide.Job,
        StrictGuid.TryRead(given, out _)
            ? $"The tenant has neither an application nor a service principal '{given}': the client id is mistyped "
                + "or belongs to another tenant, or its application was deleted."
            : $"'{given}' is not a client id: a client id is a GUID.",
        Look());

    /// <summary>The client id is the empty GUID.</summary>
    public static LikelyCause Empty() => new(
        "client-id-empty",
        FaultSide.Job,
        $"The client id is '{Guid.Empty}', the empty GUID: nobody filled it in (az login -u, AZURE_CLIENT_ID).",
        Look());

    private static Fix Look() => new(
        "Take the client id from the tenant that the job signs in to (az login -t):",
        "az ad app list --all --query \"[].{name:displayName,clientId:appId}\" --output table");

    private static Fix SignIn(Guid appId, Guid tenant) => new(
        "Sign in with the client id (az login -u, AZURE_CLIENT_ID):",
        $"az login --service-principal -u {appId} -t {tenant} "
        + "--federated-token \"$GITLAB_OIDC_TOKEN\" --allow-no-subscriptions");
}
