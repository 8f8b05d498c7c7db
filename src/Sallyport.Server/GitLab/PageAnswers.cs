using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;
using Sallyport.Core.GitLab;
using Sallyport.Core.Refusals;
using Sallyport.Portal.Frame;
using Sallyport.Portal.GitLab;

namespace Sallyport.Server.GitLab;

/// <summary>Metadata of a route that answers with a page: a refusal is a page there too.</summary>
internal sealed class AnswersWithPage;

/// <summary>Answers with pages, and checks that a form comes from one of them.</summary>
internal static class PageAnswers
{
    // No script or style but our own files, and no page of ours in a frame.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>Renders a page, with the headers that every page has.</summary>
    /// <typeparam name="TPage">Its component.</typeparam>
    public static IResult Show<TPage>(
        HttpContext context, Dictionary<string, object?> parameters, int status = StatusCodes.Status200OK)
        where TPage : IComponent
    {
        parameters["Facts"] = FactsOf(context);
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.ContentSecurityPolicy = Policy;
        context.Response.Headers["Referrer-Policy"] = "same-origin";
        return new RazorComponentResult<TPage>(parameters) { StatusCode = status, PreventStreamingRendering = true };
    }

    /// <summary>Sends the browser on to a page of a project.</summary>
    public static IResult RedirectTo(HttpContext context, Project project, string page) =>
        Results.Redirect($"{InstanceOf(context).RelativeRoot}/{project.Path}/-/{page}");

    /// <summary>Writes a refusal as a page; a visitor who has to sign in first is sent there.</summary>
    public static Task WriteAsync(HttpContext context, Refusal refusal)
    {
        if (refusal.Status == StatusCodes.Status401Unauthorized)
        {
            SessionPageEndpoints.Redirect(context, InstanceOf(context));
            return Task.CompletedTask;
        }
        var parameters = new Dictionary<string, object?>
        {
            ["Heading"] = refusal.Status == StatusCodes.Status404NotFound ? "Not found" : "That did not work",
            ["Reason"] = ReasonOf((GitLabRefusal)refusal),
        };
        return Show<RefusalPage>(context, parameters, refusal.Status).ExecuteAsync(context);
    }

    /// <summary>What a refusal says, for people.</summary>
    public static string ReasonOf(GitLabRefusal refusal) => refusal.Details is { Count: > 0 } details
        ? $"{refusal.Field} {string.Join("; ", details)}"
        : refusal.Message;

    /// <summary>Refuses a form that does not come from a page that this visitor has seen.</summary>
    public static async ValueTask<object?> CheckFormAsync(
        EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        var antiforgery = context.RequestServices.GetRequiredService<IAntiforgery>();
        var field = antiforgery.GetTokens(context).FormFieldName;
        var value = (await context.ParametersAsync()).Text(field);
        // the body was read by our own strict reader
        context.Features.Set<IFormFeature>(new FormFeature(
            new FormCollection(new Dictionary<string, StringValues> { [field] = value })));
        if (!await antiforgery.IsRequestValidAsync(context))
            throw new GitLabRefusal(422, "The page was too old. Open it again, and repeat the change.").ToException();
        return await next(invocation);
    }

    private static GitLabInstance InstanceOf(HttpContext context) =>
        context.RequestServices.GetRequiredService<GitLabInstance>();

    private static PageFacts FactsOf(HttpContext context)
    {
        var tokens = context.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(context);
        return new PageFacts
        {
            Root = InstanceOf(context).RelativeRoot,
            User = context.Features.Get<GitLabUser>()?.Username,
            ForgeryField = tokens.FormFieldName,
            ForgeryToken = tokens.RequestToken!,
            Notice = NoticeOf(context.Request.Query["done"]),
            Now = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow(),
        };
    }

    // Codes, because a text in the address could be anybody's.
    private static string? NoticeOf(string? done) => done switch
    {
        "added" => "The variable was added.",
        "changed" => "The variable was changed.",
        "deleted" => "The variable was deleted.",
        _ => null,
    };
}
