namespace Sallyport.Core.Entra.Tokens;

/// <summary>The token endpoint that was called.</summary>
/// <param name="Root">
/// The scheme and host by which it was called, one that is ours: <c>https://login.microsoftonline.com</c>.
/// </param>
/// <param name="Tenant">The tenant of the URL: an id or a domain, as it was written.</param>
/// <param name="Version">1 for <c>/{tenant}/oauth2/token</c>, 2 for <c>/{tenant}/oauth2/v2.0/token</c>.</param>
public sealed record TokenEndpointAddress(string Root, string Tenant, int Version);
