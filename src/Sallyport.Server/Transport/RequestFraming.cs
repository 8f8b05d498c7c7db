using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Sallyport.Server.Transport;

/// <summary>
/// Refuses requests whose end is ambiguous (RFC 9112 §6, §11.2). By itself Kestrel accepts a bare LF as the end of a
/// line, a <c>Content-Length</c> with a sign, one beside a <c>Transfer-Encoding</c>, and transfer codings that it does
/// not decode. Another reader of the same bytes might see other requests in them.
/// </summary>
internal sealed class RequestFraming(RequestDelegate next)
{
    /// <summary>Sets the options by which Kestrel itself refuses a bare LF and a signed length.</summary>
    public static void Configure(KestrelServerOptions kestrel)
    {
        AppContext.SetSwitch("Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators", true);
        kestrel.RequestHeaderEncodingSelector = name =>
            name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase) ? new Digits() : null;
    }

    /// <summary>Refuses a body that is framed in two ways, or with a coding that is not decoded here.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Request.Headers;
        // Kestrel renames a Content-Length that came with a Transfer-Encoding.
        if (headers.TransferEncoding is not { Count: > 0 } codings
            || (string.Equals(codings, "chunked", StringComparison.OrdinalIgnoreCase)
                && !headers.ContainsKey("X-Content-Length")))
            return next(context);
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        context.Response.Headers.Connection = "close";
        return context.Response.WriteAsync(
            "The end of the request is ambiguous: its body is framed in two ways or has an unknown coding.\n");
    }

    // Kestrel reads the value with this encoding; anything but digits becomes an empty text, which is not a number.
    private sealed class Digits : ASCIIEncoding
    {
        public override int GetChars(ReadOnlySpan<byte> bytes, Span<char> chars) =>
            bytes.Length > chars.Length || bytes.ContainsAnyExceptInRange((byte)'0', (byte)'9')
                ? 0
                : base.GetChars(bytes, chars);
    }
}
