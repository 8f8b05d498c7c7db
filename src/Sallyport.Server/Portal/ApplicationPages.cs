using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Refusals;
using Sallyport.Portal.Applications;
using Sallyport.Portal.Frame;
using Sallyport.Server.Http;
using Sallyport.Server.Pages;

namespace Sallyport.Server.Portal;

/// <summary>The pages of app registrations: the list, a new one, an application's overview, and its end.</summary>
internal static class ApplicationPages
{
    private const string OneTenant = "AzureADMyOrg";
    private const string One = ApplicationAddress.List + "/{id}";

    /// <summary>Maps the routes.</summary>
    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet(ApplicationAddress.List, ListAsync).Requires(new PortalPerson());
        pages.MapGet(ApplicationAddress.New, ShowNew).Requires(new PortalPerson());
        pages.MapPost(ApplicationAddress.New, RegisterAsync).TakesForm();
        pages.MapGet(One, ShowAsync).Requires(new PortalPerson());
        pages.MapPost(One + "/service-principal", CreatePrincipalAsync).TakesForm();
        pages.MapGet(One + "/delete", AskAsync).Requires(new PortalPerson());
        pages.MapPost(One + "/delete", DeleteAsync).TakesForm();
    }

    private static async Task<IResult> ListAsync(HttpContext context, IDirectoryStore store)
    {
        var list = await ApplicationList.ReadAsync(context, store);
        var parameters = new Dictionary<string, object?>
        {
            ["List"] = list, ["MayCreate"] = ApplicationVisit.MayCreate(context.Person()),
        };
        return PortalPages.Show<ApplicationListPage>(context, parameters, notice: context.Notice());
    }

    private static IResult ShowNew(HttpContext context)
    {
        RequireCreating(context);
        return PortalPages.Show<NewApplicationPage>(context, []);
    }

    private static async Task<IResult> RegisterAsync(
        HttpContext context, Applications applications, ServicePrincipals principals)
    {
        RequireCreating(context);
        var name = context.Field("name");
        var tenant = context.Person().TenantId;
        var cancel = context.RequestAborted;
        try
        {
            var input = new ApplicationInput { DisplayName = name, SignInAudience = OneTenant };
            var application = await applications.CreateAsync(tenant, input, context.Person(), cancel);
            await principals.CreateAsync(
                tenant, application.AppId.ToString(), accountEnabled: true, context.Person(), cancel);
            return ApplicationVisit.RedirectTo(application, "", "registered");
        }
        catch (RefusedException exception) when (exception.Refusal is GraphRefusal { Status: 400 } refusal)
        {
            var problem = name.Length == 0 ? "Enter a name." : refusal.Message;
            var parameters = new Dictionary<string, object?> { ["Name"] = name, ["Problem"] = problem };
            return PortalPages.Show<NewApplicationPage>(context, parameters, StatusCodes.Status400BadRequest);
        }
    }

    private static void RequireCreating(HttpContext context)
    {
        if (!ApplicationVisit.MayCreate(context.Person()))
            throw ApplicationVisit.Denied().ToException();
    }

    // Who has the client id at hand is led to the page, which is addressed by the object id.
    private static async Task<IResult> ShowAsync(HttpContext context, IDirectoryStore store)
    {
        var tenant = context.Person().TenantId;
        if (context.RouteId("id") is { } id
            && await store.FindApplicationByAppIdAsync(tenant, id, context.RequestAborted) is { } byClientId)
            return Results.Redirect(ApplicationAddress.Of(byClientId.Id));
        return await AnswerAsync(context, store, await context.FindApplicationAsync(store), null);
    }

    private static async Task<IResult> AnswerAsync(
        HttpContext context, IDirectoryStore store, Application application, string? problem)
    {
        var principal = await store.FindServicePrincipalByAppIdAsync(
            application.TenantId, application.AppId, context.RequestAborted);
        var parameters = new Dictionary<string, object?>
        {
            ["Application"] = application,
            ["Principal"] = principal,
            ["MayWrite"] = context.MayWrite(application),
            ["Problem"] = problem,
        };
        var status = problem is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest;
        return PortalPages.Show<ApplicationPage>(context, parameters, status, context.Notice());
    }

    private static async Task<IResult> CreatePrincipalAsync(
        HttpContext context, IDirectoryStore store, ServicePrincipals principals)
    {
        var application = await context.FindApplicationToChangeAsync(store);
        try
        {
            await principals.CreateAsync(
                application.TenantId,
                application.AppId.ToString(),
                accountEnabled: true,
                context.Person(),
                context.RequestAborted);
            return ApplicationVisit.RedirectTo(application, "", "principal");
        }
        catch (RefusedException exception) when (exception.Refusal is GraphRefusal refusal)
        {
            return await AnswerAsync(context, store, application, refusal.Message);
        }
    }

    private static async Task<IResult> AskAsync(HttpContext context, IDirectoryStore store) =>
        Ask(context, await context.FindApplicationToChangeAsync(store), null);

    private static IResult Ask(HttpContext context, Application application, string? problem)
    {
        var question = new Question(
            $"Delete {application.DisplayName}?",
            "Its service principal, secrets, certificates and federated credentials go with it, and its role "
                + "assignments give access to nobody any more. This cannot be undone.")
        {
            Action = ApplicationAddress.Of(application.Id, "delete"),
            Back = ApplicationAddress.Of(application.Id),
            BackLabel = application.DisplayName,
            Menu = ApplicationAddress.List,
        };
        return PortalPages.Ask(context, question, problem);
    }

    private static async Task<IResult> DeleteAsync(
        HttpContext context, IDirectoryStore store, Applications applications)
    {
        var application = await context.FindApplicationToChangeAsync(store);
        try
        {
            await applications.Checking(context.RequireWriting).DeleteAsync(
                application.TenantId, application.Id, context.RequestAborted);
            return Results.Redirect(ApplicationAddress.List + "?done=deleted");
        }
        catch (RefusedException exception) when (exception.Refusal is GraphRefusal { Status: 400 } refusal)
        {
            return Ask(context, application, refusal.Message);
        }
    }
}
