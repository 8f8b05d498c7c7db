using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Portal.Login;
using Sallyport.Server.Http;
using Sallyport.Server.Pages;

namespace Sallyport.Server.Login;

/// <summary>
/// Sallyport's own links by which a person signs in once. To open one spends nothing, for programs look into links
/// before people do; its button does.
/// </summary>
internal sealed class LinkEndpoints(SignInLinks links)
{
    private const string Path = "/sallyport/link";

    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Path, (HttpContext context, LinkEndpoints endpoint) => endpoint.ShowAsync(context))
            .AllowAnonymous();
        pages.MapPost(Path, (HttpContext context, LinkEndpoints endpoint) => endpoint.SpendAsync(context))
            .AllowAnonymous().AddEndpointFilter(PageForm.CheckAsync);
    }

    private async Task<IResult> ShowAsync(HttpContext context)
    {
        var code = context.Request.Query["code"].ToString();
        if (await links.FindAsync(code, context.RequestAborted) is not { } user)
            return Spent(context);
        return LoginPages.Show<LinkPage>(
            context,
            new() { ["Action"] = Path, ["Code"] = code, ["Person"] = user },
            LocalSite.Portal(context));
    }

    private async Task<IResult> SpendAsync(HttpContext context)
    {
        var draft = LoginPages.NewDraft(context);
        if (await links.SpendAsync(context.Field("code"), draft, context.RequestAborted) is not { } person)
            return Spent(context);
        UnprovenPace.Prove(context);
        await LoginSession.BeginAsync(context, person, stays: false);
        return Results.Redirect(LocalSite.Portal(context) + "/");
    }

    private static IResult Spent(HttpContext context) => LoginPages.Show<DonePage>(context, new()
    {
        ["Title"] = "This link is spent",
        ["Text"] = "A link signs in once, within an hour. The command sallyport portal makes a new one.",
    });
}
