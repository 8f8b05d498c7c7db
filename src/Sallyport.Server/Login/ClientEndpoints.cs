using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Core.Wire;
using Sallyport.Portal.Login;
using Sallyport.Server.Pages;

namespace Sallyport.Server.Login;

/// <summary>
/// Sallyport's own page on which people see which clients can get tokens for them, and sign out of one: its family of
/// refresh tokens is revoked, and no other.
/// </summary>
internal sealed class ClientEndpoints(TokenFamilies families, PageSignIn people, SignInSteps steps)
{
    private const string Path = "/sallyport/clients";

    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Path, (HttpContext context, ClientEndpoints endpoint) => endpoint.ShowAsync(context))
            .AllowAnonymous();
        pages.MapPost(Path, (HttpContext context, ClientEndpoints endpoint) => endpoint.ContinueAsync(context))
            .AllowAnonymous().AddEndpointFilter(PageForm.CheckAsync);
    }

    private async Task<IResult> ShowAsync(HttpContext context)
    {
        if (await LoginSession.FindAsync(context, people) is not { } person)
            return SignInSteps.Begin(context, Purpose(context), "");
        return LoginPages.Show<ClientsPage>(context, new()
        {
            ["Action"] = Path,
            ["Person"] = person.User,
            ["Families"] = await families.ListAsync(person.User, context.RequestAborted),
        });
    }

    private async Task<IResult> ContinueAsync(HttpContext context)
    {
        var purpose = Purpose(context);
        var taken = await steps.TakeAsync(context, purpose, _ => Task.FromResult(Results.Redirect(Path)));
        if (taken is not null)
            return taken;
        if (await LoginSession.FindAsync(context, people) is not { } person)
            return SignInSteps.Begin(context, purpose, "");
        var isAsked = context.Field("step") == "revoke";
        if (isAsked && StrictGuid.TryRead(context.Field("family"), out var family))
            await families.RevokeAsync(person.User, family, context.RequestAborted);
        return Results.Redirect(Path);
    }

    private static SignInPurpose Purpose(HttpContext context) =>
        new(Path, Tenant: null, "the list of your sign-ins", LoginPages.NewDraft(context), FormTarget: null);
}
