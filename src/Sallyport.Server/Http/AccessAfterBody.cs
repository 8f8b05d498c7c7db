using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Server.Transport;

namespace Sallyport.Server.Http;

/// <summary>
/// Waits for the body of a request whose caller may send it, and asks again who calls and what they may if the body
/// came later than the head. So nobody keeps a right that is taken away while they hold the body back. The endpoint
/// then runs on what was found last.
/// </summary>
internal sealed class AccessAfterBody(RequestDelegate next)
{
    /// <summary>Runs the request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        if (IsToBeRead(context) && await HasBeenAwaitedAsync(context))
            await AskAsync(context);
        await next(context);
    }

    /// <summary>
    /// Asks as if the request arrived only now: the account, the token and the right are looked up anew, and what the
    /// request knows of its caller is replaced.
    /// </summary>
    /// <exception cref="Core.Refusals.RefusedException">The caller may not do it, or not any more.</exception>
    public static async Task AskAsync(HttpContext context)
    {
        var requirements = Requirements(context);
        var policy = new AuthorizationPolicyBuilder(requirements[0].Scheme)
            .RequireAuthenticatedUser()
            .AddRequirements([.. requirements])
            .Build();
        var evaluator = context.RequestServices.GetRequiredService<IPolicyEvaluator>();
        var caller = await evaluator.AuthenticateAsync(policy, context);
        var result = await evaluator.AuthorizeAsync(policy, caller, context, context);
        var results = context.RequestServices.GetRequiredService<IAuthorizationMiddlewareResultHandler>();
        await results.HandleAsync(_ => Task.CompletedTask, context, policy, result);
    }

    // Whoever needs no right has none to lose.
    private static bool IsToBeRead(HttpContext context)
    {
        var hasBody = context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody ?? false;
        return hasBody
            && Requirements(context).Count > 0
            && context.GetEndpoint()!.Metadata.GetMetadata<ReadsBodyInPieces>() is null;
    }

    // A body that has come with the head is read without waiting.
    private static async Task<bool> HasBeenAwaitedAsync(HttpContext context)
    {
        var reading = LimitedBody.ReadAsync(context.Request, Listener.MaximumBody, context.RequestAborted);
        var isAwaited = !reading.IsCompleted;
        await reading;
        return isAwaited;
    }

    private static IReadOnlyList<AccessRequirement> Requirements(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetOrderedMetadata<AccessRequirement>() ?? [];
}

/// <summary>
/// Metadata of a route whose body is too large for memory. It runs before the body has come, and asks by
/// <see cref="AccessAfterBody.AskAsync"/> itself before anything depends on the whole of it.
/// </summary>
internal sealed class ReadsBodyInPieces;
