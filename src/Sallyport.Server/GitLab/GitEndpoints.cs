using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Core.GitLab;
using Sallyport.Core.Refusals;
using Sallyport.Server.Git;
using Sallyport.Server.Http;

namespace Sallyport.Server.GitLab;

/// <summary>
/// Clone, fetch and push: git's smart HTTP protocol, which git itself speaks behind these routes. Source:
/// gitprotocol-http(5), git.
/// </summary>
internal static class GitEndpoints
{
    private const string UploadPack = "git-upload-pack";
    private const string ReceivePack = "git-receive-pack";
    private const int MaximumFetch = 16 * 1024 * 1024;

    /// <summary>Maps the routes.</summary>
    public static void Map(RouteGroupBuilder root)
    {
        Map(root, "/info/refs", HttpMethods.Get, AdvertiseAsync);
        Map(root, $"/{UploadPack}", HttpMethods.Post, FetchAsync);
        Map(root, $"/{ReceivePack}", HttpMethods.Post, PushAsync);
    }

    /// <summary>Writes a refusal as git shows it to its user.</summary>
    public static Task WriteAsync(HttpContext context, Refusal refusal)
    {
        if (refusal.Status == StatusCodes.Status401Unauthorized)
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"GitLab\"";
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(refusal.Message + "\n");
    }

    private static void Map(RouteGroupBuilder root, string end, string method, RequestDelegate handler) =>
        root.Map(GitRoute.Pattern(end), handler)
            .WithMetadata(new HttpMethodMetadata([method]))
            .Requires(GitLabAccess.Repository)
            .WithMetadata(new ReadsBodyInPieces());

    private static async Task AdvertiseAsync(HttpContext context)
    {
        var service = context.Request.Query["service"].ToString();
        if (service is not (UploadPack or ReceivePack))
            throw GitErrors.NoService.ToException();
        var repository = await OpenAsync(context, service);
        context.Response.ContentType = $"application/x-{service}-advertisement";
        using var git = GitProcess.Start(repository.Folder, Arguments(service, "--advertise-refs"), Protocol(context));
        var greeting = $"# service={service}\n";
        await context.Response.Body.WriteAsync(
            Encoding.ASCII.GetBytes($"{greeting.Length + 4:x4}{greeting}0000"), context.RequestAborted);
        await GitExchange.RunAsync(context, git, () => Task.CompletedTask);
    }

    private static async Task FetchAsync(HttpContext context)
    {
        var repository = await OpenAsync(context, UploadPack);
        var content = Content(context, UploadPack, MaximumFetch);
        var body = new GitBody(content, MaximumFetch, () => AccessAfterBody.AskAsync(context));
        using var git = GitProcess.Start(repository.Folder, Arguments(UploadPack), Protocol(context));
        await GitExchange.RunAsync(context, git, () => GitExchange.CopyAsync(body, git, context.RequestAborted));
    }

    private static async Task PushAsync(HttpContext context)
    {
        var repositories = context.RequestServices.GetRequiredService<Repositories>();
        var pushed = context.RequestServices.GetRequiredService<PushedRefs>();
        var repository = await OpenAsync(context, ReceivePack);
        if (repository.Size() > Repositories.MaximumSize)
            throw GitErrors.TooLarge.ToException();
        var content = Content(context, ReceivePack, GitProcess.MaximumPush);
        var request = await PushRequest.ReadAsync(content, context.RequestAborted);
        var body = new GitBody(content, GitProcess.MaximumPush, () => AskAsync(context, request));
        await body.AskAsync();
        var key = context.Features.GetRequiredFeature<GitCaller>().Project.Key;
        using var turn = await repositories.TakeTurnAsync(key, context.RequestAborted);
        await body.AskAsync(); // its turn may have come late
        var (project, user) = context.Features.GetRequiredFeature<GitCaller>();
        var before = await repository.RefsAsync(context.RequestAborted);
        if (before.Count == 0 && !project.MayBegin(user!))
            throw GitErrors.NoPush.ToException();
        var arguments = GuardOf(project, request).Concat(Arguments(ReceivePack));
        using var git = GitProcess.Start(repository.Folder, arguments, Protocol(context));
        try
        {
            await GitExchange.RunAsync(context, git, async () =>
            {
                await git.WriteAsync(request.Head, context.RequestAborted);
                await GitExchange.CopyAsync(body, git, context.RequestAborted);
            });
        }
        finally
        {
            // what has been pushed counts, also when the client did not wait for the answer
            await pushed.ReceiveAsync(project, user!, repository, before, request.Options, CancellationToken.None);
        }
    }

    // Refuses who may not push this, or not any more.
    private static async Task AskAsync(HttpContext context, PushRequest request)
    {
        await AccessAfterBody.AskAsync(context);
        var (project, user) = context.Features.GetRequiredFeature<GitCaller>();
        if (user is null || !request.Changed.All(r => project.MayPush(user, r)))
            throw GitErrors.NoPush.ToException();
    }

    // Nobody deletes or rewrites a protected branch.
    private static IEnumerable<string> GuardOf(Project project, PushRequest request) =>
        request.Branches.Any(name => project.Protects(new Ref(RefType.Branch, name)))
            ? ["-c", "receive.denyDeletes=true", "-c", "receive.denyNonFastForwards=true"]
            : [];

    private static async Task<BareRepository> OpenAsync(HttpContext context, string service)
    {
        var caller = context.Features.GetRequiredFeature<GitCaller>();
        var mayPush = caller.User?.LevelIn(caller.Project) >= AccessLevels.Developer;
        if (service == ReceivePack && !mayPush)
            throw (IsStranger(context) ? GitErrors.Unauthorized : GitErrors.NoPush).ToException();
        context.Response.Headers.CacheControl = "no-cache, max-age=0, must-revalidate";
        var repositories = context.RequestServices.GetRequiredService<Repositories>();
        return await repositories.EnsureAsync(caller.Project, context.RequestAborted);
    }

    private static bool IsStranger(HttpContext context) => context.Request.Headers.Authorization.Count == 0;

    private static IEnumerable<string> Arguments(string service, params string[] further) =>
        [service["git-".Length..], "--stateless-rpc", .. further, "."];

    // Which version of its protocol git wants to speak; git knows what to do with a list that it does not know.
    private static Dictionary<string, string> Protocol(HttpContext context)
    {
        var text = context.Request.Headers["Git-Protocol"].ToString();
        var isPlain = text.Length is > 0 and <= 64 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '=' or ':');
        return isPlain ? new() { ["GIT_PROTOCOL"] = text } : [];
    }

    private static Stream Content(HttpContext context, string service, long maximum)
    {
        var request = context.Request;
        if (request.ContentType != $"application/x-{service}-request")
            throw GitErrors.Malformed.ToException();
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = maximum;
        context.Response.ContentType = $"application/x-{service}-result";
        return request.Headers.ContentEncoding.ToString() switch
        {
            "" or "identity" => request.Body,
            "gzip" or "x-gzip" => new GZipStream(request.Body, CompressionMode.Decompress),
            _ => throw GitErrors.Malformed.ToException(),
        };
    }
}
