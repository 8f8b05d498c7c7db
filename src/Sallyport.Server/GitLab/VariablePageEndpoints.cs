using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.GitLab;
using Sallyport.Core.Refusals;
using Sallyport.Portal.GitLab;
using Sallyport.Server.Http;

namespace Sallyport.Server.GitLab;

/// <summary>The page of a project's CI/CD variables, and its forms.</summary>
internal static class VariablePageEndpoints
{
    /// <summary>Maps the routes.</summary>
    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet("/settings/ci_cd", ListAsync).Requires(GitLabAccess.Session);
        MapForm("/variables", AddAsync);
        MapForm("/variables/protect", ProtectAsync);
        MapForm("/variables/mask", MaskAsync);
        MapForm("/variables/delete", DeleteAsync);

        void MapForm(string path, Func<HttpContext, Project, Variables, Task<string>> act) =>
            pages.MapPost(path, (HttpContext context, Variables variables, IGitLabStore store, IVariableStore list) =>
                AnswerAsync(context, store, list, project => act(context, project, variables)))
                .Requires(GitLabAccess.Session).AddEndpointFilter(PageAnswers.CheckFormAsync);
    }

    private static async Task<IResult> ListAsync(HttpContext context, IGitLabStore store, IVariableStore list) =>
        await ShowAsync(context, await FindAsync(context, store), list, new EnteredVariable(), null);

    // What is refused is shown again with what was typed.
    private static async Task<IResult> AnswerAsync(
        HttpContext context, IGitLabStore store, IVariableStore list, Func<Project, Task<string>> act)
    {
        var project = await FindAsync(context, store);
        try
        {
            var done = await act(project);
            return PageAnswers.RedirectTo(context, project, $"settings/ci_cd?done={done}");
        }
        catch (RefusedException exception) when (exception.Refusal is GitLabRefusal { Status: 400 } refusal)
        {
            var entered = Entered(await context.ParametersAsync());
            return await ShowAsync(context, project, list, entered, PageAnswers.ReasonOf(refusal));
        }
    }

    private static async Task<IResult> ShowAsync(
        HttpContext context, Project project, IVariableStore list, EnteredVariable entered, string? problem)
    {
        var variables = await list.ListAsync([VariableOwner.Of(project).Key], context.RequestAborted);
        var parameters = new Dictionary<string, object?>
        {
            ["Project"] = project, ["Variables"] = variables, ["Entered"] = entered, ["Problem"] = problem,
        };
        return PageAnswers.Show<VariablesPage>(
            context, parameters, problem is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }

    private static async Task<string> AddAsync(HttpContext context, Project project, Variables variables)
    {
        var parameters = await context.ParametersAsync();
        var entered = Entered(parameters);
        var change = new VariableChange
        {
            Value = entered.Value,
            IsFile = entered.IsFile,
            IsProtected = entered.IsProtected,
            IsMasked = entered.IsMasked,
            IsRaw = entered.IsRaw,
            EnvironmentScope = entered.Scope,
        };
        await variables.CreateAsync(
            VariableOwner.Of(project), entered.Key, change, isHidden: false, context.RequestAborted);
        return "added";
    }

    private static Task<string> ProtectAsync(HttpContext context, Project project, Variables variables) =>
        ChangeAsync(context, project, variables, on => new VariableChange { IsProtected = on });

    private static Task<string> MaskAsync(HttpContext context, Project project, Variables variables) =>
        ChangeAsync(context, project, variables, on => new VariableChange { IsMasked = on });

    private static async Task<string> ChangeAsync(
        HttpContext context, Project project, Variables variables, Func<bool, VariableChange> change)
    {
        var parameters = await context.ParametersAsync();
        var isOn = parameters.Flag("on") ?? throw GitLabErrors.Missing("on").ToException();
        var key = parameters.RequiredText("key");
        var scope = parameters.Text("environment_scope");
        await variables.ChangeAsync(VariableOwner.Of(project), key, scope, change(isOn), context.RequestAborted);
        return "changed";
    }

    private static async Task<string> DeleteAsync(HttpContext context, Project project, Variables variables)
    {
        var parameters = await context.ParametersAsync();
        var key = parameters.RequiredText("key");
        var scope = parameters.Text("environment_scope");
        await variables.DeleteAsync(VariableOwner.Of(project), key, scope, context.RequestAborted);
        return "deleted";
    }

    private static async Task<Project> FindAsync(HttpContext context, IGitLabStore store)
    {
        var project = await ProjectPageEndpoints.FindAsync(context, store);
        GitLabRights.RequireLevel(context.User().LevelIn(project), AccessLevels.Maintainer);
        return project;
    }

    // Browsers send line ends of text fields as CR LF.
    private static EnteredVariable Entered(GitLabParameters parameters) => new()
    {
        Key = (parameters.Text("key") ?? "").Trim(),
        Value = (parameters.Text("value") ?? "").ReplaceLineEndings("\n"),
        Scope = parameters.Text("environment_scope") ?? CiVariable.EveryEnvironment,
        IsProtected = parameters.Flag("protected") ?? false,
        IsMasked = parameters.Flag("masked") ?? false,
        IsRaw = parameters.Flag("raw") ?? false,
        IsFile = parameters.Flag("file") ?? false,
    };
}
