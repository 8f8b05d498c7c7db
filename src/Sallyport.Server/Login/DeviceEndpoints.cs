using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Portal.Login;
using Sallyport.Server.Http;
using Sallyport.Server.Pages;

namespace Sallyport.Server.Login;

/// <summary>
/// <c>POST /{tenant}/oauth2/v2.0/devicecode</c>, and the page on which a person types the code. Source: "Microsoft
/// identity platform and the OAuth 2.0 device authorization grant flow".
/// </summary>
internal sealed class DeviceEndpoints(
    DeviceAuthorizations devices, PageSignIn people, SignInSteps steps, SignInRecorder recorder)
{
    private const string Page = "/common/oauth2/deviceauth";

    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, IEndpointRouteBuilder pages)
    {
        routes.MapPost("/{tenant}/oauth2/v2.0/devicecode", (
            string tenant, HttpContext context, DeviceEndpoints endpoint) =>
            endpoint.BeginAsync(tenant, context)).AllowAnonymous();
        pages.MapGet(Page, (HttpContext context, DeviceEndpoints endpoint) => endpoint.ShowAsync(context))
            .AllowAnonymous();
        pages.MapPost(Page, (HttpContext context, DeviceEndpoints endpoint) => endpoint.ContinueAsync(context))
            .AllowAnonymous().AddEndpointFilter(PageForm.CheckAsync);
    }

    private async Task<Utf8ContentHttpResult> BeginAsync(string tenant, HttpContext context)
    {
        var cancel = context.RequestAborted;
        var request = TokenRequest.Read(await TokenEndpoint.ReadFormAsync(context.Request, cancel), null);
        var draft = LoginPages.NewDraft(context);
        var given = await recorder.RecordRefusalAsync(
            draft, () => devices.BeginAsync(tenant, request, draft, cancel), cancel);
        var address = LocalSite.Login(context) + Page;
        return LoginSurface.JsonAnswer(new OrderedDictionary<string, object>
        {
            ["user_code"] = given.UserCode,
            ["device_code"] = given.DeviceCode,
            ["verification_uri"] = address,
            ["expires_in"] = (int)DeviceCode.Lifetime.TotalSeconds,
            ["interval"] = DeviceCode.Interval,
            ["message"] = $"To sign in, use a web browser to open the page {address} and enter the code "
                + $"{given.UserCode} to authenticate.",
        });
    }

    private async Task<IResult> ShowAsync(HttpContext context)
    {
        var code = context.Request.Query["otc"].ToString();
        if (code.Length == 0)
            return AskCode(context, "", problem: null);
        if (await QuestionAsync(context, code) is not { } asked)
            return AskCode(context, code, "That code didn’t work. Check it, or ask the device for a new one.");
        var person = await PersonAsync(context, asked.Question);
        return person is null
            ? SignInSteps.Begin(context, asked.Purpose, "")
            : SignInSteps.Pick(context, asked.Purpose, person.User);
    }

    private async Task<IResult> ContinueAsync(HttpContext context)
    {
        var code = context.Request.Query["otc"].ToString();
        if (await QuestionAsync(context, code) is not { } asked)
            return AskCode(context, code, "That code is not valid any more. Ask the device for a new one.");
        var step = context.Field("step");
        if (step == "cancel")
        {
            await devices.DeclineAsync(asked.Question, context.RequestAborted);
            return Done(context, "Sign-in cancelled", "The device was not signed in. You can close this window.");
        }
        var taken = await steps.TakeAsync(
            context, asked.Purpose, person => Task.FromResult(Confirm(context, asked, person)));
        if (taken is not null)
            return taken;
        var person = await PersonAsync(context, asked.Question);
        if (person is null || person.User.Id.ToString() != context.Field("id"))
            return SignInSteps.Begin(context, asked.Purpose, "");
        return step is "continue" or "accept"
            ? await AllowAsync(context, asked, person, step == "accept")
            : Confirm(context, asked, person);
    }

    private async Task<IResult> AllowAsync(
        HttpContext context,
        (DeviceQuestion Question, SignInPurpose Purpose) asked,
        SignedInPerson person,
        bool consents)
    {
        var cancel = context.RequestAborted;
        var draft = asked.Purpose.Draft;
        if (consents)
            await devices.ConsentAsync(asked.Question, person.User, draft, cancel);
        var missing = await devices.MissingConsentAsync(asked.Question, person.User, draft, cancel);
        if (missing.Count > 0)
            return SignInSteps.AskConsent(context, asked.Purpose, person.User, missing);
        return await devices.AllowAsync(asked.Question, person, cancel)
            ? Done(context, "You have signed in", $"You have signed in to {asked.Purpose.ClientName} on your device. "
                + "You can close this window.")
            : AskCode(context, "", "That code was used already. Ask the device for a new one.");
    }

    private async Task<SignedInPerson?> PersonAsync(HttpContext context, DeviceQuestion question)
    {
        var person = await LoginSession.FindAsync(context, people);
        var isOfTenant = question.Tenant is null || person?.User.TenantId == question.Tenant.Id;
        return isOfTenant ? person : null;
    }

    private async Task<(DeviceQuestion Question, SignInPurpose Purpose)?> QuestionAsync(
        HttpContext context, string code)
    {
        var draft = LoginPages.NewDraft(context);
        if (await devices.FindAsync(code, draft, context.RequestAborted) is not { } question)
            return null;
        var action = $"{Page}?otc={Uri.EscapeDataString(code)}";
        var purpose = new SignInPurpose(action, question.Tenant, question.Client.DisplayName, draft, FormTarget: null);
        return (question, purpose);
    }

    private static IResult Confirm(
        HttpContext context, (DeviceQuestion Question, SignInPurpose Purpose) asked, SignedInPerson person) =>
        LoginPages.Show<ConfirmPage>(context, new()
        {
            ["Action"] = asked.Purpose.Action,
            ["ClientName"] = asked.Purpose.ClientName,
            ["Code"] = asked.Question.Code.UserCode,
            ["Person"] = person.User,
        });

    private static IResult AskCode(HttpContext context, string code, string? problem) =>
        LoginPages.Show<CodePage>(context, new() { ["Action"] = Page, ["Code"] = code, ["Problem"] = problem });

    private static IResult Done(HttpContext context, string title, string text) =>
        LoginPages.Show<DonePage>(context, new() { ["Title"] = title, ["Text"] = text });
}
