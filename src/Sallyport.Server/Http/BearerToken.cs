using Microsoft.AspNetCore.Http;

namespace Sallyport.Server.Http;

/// <summary>
/// The bearer token of a request: <c>Authorization: Bearer …</c>, one header, the scheme in any case. Source: RFC 6750
/// §2.1.
/// </summary>
/// <param name="IsHeaderPresent">Whether the request has an <c>Authorization</c> header of whatever form.</param>
/// <param name="Text">
/// The token; null when the header is missing, is there twice, names another scheme, or is empty.
/// </param>
internal readonly record struct BearerToken(bool IsHeaderPresent, string? Text)
{
    private const string Scheme = "Bearer ";

    /// <summary>Reads the header of a request.</summary>
    public static BearerToken Of(HttpRequest request)
    {
        var headers = request.Headers.Authorization;
        if (headers is not [{ } header] || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return new BearerToken(headers.Count > 0, null);
        var text = header[Scheme.Length..].Trim(' ');
        return new BearerToken(true, text.Length > 0 ? text : null);
    }
}
