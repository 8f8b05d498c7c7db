using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.GitLab;
using Sallyport.Core.Refusals;
using Sallyport.Core.Wire;
using Sallyport.Explain;
using Sallyport.Portal.Applications;
using Sallyport.Portal.Frame;
using Sallyport.Portal.Verdicts;
using Sallyport.Server.Http;
using Sallyport.Server.Pages;
using Sallyport.Server.Instance;

namespace Sallyport.Server.Portal;

/// <summary>The page on which a token is tried at an application, and the form that applies the fix.</summary>
internal static class TryPages
{
    private const int RefusedShown = 5;

    private static readonly PortalRefusal Stale =
        ApplicationVisit.Stale("The credential was changed meanwhile, and nothing was applied. Try the token again.");

    private const string Try = ApplicationAddress.List + "/{id}/try";

    /// <summary>Maps the routes.</summary>
    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet(Try, ShowAsync).Requires(new PortalPerson());
        pages.MapPost(Try, JudgeAsync).TakesForm();
        pages.MapPost(Try + "/apply", ApplyAsync).TakesForm();
    }

    // With a sign-in or a job in the address, what it has presented, or may present, is tried at once.
    private static async Task<IResult> ShowAsync(
        HttpContext context,
        IDirectoryStore store,
        ApplicationJudge judge,
        ServerOptions options,
        RuleSet rules,
        RecentJobs jobs)
    {
        var application = await context.FindApplicationAsync(store);
        var signIn = context.Request.Query["signin"].ToString();
        var job = context.Request.Query["job"].ToString();
        if (signIn.Length > 0)
        {
            var record = await context.FindSignInAsync(application, signIn);
            return await TriedAsync(record.Federated!.Presented.Decoded(), "Chosen", record);
        }
        if (job.Length > 0)
        {
            var chosen = await FindJobAsync(context, jobs, job);
            var claims = StrictJson.ReadObject(Encoding.UTF8.GetBytes(chosen.Claims))!.Value;
            return await TriedAsync(claims, "ChosenJob", chosen);
        }
        return await AnswerAsync(context, application, rules, []);

        async Task<IResult> TriedAsync(JsonElement claims, string kind, object chosen)
        {
            var reading = AssertionReader.ReadDecoded(claims);
            var judgement = await judge.JudgeAsync(application, reading, context.RequestAborted);
            return await AnswerAsync(context, application, rules, new()
            {
                ["Explanation"] = Explain(application, judgement, null, options),
                ["Claims"] = ClaimsText.Indented(claims),
                [kind] = chosen,
            });
        }
    }

    private static async Task<RecentJob> FindJobAsync(HttpContext context, RecentJobs jobs, string id)
    {
        context.RequireSignIns();
        var token = context.Request.Query["token"].ToString();
        var found = long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? await jobs.FindAsync(number, token, context.RequestAborted)
            : null;
        return found ?? throw ApplicationVisit.NotFound("There is no job with this ID token any more.").ToException();
    }

    private static async Task<IResult> AnswerAsync(
        HttpContext context,
        Application application,
        RuleSet rules,
        Dictionary<string, object?> further,
        int refused = StatusCodes.Status400BadRequest)
    {
        var services = context.RequestServices;
        if (SignInVisit.MayRead(context.Person()))
            further["Jobs"] = await services.GetRequiredService<RecentJobs>().ListAsync(context.RequestAborted);
        further["Refused"] = await context.RefusedSignInsAsync(application, RefusedShown);
        further["GitLab"] = OtherSite.GitLabOf(context.Request, services.GetRequiredService<GitLabInstance>());
        further["Application"] = application;
        further["Rules"] = rules;
        further["MayWrite"] = context.MayWrite(application);
        var status = further.ContainsKey("Problems") ? refused : StatusCodes.Status200OK;
        return PortalPages.Show<TryPage>(context, further, status);
    }

    // What is pasted is in this request and nowhere else: the answer shows what of it was compared, never the whole.
    private static async Task<IResult> JudgeAsync(
        HttpContext context,
        IDirectoryStore store,
        ApplicationJudge judge,
        ServerOptions options,
        RuleSet rules,
        PastedErrors errors)
    {
        var application = await context.FindApplicationAsync(store);
        var presented = context.Field("presented");
        if (presented.Length == 0)
            return await RefuseAsync("Paste a token, the claims of one, or an error text.");
        var areClaims = presented.StartsWith('{');
        var claims = areClaims ? StrictJson.ReadObject(Encoding.UTF8.GetBytes(presented)) : null;
        if (!IsOfToken(claims) && await errors.ReadAsync(context, application, presented) is { } tried)
            return await AnswerAsync(context, application, rules, new() { ["Tried"] = tried });
        if (areClaims && claims is null)
            return await RefuseAsync("This begins as a JSON object and is none.");
        if (!areClaims && IsLog(presented))
            return await RefuseAsync(
                "This text is no token, and it has no AADSTS code and no trace ID. Paste the lines with the error.");
        var reading = claims is { } read ? AssertionReader.ReadDecoded(read) : AssertionReader.Read(presented);
        var judgement = await judge.JudgeAsync(application, reading, context.RequestAborted);
        return await AnswerAsync(context, application, rules, new()
        {
            ["Explanation"] = Explain(application, judgement, areClaims ? null : presented, options),
            ["Claims"] = areClaims ? presented : "",
        });

        Task<IResult> RefuseAsync(string problem) => AnswerAsync(context, application, rules, new()
        {
            ["Problems"] = new Dictionary<string, string> { ["presented"] = problem },
            ["Claims"] = presented.StartsWith('{') ? presented : "",
        });
    }

    // An answer of the token service is a JSON object as well, and so are the claims of a token.
    private static bool IsOfToken(JsonElement? claims) =>
        claims is { } read && Array.Exists(["iss", "sub", "aud"], name => read.TryGetProperty(name, out _));

    // A token that a terminal has broken into lines is still one, and explained as that.
    private static bool IsLog(string text) =>
        text.Count(c => c == '\n') > 1 && !text.Contains("eyJ", StringComparison.Ordinal);

    private static Explanation Explain(
        Application application, Judgement judgement, string? token, ServerOptions options) =>
        Explanation.Of(judgement, new ExplanationContext
        {
            ApplicationId = application.Id,
            Text = token,
            Credentials = application.FederatedIdentityCredentials,
            IsLocal = judgement.Assertion is not { } assertion || assertion.Issuer == FederatedPages.IssuerOf(options),
        });

    private static async Task<IResult> ApplyAsync(
        HttpContext context, IDirectoryStore store, FederatedIdentityCredentials credentials, RuleSet rules)
    {
        var application = await context.FindApplicationToChangeAsync(store);
        var id = StrictGuid.TryRead(context.Field("credential"), out var read) ? read : (Guid?)null;
        var credential = FederatedPages.Find(application, id);
        try
        {
            await credentials.Checking(RequireFresh).UpdateAsync(
                application.TenantId, application.Id, credential.Id.ToString(), Fixed(context), context.RequestAborted);
            return ApplicationVisit.RedirectTo(application, "federated", "changed");
        }
        catch (RefusedException exception) when (exception.Refusal == Stale)
        {
            application = await context.FindApplicationToChangeAsync(store);
            var problems = new Dictionary<string, string> { ["presented"] = Stale.Message };
            return await AnswerAsync(context, application, rules, new() { ["Problems"] = problems }, Stale.Status);
        }

        void RequireFresh(Application current)
        {
            context.RequireWriting(current);
            if (context.Field(FormVersion.Field) != FormVersion.Of(FederatedPages.Find(current, id)))
                throw Stale.ToException();
        }
    }

    private static FederatedIdentityCredentialInput Fixed(HttpContext context)
    {
        var expression = context.Field("expression");
        return new FederatedIdentityCredentialInput
        {
            Issuer = context.Field("issuer"),
            Subject = expression.Length == 0 ? context.Field("subject") : null,
            Audiences = new Given<IReadOnlyList<string>?>(true, [context.Field("audience")]),
            ClaimsMatchingExpression = expression.Length == 0
                ? null
                : new ExpressionInput(expression, ClaimsMatchingExpression.LanguageVersion),
        };
    }
}
