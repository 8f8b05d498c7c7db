using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Wire;
using Sallyport.Explain;
using Sallyport.Explain.Causes;
using Sallyport.Explain.Fixes;

namespace Sallyport.ExplainTool;

/// <summary>
/// Whether a client could sign in at all: what the exchange checks before it looks at the assertion.
/// </summary>
/// <param name="Application">The application's object id; null when there is none.</param>
/// <param name="Refusal">What the token service would answer; null when it would go on.</param>
/// <param name="Cause">Why it would refuse; null when it would not.</param>
internal sealed record ClientCheck(Guid? Application, AadstsRefusal? Refusal, LikelyCause? Cause)
{
    /// <summary>
    /// What is wrong with the name of an application, before anybody is asked; null when nothing is.
    /// </summary>
    public static string? RefuseName(string option, string app) => app.Trim() switch
    {
        "" =>
            $"{option} is empty: the variable that should hold the client id is not set.",
        ['<', ..] =>
            $"{option} is a placeholder, {app}: replace it with the client id " +
            "(az ad app list --query \"[].{name:displayName,appId:appId}\").",
        ['$' or '%', ..] =>
            $"{option} is the name of a variable, {app}, which the shell has not expanded: use double quotes.",
        _ => null,
    };

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

    /// <summary>The client id is the empty GUID.</summary>
    public static ClientCheck Empty() => new(null, Aadsts.ClientIdEmpty(), ClientCause.Empty());

    private static ClientCheck NotFound(Guid? application, string given, LikelyCause cause) =>
        new(application, Aadsts.ApplicationNotFound(given, "the tenant"), cause);
}
