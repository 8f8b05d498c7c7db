using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.GitLab;
using Sallyport.Server.Http;

namespace Sallyport.Server.GitLab;

/// <summary>
/// CI/CD variables of projects, groups and the instance. Source: "Project-level CI/CD variables API", "Group-level
/// CI/CD variables API" and "Instance-level CI/CD variables API", GitLab documentation.
/// </summary>
internal static class VariableEndpoints
{
    /// <summary>Maps the routes.</summary>
    public static void Map(RouteGroupBuilder api)
    {
        Map(api, "/projects/{id}/variables", GitLabAccess.Maintainer);
        Map(api, "/groups/{id}/variables", GitLabAccess.Owner);
        Map(api, "/admin/ci/variables", GitLabAccess.Administrator);
    }

    private static void Map(RouteGroupBuilder api, string list, GitLabAccess access)
    {
        api.MapGet(list, ListAsync).Requires(access);
        api.MapPost(list, CreateAsync).Requires(access);
        api.MapGet($"{list}/{{key}}", GetAsync).Requires(access);
        api.MapPut($"{list}/{{key}}", ChangeAsync).Requires(access);
        api.MapDelete($"{list}/{{key}}", DeleteAsync).Requires(access);
    }

    private static async Task<IResult> ListAsync(HttpContext context, IVariableStore variables, IGitLabStore store)
    {
        var owner = await OwnerAsync(context, store);
        var all = await variables.ListAsync([owner.Key], context.RequestAborted);
        var shown = await Page.OfAsync(context, all);
        return Results.Json(shown.Select(Show), GitLabJson.Options);
    }

    private static async Task<IResult> GetAsync(HttpContext context, Variables variables, IGitLabStore store)
    {
        var owner = await OwnerAsync(context, store);
        var scope = await FilterAsync(context, owner);
        var found = await variables.FindAsync(owner, Key(context), scope, context.RequestAborted);
        return Results.Json(Show(found), GitLabJson.Options);
    }

    private static async Task<IResult> CreateAsync(HttpContext context, Variables variables, IGitLabStore store)
    {
        var owner = await OwnerAsync(context, store);
        var parameters = await context.ParametersAsync();
        var key = parameters.Has("key") ? parameters.Word("key") : throw GitLabErrors.Missing("key").ToException();
        if (!parameters.Has("value"))
            throw GitLabErrors.Missing("value").ToException();
        var isHidden = parameters.Flag("masked_and_hidden") ?? false;
        var change = Read(parameters, owner);
        var created = await variables.CreateAsync(owner, key, change, isHidden, context.RequestAborted);
        return Results.Json(Show(created), GitLabJson.Options, statusCode: 201);
    }

    private static async Task<IResult> ChangeAsync(HttpContext context, Variables variables, IGitLabStore store)
    {
        var owner = await OwnerAsync(context, store);
        var change = Read(await context.ParametersAsync(), owner);
        var scope = await FilterAsync(context, owner);
        var changed = await variables.ChangeAsync(owner, Key(context), scope, change, context.RequestAborted);
        return Results.Json(Show(changed), GitLabJson.Options);
    }

    private static async Task<IResult> DeleteAsync(HttpContext context, Variables variables, IGitLabStore store)
    {
        var owner = await OwnerAsync(context, store);
        await variables.DeleteAsync(owner, Key(context), await FilterAsync(context, owner), context.RequestAborted);
        return Results.NoContent();
    }

    private static async Task<VariableOwner> OwnerAsync(HttpContext context, IGitLabStore store)
    {
        var path = context.Request.Path.Value!;
        if (path.Contains("/api/v4/admin/", StringComparison.Ordinal))
            return VariableOwner.Instance;
        return path.Contains("/api/v4/groups/", StringComparison.Ordinal)
            ? VariableOwner.Of(await context.GroupAsync(store))
            : VariableOwner.Of(await context.ProjectAsync(store));
    }

    private static string Key(HttpContext context) => (string)context.Request.RouteValues["key"]!;

    private static async Task<string?> FilterAsync(HttpContext context, VariableOwner owner)
    {
        if (owner == VariableOwner.Instance)
            return null;
        return (await context.ParametersAsync()).TextWithin("filter", "environment_scope");
    }

    // Those of the instance are for every environment.
    private static VariableChange Read(GitLabParameters parameters, VariableOwner owner) => new()
    {
        Value = parameters.Has("value") ? parameters.Word("value") : null,
        IsFile = IsFile(parameters.Text("variable_type")),
        IsProtected = parameters.Flag("protected"),
        IsMasked = parameters.Flag("masked"),
        IsRaw = parameters.Flag("raw"),
        EnvironmentScope = owner == VariableOwner.Instance ? null : parameters.Text("environment_scope"),
        Description = parameters.Text("description"),
    };

    /// <summary>What a <c>variable_type</c> says; null for none.</summary>
    public static bool? IsFile(string? type) => type switch
    {
        null => null,
        "env_var" => false,
        "file" => true,
        _ => throw GitLabErrors.DoesNotHaveValue("variable_type").ToException(),
    };

    private static Dictionary<string, object?> Show(CiVariable variable)
    {
        var shown = new Dictionary<string, object?>
        {
            ["variable_type"] = variable.IsFile ? "file" : "env_var",
            ["key"] = variable.Key,
            ["value"] = variable.IsHidden ? null : variable.Value,
            ["hidden"] = variable.IsHidden,
            ["protected"] = variable.IsProtected,
            ["masked"] = variable.IsMasked,
            ["raw"] = variable.IsRaw,
            ["description"] = variable.Description,
        };
        if (variable.Owner == VariableOwner.Instance.Key)
            shown.Remove("hidden");
        else
            shown["environment_scope"] = variable.EnvironmentScope;
        return shown;
    }
}
