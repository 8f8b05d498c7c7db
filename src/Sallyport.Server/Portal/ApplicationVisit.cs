using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Refusals;
using Sallyport.Core.Wire;
using Sallyport.Portal.Frame;
using Sallyport.Server.Http;
using Sallyport.Server.Pages;

namespace Sallyport.Server.Portal;

/// <summary>The application that a page is about, and what its visitor may do with it.</summary>
internal static class ApplicationVisit
{
    /// <summary>Whether a person may register applications.</summary>
    public static bool MayCreate(User person) => DirectoryRights.AllowRegistering(person);

    /// <summary>Lets people who have signed in send a form, which has to come from a page of ours.</summary>
    public static void TakesForm(this RouteHandlerBuilder route) =>
        route.Requires(new PortalPerson()).AddEndpointFilter(PageForm.CheckAsync);

    /// <summary>Whether the visitor may change the application.</summary>
    public static bool MayWrite(this HttpContext context, Application application) =>
        DirectoryRights.AllowWriting(context.Person(), application);

    /// <summary>The application that the address names by its object id.</summary>
    public static async Task<Application> FindApplicationAsync(this HttpContext context, IDirectoryStore store)
    {
        if (!DirectoryRights.Allow(context.Person(), "Application.Read.All"))
            throw Denied().ToException();
        var tenant = context.Person().TenantId;
        var application = context.RouteId("id") is { } id
            ? await store.FindApplicationAsync(tenant, id, context.RequestAborted)
            : null;
        return application ?? throw NotFound("There is no application with this object ID.").ToException();
    }

    /// <summary>The same for a change, which a visitor without the right is refused.</summary>
    public static async Task<Application> FindApplicationToChangeAsync(this HttpContext context, IDirectoryStore store)
    {
        var application = await context.FindApplicationAsync(store);
        context.RequireWriting(application);
        return application;
    }

    /// <summary>Refuses a visitor who may not change the application.</summary>
    public static void RequireWriting(this HttpContext context, Application application)
    {
        if (!context.MayWrite(application))
            throw Denied().ToException();
    }

    /// <summary>The id in the address, or null when it is none.</summary>
    public static Guid? RouteId(this HttpContext context, string name) =>
        StrictGuid.TryRead((string?)context.GetRouteValue(name), out var id) ? id : null;

    /// <summary>Goes on to a page of the application, which says what was done.</summary>
    /// <param name="application">The application.</param>
    /// <param name="page">The path below its own; empty for that.</param>
    /// <param name="done">What was done, as <see cref="Notice"/> reads it.</param>
    public static IResult RedirectTo(Application application, string page, string done)
    {
        var address = page.Length == 0
            ? ApplicationAddress.Of(application.Id)
            : ApplicationAddress.Of(application.Id, page);
        return Results.Redirect($"{address}?done={done}");
    }

    /// <summary>The sentence about what the last form has done; null when the address names nothing of it.</summary>
    public static string? Notice(this HttpContext context) => context.Request.Query["done"].ToString() switch
    {
        "registered" => "The application is registered, and has a service principal.",
        "principal" => "The service principal is created.",
        "deleted" => "The application is deleted.",
        "secret-deleted" => "The client secret is deleted.",
        "added" => "The federated credential is added. It counts at once here; a real tenant may take minutes.",
        "changed" => "The federated credential is changed. It counts at once here; a real tenant may take minutes.",
        "credential-deleted" => "The federated credential is deleted.",
        _ => null,
    };

    /// <summary>The refusal for a person who lacks the right.</summary>
    public static PortalRefusal Denied() => new(
        403, "Forbidden", "You may not do this: your account lacks a directory role that allows it.");

    /// <summary>The refusal of a form that would overwrite what somebody else has changed meanwhile.</summary>
    public static PortalRefusal Stale(string message) => new(409, "Conflict", message);

    /// <summary>The refusal for an object that is not there.</summary>
    public static PortalRefusal NotFound(string message) => new(404, "NotFound", message);
}
