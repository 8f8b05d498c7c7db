using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Core.GitLab;
using Sallyport.Core.Refusals;
using Sallyport.Portal.Frame;
using Sallyport.Server.Pages;

namespace Sallyport.Server.GitLab;

/// <summary>Answers with pages, and checks that a form comes from one of them.</summary>
internal static class PageAnswers
{
    /// <summary>Renders a page, with the headers that every page has.</summary>
    /// <typeparam name="TPage">Its component.</typeparam>
    public static IResult Show<TPage>(
        HttpContext context, Dictionary<string, object?> parameters, int status = StatusCodes.Status200OK)
        where TPage : IComponent
    {
        var site = new PageSite("GitLab", InstanceOf(context).RelativeRoot, "/users/sign_in", "/users/sign_out");
        var facts = PageAnswer.FactsOf(context, site, context.Features.Get<GitLabUser>()?.Username) with
        {
            Notice = NoticeOf(context.Request.Query["done"]),
        };
        return PageAnswer.Show<TPage>(context, facts, parameters, status);
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
            ["Home"] = "Projects",
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
        var parameters = await context.ParametersAsync();
        if (!await PageAnswer.IsOursAsync(context, parameters.Text))
            throw new GitLabRefusal(422, "The page was too old. Open it again, and repeat the change.").ToException();
        return await next(invocation);
    }

    private static GitLabInstance InstanceOf(HttpContext context) =>
        context.RequestServices.GetRequiredService<GitLabInstance>();

    // Codes, because a text in the address could be anybody's.
    private static string? NoticeOf(string? done) => done switch
    {
        "added" => "The variable was added.",
        "changed" => "The variable was changed.",
        "deleted" => "The variable was deleted.",
        _ => null,
    };
}
