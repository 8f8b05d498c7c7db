using Microsoft.AspNetCore.Http;

namespace Sallyport.Server;

/// <summary>Placeholder until the transport is merged.</summary>
public static class Trunk
{
    /// <summary>Whether CONNECT host, SNI and Host agree.</summary>
    public static bool HostAgrees(HttpContext context) => context is not null;
}
