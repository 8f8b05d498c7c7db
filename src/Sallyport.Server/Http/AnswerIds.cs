using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Sallyport.Core.Wire;

namespace Sallyport.Server.Http;

/// <summary>
/// The two ids of an answer, in its headers and in every error. The first is also the request's trace identifier in the
/// log.
/// </summary>
/// <param name="RequestId">The id that we gave the request.</param>
/// <param name="CorrelationId">The caller's, when it sent a GUID.</param>
internal sealed record AnswerIds(Guid RequestId, Guid CorrelationId)
{
    /// <summary>The ids of this request's answer. The surface has made them before routing.</summary>
    public static AnswerIds Of(HttpContext context) => context.Features.GetRequiredFeature<AnswerIds>();

    /// <summary>Makes the ids, once for each request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="sent">Where the caller may have sent an id; the first GUID counts.</param>
    /// <param name="ownCorrelation">Whether a request without one gets a second id; else ours is both.</param>
    public static AnswerIds Make(HttpContext context, IEnumerable<string?> sent, bool ownCorrelation = false)
    {
        if (context.Features.Get<AnswerIds>() is { } known)
            return known;
        var own = Guid.CreateVersion7();
        var absent = ownCorrelation ? Guid.CreateVersion7() : own;
        var ids = new AnswerIds(own, FirstGuid(sent) ?? absent);
        context.Features.Set(ids);
        context.TraceIdentifier = own.ToString();
        return ids;
    }

    private static Guid? FirstGuid(IEnumerable<string?> sent)
    {
        foreach (var text in sent)
            if (StrictGuid.TryRead(text, out var id))
                return id;
        return null;
    }
}
