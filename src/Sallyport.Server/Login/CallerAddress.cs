using Microsoft.AspNetCore.Http;

namespace Sallyport.Server.Login;

/// <summary>The address of a caller, for the sign-in log.</summary>
internal static class CallerAddress
{
    /// <summary>
    /// The address at the other end of the connection; null when there is none. What a header says counts for nothing:
    /// whoever sends a request can write one.
    /// </summary>
    public static string? Of(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is not { } address)
            return null;
        return (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
    }
}
