using Microsoft.AspNetCore.Http;

namespace Sallyport.Server.Arm;

/// <summary>The ids of an answer.</summary>
/// <param name="RequestId">Ours.</param>
/// <param name="CorrelationId">The caller's <c>x-ms-correlation-request-id</c>, else ours again.</param>
public sealed record AnswerIds(Guid RequestId, Guid CorrelationId)
{
    /// <summary>The ids of this request's answer.</summary>
    public static AnswerIds Of(HttpContext context)
    {
        if (context.Features.Get<AnswerIds>() is { } known)
            return known;
        var id = Guid.CreateVersion7();
        var sent = context.Request.Headers["x-ms-correlation-request-id"].ToString();
        var ids = new AnswerIds(id, Guid.TryParseExact(sent, "D", out var correlation) ? correlation : id);
        context.Features.Set(ids);
        context.TraceIdentifier = id.ToString();
        return ids;
    }
}
