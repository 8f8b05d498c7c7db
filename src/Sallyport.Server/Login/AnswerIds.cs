using Microsoft.AspNetCore.Http;

namespace Sallyport.Server.Login;

/// <summary>The two ids of an answer: ours, and the one that the caller may choose.</summary>
/// <param name="TraceId">Ours; the sign-in record bears it.</param>
/// <param name="CorrelationId">The caller's <c>client-request-id</c> (a header, or a query parameter of MSAL for Node), else a new one.</param>
public sealed record AnswerIds(Guid TraceId, Guid CorrelationId)
{
    /// <summary>The ids of this request's answer.</summary>
    public static AnswerIds Of(HttpContext context)
    {
        if (context.Features.Get<AnswerIds>() is { } known)
            return known;
        var sent = context.Request.Headers["client-request-id"].ToString() is { Length: > 0 } header
            ? header
            : context.Request.Query["client-request-id"].ToString();
        var ids = new AnswerIds(Guid.CreateVersion7(), Guid.TryParseExact(sent, "D", out var correlation) ? correlation : Guid.CreateVersion7());
        context.Features.Set(ids);
        context.TraceIdentifier = ids.TraceId.ToString();
        return ids;
    }
}
