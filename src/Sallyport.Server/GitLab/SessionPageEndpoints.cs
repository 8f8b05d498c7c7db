using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.GitLab;
using Sallyport.Portal.GitLab;
using Sallyport.Server.Http;
using Sallyport.Server.Pages;

namespace Sallyport.Server.GitLab;

/// <summary>Signing in and out with a browser, the list of projects, and the files of the pages.</summary>
internal static class SessionPageEndpoints
{
    private const string SignIn = "/users/sign_in";

    /// <summary>Maps the routes.</summary>
    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet("/", ListAsync).Requires(GitLabAccess.Visitor);
        pages.MapGet(SignIn, ShowForm).Requires(GitLabAccess.Visitor);
        pages.MapPost(SignIn, SignInAsync).Requires(GitLabAccess.Visitor).AddEndpointFilter(PageAnswers.CheckFormAsync);
        pages.MapPost("/users/sign_out", SignOutAsync).Requires(GitLabAccess.Visitor)
            .AddEndpointFilter(PageAnswers.CheckFormAsync);
        PageAssets.Map(pages);
    }

    /// <summary>Sends a visitor to the page for signing in, and afterwards back.</summary>
    public static void Redirect(HttpContext context, GitLabInstance instance)
    {
        var asked = context.Features.Get<AskedPage>()?.Path;
        var isPage = asked is not null && HttpMethods.IsGet(context.Request.Method);
        var back = isPage ? asked + context.Request.QueryString : "";
        context.Response.Redirect($"{instance.RelativeRoot}{SignIn}?return_to={Uri.EscapeDataString(back)}");
    }

    private static Task<IResult> ListAsync(HttpContext context, IGitLabStore store) =>
        ShowListAsync(context, store, group: null);

    /// <summary>The projects that the visitor may see: of a group with those below it, or all.</summary>
    public static async Task<IResult> ShowListAsync(
        HttpContext context, IGitLabStore store, ProjectNamespace? group)
    {
        var user = context.Features.Get<GitLabUser>();
        var all = group is null
            ? await store.ListProjectsAsync(context.RequestAborted)
            : await store.ListProjectsBelowAsync(group, context.RequestAborted);
        var page = new PageNumber(context);
        var shown = page.Of(all.Where(p => user.MaySee(p)));
        return PageAnswers.Show<ProjectListPage>(context, new()
        {
            ["Projects"] = shown.Rows, ["Page"] = page.Number, ["HasNext"] = shown.HasNext, ["Group"] = group?.Path,
        });
    }

    private static IResult ShowForm(HttpContext context) =>
        Form(context, PageAnswer.LocalAddress(context.Request.Query["return_to"]));

    private static IResult Form(HttpContext context, string returnTo, string? problem = null) =>
        PageAnswers.Show<SignInPage>(
            context,
            new() { ["ReturnTo"] = returnTo, ["Problem"] = problem },
            problem is null ? StatusCodes.Status200OK : StatusCodes.Status401Unauthorized);

    private static async Task<IResult> SignInAsync(HttpContext context, GitLabInstance instance, PersonalTokens tokens)
    {
        var parameters = await context.ParametersAsync();
        var returnTo = PageAnswer.LocalAddress(parameters.Text("return_to"));
        var token = (parameters.Text("token") ?? "").Trim();
        if (await ProblemAsync(tokens, token, context.RequestAborted) is { } problem)
            return Form(context, returnTo, problem);
        UnprovenPace.Prove(context);
        await PageSession.BeginAsync(context, token);
        return Results.Redirect(returnTo == "" ? instance.RelativeRoot + "/" : returnTo);
    }

    private static async Task<string?> ProblemAsync(PersonalTokens tokens, string token, CancellationToken cancel)
    {
        var found = token == "" ? null : await tokens.FindAsync(GitLabTokens.Hash(token), cancel);
        if (found is null || !tokens.IsValid(found.Token))
            return "There is no such token, or it is not valid any more.";
        return found.MayRead ? null : "The token needs the scope api, or read_api to look only.";
    }

    private static async Task<IResult> SignOutAsync(HttpContext context, GitLabInstance instance)
    {
        await PageSession.EndAsync(context);
        return Results.Redirect(instance.RelativeRoot + "/");
    }
}
