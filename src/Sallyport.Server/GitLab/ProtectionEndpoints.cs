using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.GitLab;
using Sallyport.Server.Http;

namespace Sallyport.Server.GitLab;

/// <summary>
/// What a project protects. Source: "Protected branches API", "Protected tags API" and "Protected environments API",
/// GitLab documentation.
/// </summary>
internal static class ProtectionEndpoints
{
    private static readonly ProtectionRoutes[] Kinds =
    [
        new("protected_branches", ProtectedKind.Branch, "Protected branch '{0}' already exists", ShowBranch),
        new("protected_tags", ProtectedKind.Tag, "Protected tag '{0}' already exists", ShowTag),
        new(
            "protected_environments",
            ProtectedKind.Environment,
            "Protected environment '{0}' already exists",
            ShowEnvironment),
    ];

    /// <summary>Maps the routes.</summary>
    public static void Map(RouteGroupBuilder api)
    {
        foreach (var kind in Kinds)
            kind.Map(api);
    }

    private static object ShowBranch(ProtectedName name) => new
    {
        name.Id,
        name.Name,
        PushAccessLevels = Levels(name.Level),
        MergeAccessLevels = Levels(name.MergeLevel),
        UnprotectAccessLevels = Array.Empty<object>(),
        name.AllowForcePush,
        CodeOwnerApprovalRequired = false,
    };

    private static object ShowTag(ProtectedName name) => new { name.Name, CreateAccessLevels = Levels(name.Level) };

    private static object ShowEnvironment(ProtectedName name) => new
    {
        name.Name, DeployAccessLevels = Levels(name.Level), RequiredApprovalCount = 0,
    };

    private static object[] Levels(int level) =>
    [
        new
        {
            AccessLevel = level,
            AccessLevelDescription = AccessLevels.Describe(level),
            UserId = (long?)null,
            GroupId = (long?)null,
        },
    ];
}

/// <summary>The routes of one kind of protected names.</summary>
/// <param name="Segment">The last segment of the list's URL.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Taken">The text of the refusal of a name that is protected already.</param>
/// <param name="Show">How one is shown.</param>
internal sealed record ProtectionRoutes(
    string Segment, ProtectedKind Kind, string Taken, Func<ProtectedName, object> Show)
{
    /// <summary>Maps the four routes.</summary>
    public void Map(RouteGroupBuilder api)
    {
        var list = $"/projects/{{id}}/{Segment}";
        api.MapGet(list, ListAsync).Requires(GitLabAccess.User);
        api.MapPost(list, AddAsync).Requires(GitLabAccess.User);
        api.MapGet($"{list}/{{name}}", GetAsync).Requires(GitLabAccess.User);
        api.MapDelete($"{list}/{{name}}", RemoveAsync).Requires(GitLabAccess.User);
    }

    private async Task<IResult> ListAsync(HttpContext context, IGitLabStore store)
    {
        var names = Of(await context.ProjectAsync(store)).ToList();
        var page = await Page.ReadAsync(context);
        page.WriteHeaders(context, names.Count);
        return Results.Json(names.Skip(page.Skip).Take(page.Size).Select(Show), GitLabJson.Options);
    }

    private async Task<IResult> GetAsync(HttpContext context, IGitLabStore store) =>
        Results.Json(Show(Find(await context.ProjectAsync(store), NameOf(context))), GitLabJson.Options);

    private async Task<IResult> AddAsync(HttpContext context, Projects projects, IGitLabStore store)
    {
        var project = await context.ProjectAsync(store);
        var parameters = await context.ParametersAsync();
        var name = parameters.RequiredText("name");
        if (name.Length > ProtectedName.MaximumLength)
            throw GitLabErrors.Validation("name", "is too long (maximum is 255 characters)").ToException();
        var added = new ProtectedName(
            0,
            Kind,
            name,
            LevelOf(parameters, Kind == ProtectedKind.Branch ? "push_access_level" : "create_access_level"),
            LevelOf(parameters, "merge_access_level"),
            parameters.Flag("allow_force_push") ?? false);
        project = await projects.ChangeAsync(project, p => Add(p, added), context.RequestAborted);
        return Results.Json(Show(Find(project, name)), GitLabJson.Options, statusCode: 201);
    }

    private async Task<IResult> RemoveAsync(HttpContext context, Projects projects, IGitLabStore store)
    {
        var name = NameOf(context);
        var project = await context.ProjectAsync(store);
        await projects.ChangeAsync(project, Remove, context.RequestAborted);
        return Results.NoContent();

        void Remove(Project from) => from.Protected = [.. from.Protected.Where(p => p != Find(from, name))];
    }

    private void Add(Project project, ProtectedName added)
    {
        if (Of(project).Any(p => p.Name == added.Name))
        {
            var taken = string.Format(System.Globalization.CultureInfo.InvariantCulture, Taken, added.Name);
            throw GitLabErrors.Taken(taken).ToException();
        }
        if (project.Protected.Count >= ProtectedName.MaximumCount)
            throw GitLabErrors.Validation("base", $"at most {ProtectedName.MaximumCount} names").ToException();
        var last = project.Protected.Select(p => p.Id).DefaultIfEmpty(0).Max();
        project.Protected = [.. project.Protected, added with { Id = last + 1 }];
    }

    private ProtectedName Find(Project project, string name) =>
        Of(project).FirstOrDefault(p => p.Name == name) ?? throw GitLabErrors.NotFound("Protected name").ToException();

    private IEnumerable<ProtectedName> Of(Project project) => project.Protected.Where(p => p.Kind == Kind);

    // A slash in the name is sent encoded, and the server leaves it so.
    private static string NameOf(HttpContext context) =>
        ((string)context.Request.RouteValues["name"]!).Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    private static int LevelOf(GitLabParameters parameters, string name)
    {
        var level = parameters.Number(name) ?? AccessLevels.Maintainer;
        return AccessLevels.Protects(level) ? (int)level : throw GitLabErrors.DoesNotHaveValue(name).ToException();
    }
}
