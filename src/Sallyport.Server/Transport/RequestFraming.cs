using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Sallyport.Server.Transport;

/// <summary>
/// Where a request ends is never a matter of opinion (RFC 9112 §6, §11.2). Kestrel alone takes a bare LF as the end of
/// a line, a <c>Content-Length</c> with a sign, one beside a <c>Transfer-Encoding</c>, and transfer codings that nobody
/// undoes; another reader of the same bytes might see other requests in them, so each is refused.
/// </summary>
internal sealed class RequestFraming(RequestDelegate next)
{
    /// <summary>Closes what Kestrel can close itself.</summary>
    public static void Configure(KestrelServerOptions kestrel)
    {
        AppContext.SetSwitch("Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators", true);
        kestrel.RequestHeaderEncodingSelector = name =>
            name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase) ? new Digits() : null;
    }

    /// <summary>Refuses a body that is framed in two ways, or in one that is not undone here.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Request.Headers;
        // Kestrel has put a Content-Length that stood beside the Transfer-Encoding under another name.
        if (headers.TransferEncoding is not { Count: > 0 } codings
            || (string.Equals(codings, "chunked", StringComparison.OrdinalIgnoreCase)
                && !headers.ContainsKey("X-Content-Length")))
            return next(context);
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        context.Response.Headers.Connection = "close";
        return context.Response.WriteAsync(
            "The end of the request is in doubt: its body is framed in two ways, or coded.\n");
    }

    // The value becomes a number through this; what is not all digits becomes no text, which is no number.
    private sealed class Digits : ASCIIEncoding
    {
        public override int GetChars(ReadOnlySpan<byte> bytes, Span<char> chars) =>
            bytes.Length > chars.Length || bytes.ContainsAnyExceptInRange((byte)'0', (byte)'9')
                ? 0
                : base.GetChars(bytes, chars);
    }
}
