using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.GitLab;
using Sallyport.Core.Refusals;
using Sallyport.Server.Http;
using Sallyport.Server.Pages;

namespace Sallyport.Server.GitLab;

/// <summary>
/// The door to this room: a GitLab instance on the wire – discovery and key set, REST API and runner protocol. It reads
/// requests and writes answers; the core decides.
/// </summary>
internal sealed class GitLabSurface(GitLabInstance instance) : Surface
{
    /// <summary>The name, and that of the authentication scheme.</summary>
    public const string Scheme = "gitlab";

    public override string Name => Scheme;

    public override IReadOnlyList<string> Hosts { get; } =
        [.. new[] { instance.Address.IdnHost.ToLowerInvariant(), "gitlab.localhost" }.Distinct(StringComparer.Ordinal)];

    public override void Map(RouteGroupBuilder routes)
    {
        var root = routes.MapGroup(instance.RelativeRoot);
        DiscoveryEndpoints.Map(root);
        var api = root.MapGroup("/api/v4");
        InstanceEndpoints.Map(api);
        ProjectEndpoints.Map(api);
        ProtectionEndpoints.Map(api);
        MemberEndpoints.Map(api);
        SettingsEndpoints.Map(api);
        UserEndpoints.Map(api);
        GroupEndpoints.Map(api);
        VariableEndpoints.Map(api);
        LintEndpoints.Map(api);
        PipelineEndpoints.Map(api);
        JobEndpoints.Map(api);
        RunnerEndpoints.Map(api);
        RegistrationEndpoints.Map(api);
        ArtifactEndpoints.Map(api);
        BranchEndpoints.Map(api);
        CommitEndpoints.Map(api);
        FileEndpoints.Map(api);
        StartEndpoints.Map(api);
        EnvironmentEndpoints.Map(api);
        TriggerEndpoints.Map(api);
        ScheduleEndpoints.Map(api);
        ScheduleVariableEndpoints.Map(api);
        GitEndpoints.Map(root);
        var pages = root.MapGroup("").WithMetadata(new AnswersWithPage());
        SessionPageEndpoints.Map(pages);
        var project = pages.MapGroup(PageRoute.Prefix);
        ProjectPageEndpoints.Map(project);
        VariablePageEndpoints.Map(project);
    }

    public override void Rewrite(HttpContext context)
    {
        GitRoute.Rewrite(context, instance.RelativeRoot);
        PageRoute.Rewrite(context, instance.RelativeRoot);
    }

    public override void Prepare(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.CacheControl = "max-age=0, private, must-revalidate";
        headers.XContentTypeOptions = "nosniff";
        headers.Vary = "Origin";
        headers["X-Request-Id"] = context.TraceIdentifier;
        if (context.Features.Get<AuthenticatedJob>() is { Job: var job })
            headers["Job-Status"] = GitLabJson.Word(job.Status);
    }

    public override Task WriteAsync(HttpContext context, Refusal refusal)
    {
        if (IsForPeople(context))
            return PageAnswers.WriteAsync(context, refusal);
        context.Response.StatusCode = refusal.Status;
        if (((GitLabRefusal)refusal).Form == GitLabErrorForm.Text)
            return GitEndpoints.WriteAsync(context, refusal);
        return context.Response.WriteAsJsonAsync(Body((GitLabRefusal)refusal), GitLabJson.Options, "application/json");
    }

    public override Refusal UnknownRoute(HttpContext context)
    {
        var hasOtherMethods = context.Response.StatusCode == StatusCodes.Status405MethodNotAllowed;
        return hasOtherMethods ? GitLabErrors.MethodNotAllowed : GitLabErrors.UnknownRoute;
    }

    public override Refusal AccessDenied(HttpContext context) => GitLabErrors.Forbidden;

    public override Refusal Failure(HttpContext context) => GitLabErrors.Failure;

    public override Refusal Unavailable(HttpContext context) => GitLabErrors.Unavailable;

    public override Refusal Gone(HttpContext context) => GitLabErrors.UnknownRoute;

    public override Refusal TooMany(HttpContext context) => GitLabErrors.TooManyRequests;

    public override Refusal BadRequest(HttpContext context, int status, string reason) =>
        GitLabErrors.BadRequest(status, reason);

    private static bool IsForPeople(HttpContext context)
    {
        var isRoute = context.GetEndpoint() is RouteEndpoint;
        return isRoute
            ? context.GetEndpoint()!.Metadata.GetMetadata<AnswersWithPage>() is not null
            : context.Features.Get<AskedPage>() is not null;
    }

    private static JsonObject Body(GitLabRefusal refusal) => refusal.Form switch
    {
        GitLabErrorForm.Error => new JsonObject { ["error"] = refusal.Message },
        GitLabErrorForm.OAuth => new JsonObject
        {
            ["error"] = refusal.Field, ["error_description"] = refusal.Message,
        },
        GitLabErrorForm.Field => new JsonObject
        {
            ["message"] = new JsonObject { [refusal.Field!] = Details(refusal) },
        },
        _ => new JsonObject { ["message"] = refusal.Message },
    };

    private static JsonArray Details(GitLabRefusal refusal) =>
        new([.. refusal.Details!.Select(d => JsonValue.Create(d))]);
}
