using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Core.Wire;

namespace Sallyport.Server.Portal;

/// <summary>What a visitor may see of the sign-in logs: the right is that of Graph's route.</summary>
internal static class SignInVisit
{
    /// <summary>Whether a person may read the logs.</summary>
    public static bool MayRead(User person) => DirectoryRights.Allow(person, "AuditLog.Read.All");

    /// <summary>Refuses a visitor who may not read the logs.</summary>
    public static void RequireSignIns(this HttpContext context)
    {
        if (!MayRead(context.Person()))
            throw new PortalRefusal(
                403, "Forbidden",
                "You may not see the sign-in logs: this needs a directory role such as Global Administrator.")
                .ToException();
    }

    /// <summary>
    /// The newest sign-ins of an application that were refused and of whose assertion facts were kept; none for a
    /// visitor who may not read the logs.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="application">The application.</param>
    /// <param name="count">How many at most.</param>
    public static async Task<IReadOnlyList<SignInRecord>> RefusedSignInsAsync(
        this HttpContext context, Application application, int count)
    {
        if (!MayRead(context.Person()))
            return [];
        var clientId = application.AppId.ToString();
        var signIns = context.RequestServices.GetRequiredService<ISignIns>();
        return await signIns.Of(application.TenantId)
            .Where(r => r.AppId == clientId && r.ErrorCode != 0 && r.Federated != null)
            .OrderByDescending(r => r.Id)
            .Take(count)
            .ToListAsync(context.RequestAborted);
    }

    /// <summary>
    /// The sign-in of an application with this id, of whose assertion facts were kept; refused when there is none.
    /// </summary>
    public static async Task<SignInRecord> FindSignInAsync(
        this HttpContext context, Application application, string id)
    {
        context.RequireSignIns();
        var signIns = context.RequestServices.GetRequiredService<ISignIns>();
        var record = StrictGuid.TryRead(id, out var key)
            ? await signIns.FindAsync(application.TenantId, key, context.RequestAborted)
            : null;
        var isOfApplication = StrictGuid.TryRead(record?.AppId, out var appId) && appId == application.AppId;
        return isOfApplication && record!.Federated is not null
            ? record
            : throw new PortalRefusal(
                404, "NotFound", "The application has no sign-in with this id of whose token something is kept.")
                .ToException();
    }
}
