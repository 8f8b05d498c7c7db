using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Core.Refusals;
using Sallyport.Portal.Login;
using Sallyport.Server.Pages;

namespace Sallyport.Server.Login;

/// <summary>
/// <c>GET|POST /{tenant}/oauth2/v2.0/authorize</c>, and <c>POST /{tenant}/login</c>, to which the forms of its pages
/// are sent with the same query. Source: "Microsoft identity platform and OAuth 2.0 authorization code flow".
/// </summary>
internal sealed class AuthorizeEndpoint(
    Authorizations authorizations, PageSignIn people, SignInSteps steps, SignInRecorder recorder, TimeProvider time)
{
    // How long after the password a person may think about a consent, when the client wants the password typed anew.
    private static readonly TimeSpan TimeToAnswer = TimeSpan.FromMinutes(10);

    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/{tenant}/oauth2/v2.0/authorize", (
            string tenant, HttpContext context, AuthorizeEndpoint endpoint) =>
            endpoint.BeginAsync(tenant, Query(context), context)).AllowAnonymous();
        pages.MapPost("/{tenant}/oauth2/v2.0/authorize", async (
            string tenant, HttpContext context, AuthorizeEndpoint endpoint) =>
            await endpoint.BeginAsync(tenant, await FormAsync(context), context)).AllowAnonymous();
        pages.MapPost("/{tenant}/login", (string tenant, HttpContext context, AuthorizeEndpoint endpoint) =>
            endpoint.ContinueAsync(tenant, context)).AllowAnonymous().AddEndpointFilter(PageForm.CheckAsync);
    }

    private Task<IResult> BeginAsync(string tenant, string parameters, HttpContext context) =>
        WithClientAsync(tenant, parameters, context, async (open, purpose) =>
        {
            var request = open.Request;
            var person = await PersonAsync(context, open);
            if (request.Prompts("none"))
                return await AnswerSilentlyAsync(context, open, person, purpose.Draft);
            if (person is not null && request.Prompts("select_account"))
                return SignInSteps.Pick(context, purpose, person.User);
            if (person is not null && !request.Prompts("login"))
                return await FinishAsync(context, open, purpose, person);
            return request.LoginHint.Length > 0
                ? SignInSteps.AskPassword(context, purpose, request.LoginHint)
                : SignInSteps.Begin(context, purpose, "");
        });

    private Task<IResult> ContinueAsync(string tenant, HttpContext context) =>
        WithClientAsync(tenant, Query(context), context, async (open, purpose) =>
        {
            var step = context.Field("step");
            if (step == "cancel")
                throw await DeclinedAsync(context, open, purpose.Draft);
            var taken = await steps.TakeAsync(context, purpose, person => FinishAsync(context, open, purpose, person));
            if (taken is not null)
                return taken;
            // "account" and "accept" speak for the account of the session, which may be another one by now.
            var person = await PersonAsync(context, open);
            if (person is null || person.User.Id.ToString() != context.Field("id"))
                return SignInSteps.Begin(context, purpose, "");
            if (open.Request.Prompts("login") && !AnswersAfterPassword(step, person))
                return SignInSteps.AskPassword(context, purpose, person.User.UserPrincipalName);
            return step switch
            {
                "account" => await FinishAsync(context, open, purpose, person),
                "accept" => await AcceptAsync(context, open, purpose.Draft, person),
                _ => SignInSteps.Begin(context, purpose, ""),
            };
        });

    // The page that asks for consent follows that for the password, and keeps no state of its own.
    private bool AnswersAfterPassword(string step, SignedInPerson person) =>
        step == "accept" && time.GetUtcNow() < person.Since + TimeToAnswer;

    // What is wrong before the client is known is told to the person alone, what comes later to the client.
    private async Task<IResult> WithClientAsync(
        string tenant,
        string parameters,
        HttpContext context,
        Func<OpenAuthorization, SignInPurpose, Task<IResult>> act)
    {
        var draft = LoginPages.NewDraft(context);
        var cancel = context.RequestAborted;
        var open = await recorder.RecordRefusalAsync(
            draft, () => authorizations.OpenAsync(tenant, AuthorizeRequest.Read(parameters), draft, cancel), cancel);
        var action = $"/{Uri.EscapeDataString(tenant)}/login?{parameters}";
        var purpose = new SignInPurpose(
            action, open.Tenant, open.Client.DisplayName, draft, RedirectTarget.SiteOf(open.RedirectUri));
        try
        {
            return await recorder.RecordRefusalAsync(draft, async () =>
            {
                await authorizations.CheckAsync(open, draft, cancel);
                return await act(open, purpose);
            }, cancel);
        }
        catch (RefusedException refused) when (refused.Refusal is AadstsRefusal { Status: < 500 } refusal)
        {
            return Tell(context, open, refusal);
        }
    }

    private async Task<IResult> AnswerSilentlyAsync(
        HttpContext context, OpenAuthorization open, SignedInPerson? person, SignInDraft draft)
    {
        if (person is null)
            throw Aadsts.SilentSignInFailed().ToException();
        var missing = await authorizations.MissingConsentAsync(open, person.User, draft, context.RequestAborted);
        if (missing.Count > 0)
            throw Aadsts.SilentConsentFailed(open.Client.AppId, open.Client.DisplayName).ToException();
        return await AnswerAsync(context, open, person, draft);
    }

    private async Task<IResult> FinishAsync(
        HttpContext context, OpenAuthorization open, SignInPurpose purpose, SignedInPerson person)
    {
        var questions = await authorizations.QuestionsAsync(
            open, person.User, purpose.Draft, context.RequestAborted);
        if (questions.Count == 0)
            return await AnswerAsync(context, open, person, purpose.Draft);
        return SignInSteps.AskConsent(context, purpose, person.User, questions);
    }

    private async Task<IResult> AcceptAsync(
        HttpContext context, OpenAuthorization open, SignInDraft draft, SignedInPerson person)
    {
        await authorizations.ConsentAsync(open, person.User, draft, context.RequestAborted);
        return await AnswerAsync(context, open, person, draft);
    }

    private async Task<IResult> AnswerAsync(
        HttpContext context, OpenAuthorization open, SignedInPerson person, SignInDraft draft) =>
        Send(context, open, await authorizations.AnswerAsync(open, person, draft, context.RequestAborted));

    private static IResult Tell(HttpContext context, OpenAuthorization open, AadstsRefusal refusal)
    {
        var answer = new OrderedDictionary<string, string>
        {
            ["error"] = refusal.Error, ["error_description"] = LoginErrors.Describe(context, refusal),
        };
        if (refusal.Suberror is not null)
            answer["error_subcode"] = refusal.Suberror;
        if (open.Request.State is not null)
            answer["state"] = open.Request.State;
        return Send(context, open, answer);
    }

    private static IResult Send(
        HttpContext context, OpenAuthorization open, IReadOnlyDictionary<string, string> answer)
    {
        if (open.Mode == ResponseMode.FormPost)
            return LoginPages.Show<FormPostPage>(
                context,
                new() { ["Action"] = open.RedirectUri, ["Fields"] = answer },
                RedirectTarget.SiteOf(open.RedirectUri));
        return Results.Redirect(RedirectTarget.With(open.RedirectUri, answer, open.Mode));
    }

    private async Task<RefusedException> DeclinedAsync(
        HttpContext context, OpenAuthorization open, SignInDraft draft)
    {
        if (await PersonAsync(context, open) is { } person)
            draft.ByUser(person.User);
        return Aadsts.ConsentDeclined().ToException();
    }

    private async Task<SignedInPerson?> PersonAsync(HttpContext context, OpenAuthorization open)
    {
        var person = await LoginSession.FindAsync(context, people);
        var isOfTenant = open.Tenant is null || person?.User.TenantId == open.Tenant.Id;
        return isOfTenant ? person : null;
    }

    private static string Query(HttpContext context) => context.Request.QueryString.Value!.TrimStart('?');

    private static async Task<string> FormAsync(HttpContext context) =>
        Encoding.UTF8.GetString(await TokenEndpoint.ReadFormAsync(context.Request, context.RequestAborted));
}
