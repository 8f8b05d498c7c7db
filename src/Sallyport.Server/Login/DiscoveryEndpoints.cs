using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Sts;
using Sallyport.Core.Refusals;
using Sallyport.Core.Signing;

namespace Sallyport.Server.Login;

/// <summary>Tenant discovery (v1 and v2), instance discovery and the key set. Source: OpenID Connect Discovery 1.0; MSAL's sources.</summary>
public static class DiscoveryEndpoints
{
    private static readonly string[] UserTenants = ["common", "organizations", "consumers"];

    /// <summary>Maps the routes.</summary>
    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapGet("/{tenant}/v2.0/.well-known/openid-configuration", TenantV2Async).AllowAnonymous();
        routes.MapGet("/{tenant}/.well-known/openid-configuration", TenantV1Async).AllowAnonymous();
        routes.MapGet("/common/discovery/instance", Instance).AllowAnonymous();
        routes.MapGet("/{tenant}/discovery/v2.0/keys", KeysAsync).AllowAnonymous();
        routes.MapGet("/{tenant}/discovery/keys", KeysAsync).AllowAnonymous();
    }

    private static async Task<JsonHttpResult<Dictionary<string, object?>>> TenantV2Async(
        string tenant, HttpContext context, IDirectoryStore directory, CancellationToken cancel)
    {
        var (id, root) = (await ResolveAsync(tenant, directory, cancel), LoginSurface.RootOf(context));
        return TypedResults.Json(new Dictionary<string, object?>
        {
            ["token_endpoint"] = $"{root}/{id}/oauth2/v2.0/token",
            ["token_endpoint_auth_methods_supported"] = (string[])["client_secret_post", "private_key_jwt", "client_secret_basic"],
            ["jwks_uri"] = $"{root}/{id}/discovery/v2.0/keys",
            ["response_modes_supported"] = (string[])["query", "fragment", "form_post"],
            ["subject_types_supported"] = (string[])["pairwise"],
            ["id_token_signing_alg_values_supported"] = (string[])["RS256"],
            ["response_types_supported"] = (string[])["code", "id_token", "code id_token", "id_token token"],
            ["scopes_supported"] = (string[])["openid", "profile", "email", "offline_access"],
            ["issuer"] = $"{LoginSurface.Authority}/{(UserTenants.Contains(id) ? "{tenantid}" : id)}/v2.0",
            ["request_uri_parameter_supported"] = false,
            ["authorization_endpoint"] = $"{root}/{id}/oauth2/v2.0/authorize",
            ["device_authorization_endpoint"] = $"{root}/{id}/oauth2/v2.0/devicecode",
            ["end_session_endpoint"] = $"{root}/{id}/oauth2/v2.0/logout",
            ["cloud_instance_name"] = "microsoftonline.com",
            ["msgraph_host"] = "graph.microsoft.com",
        });
    }

    private static async Task<JsonHttpResult<Dictionary<string, object?>>> TenantV1Async(
        string tenant, HttpContext context, IDirectoryStore directory, CancellationToken cancel)
    {
        var (id, root) = (await ResolveAsync(tenant, directory, cancel), LoginSurface.RootOf(context));
        return TypedResults.Json(new Dictionary<string, object?>
        {
            ["token_endpoint"] = $"{root}/{id}/oauth2/token",
            ["jwks_uri"] = $"{root}/common/discovery/keys",
            ["subject_types_supported"] = (string[])["pairwise"],
            ["id_token_signing_alg_values_supported"] = (string[])["RS256"],
            ["response_types_supported"] = (string[])["code", "id_token", "code id_token", "token id_token", "token"],
            ["scopes_supported"] = (string[])["openid"],
            ["issuer"] = $"https://sts.windows.net/{(UserTenants.Contains(id) ? "{tenantid}" : id)}/",
            ["authorization_endpoint"] = $"{root}/{id}/oauth2/authorize",
            ["cloud_instance_name"] = "microsoftonline.com",
            ["msgraph_host"] = "graph.microsoft.com",
        });
    }

    private static JsonHttpResult<Dictionary<string, object?>> Instance(
        HttpContext context, [Microsoft.AspNetCore.Mvc.FromQuery(Name = "authorization_endpoint")] string? endpoint)
    {
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttps || !Clouds.Any(c => c.Contains(uri.IdnHost)))
            throw Aadsts.UnknownInstance().ToException();
        var tenant = uri.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries) is [var first, ..] ? first : "common";
        context.Response.Headers.CacheControl = "max-age=86400, private";
        context.Response.Headers.AccessControlAllowOrigin = "*";
        return TypedResults.Json(new Dictionary<string, object?>
        {
            ["tenant_discovery_endpoint"] = $"{LoginSurface.RootOf(context)}/{tenant}/v2.0/.well-known/openid-configuration",
            ["api-version"] = "1.1",
            ["metadata"] = Clouds.Select(aliases => new { preferred_network = aliases[0], preferred_cache = aliases.ElementAtOrDefault(1) ?? aliases[0], aliases }),
        });
    }

    // The aliases of each cloud, as MSAL knows them: preferred network first, preferred cache second.
    private static readonly string[][] Clouds =
    [
        ["login.microsoftonline.com", "login.windows.net", "login.microsoft.com", "sts.windows.net"],
        ["login.partner.microsoftonline.cn", "login.chinacloudapi.cn"],
        ["login.microsoftonline.us", "login.usgovcloudapi.net"],
    ];

    private static async Task<JsonHttpResult<Dictionary<string, object?>>> KeysAsync(string tenant, IDirectoryStore directory, KeyRing keys, CancellationToken cancel)
    {
        await ResolveAsync(tenant, directory, cancel);
        var set = (await keys.AllAsync(cancel)).Select(k => new
        {
            kty = "RSA",
            use = "sig",
            kid = k.Stored.KeyId,
            x5t = k.Stored.KeyId,
            n = StrictBase64Url.Encode(k.Public.Rsa!.Value.Modulus),
            e = StrictBase64Url.Encode(k.Public.Rsa!.Value.Exponent),
            x5c = (string[])[Convert.ToBase64String(k.Stored.Certificate!)],
        });
        return TypedResults.Json(new Dictionary<string, object?> { ["keys"] = set });
    }

    // The id that stands in the answer's URLs: a domain resolves to its tenant's id, the names for people's sign-in stay.
    private static async Task<string> ResolveAsync(string tenant, IDirectoryStore directory, CancellationToken cancel)
    {
        if (UserTenants.Contains(tenant, StringComparer.OrdinalIgnoreCase))
            return tenant.ToLowerInvariant();
        try
        {
            return (await Tenants.ResolveAsync(directory, tenant, cancel)).Id.ToString();
        }
        catch (RefusedException refused) when (refused.Refusal is AadstsRefusal { Number: 90002 })
        {
            throw Aadsts.TenantNotFoundByDiscovery(tenant).ToException();
        }
    }
}
