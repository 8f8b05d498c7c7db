using Microsoft.AspNetCore.Http;

namespace Sallyport.Server.Graph;

/// <summary>The two ids of a request, in the headers of the answer and in every error.</summary>
/// <param name="RequestId"><c>request-id</c>: ours.</param>
/// <param name="ClientRequestId"><c>client-request-id</c>: the caller's when it sent a GUID, else ours.</param>
public sealed record GraphRequestIds(Guid RequestId, Guid ClientRequestId)
{
    /// <summary>The ids of this request; made when they are first asked for.</summary>
    public static GraphRequestIds Of(HttpContext context)
    {
        if (context.Features.Get<GraphRequestIds>() is { } present)
            return present;
        var own = Guid.CreateVersion7();
        var ids = new GraphRequestIds(own, FromCaller(context.Request) ?? own);
        context.Features.Set(ids);
        context.TraceIdentifier = own.ToString();
        return ids;
    }

    private static Guid? FromCaller(HttpRequest request)
    {
        foreach (var name in (string[])["client-request-id", "x-ms-client-request-id"])
            if (Guid.TryParseExact(request.Headers[name], "D", out var id))
                return id;
        return null;
    }
}
