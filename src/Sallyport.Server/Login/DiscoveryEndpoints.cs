using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Core.Refusals;
using Sallyport.Core.Signing;
using Sallyport.Core.Wire;
using Sallyport.Server.Pages;

namespace Sallyport.Server.Login;

/// <summary>
/// Tenant discovery (v1 and v2), instance discovery and the key set. Source: OpenID Connect Discovery 1.0; MSAL's
/// sources.
/// </summary>
internal static class DiscoveryEndpoints
{
    private const string ConfigurationV2 = "/{tenant}/v2.0/.well-known/openid-configuration";
    private const string ConfigurationV1 = "/{tenant}/.well-known/openid-configuration";
    private const string InstanceDiscovery = "/common/discovery/instance";
    private const string KeysV2 = "/{tenant}/discovery/v2.0/keys";
    private const string KeysV1 = "/{tenant}/discovery/keys";

    private static readonly string[] UserTenants = ["common", "organizations", "consumers"];
    private static readonly string[] AuthenticationMethods =
        ["client_secret_post", "private_key_jwt", "client_secret_basic"];
    private static readonly string[] ResponseModes = ["query", "fragment", "form_post"];

    /// <summary>Maps the routes.</summary>
    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapGet("/common/userrealm/{user}", Realm).AllowAnonymous();
        var documents = routes.MapGroup("").AddEndpointFilter(CrossOrigin.AllowReadingAsync);
        documents.MapGet(ConfigurationV2, TenantV2Async).AllowAnonymous();
        documents.MapGet(ConfigurationV1, TenantV1Async).AllowAnonymous();
        documents.MapGet(InstanceDiscovery, Instance).AllowAnonymous();
        documents.MapGet(KeysV2, KeysV2Async).AllowAnonymous();
        documents.MapGet(KeysV1, KeysV1Async).AllowAnonymous();
        foreach (var path in (string[])[ConfigurationV2, ConfigurationV1, InstanceDiscovery, KeysV2, KeysV1])
            CrossOrigin.MapReadingQuestion(routes, path);
    }

    private static async Task<JsonHttpResult<Dictionary<string, object?>>> TenantV2Async(
        string tenant, HttpContext context, IDirectoryStore directory, CancellationToken cancel)
    {
        var id = await ResolveAsync(tenant, directory, cancel);
        var pages = LocalSite.Login(context);
        var root = LoginSurface.RootOf(context);
        return Describe(id, new Dictionary<string, object?>
        {
            ["token_endpoint"] = $"{root}/{id}/oauth2/v2.0/token",
            ["token_endpoint_auth_methods_supported"] = AuthenticationMethods,
            ["jwks_uri"] = $"{root}/{id}/discovery/v2.0/keys",
            ["response_modes_supported"] = ResponseModes,
            ["subject_types_supported"] = (string[])["pairwise"],
            ["id_token_signing_alg_values_supported"] = (string[])["RS256"],
            ["response_types_supported"] = (string[])["code", "id_token", "code id_token", "id_token token"],
            ["scopes_supported"] = (string[])["openid", "profile", "email", "offline_access"],
            ["issuer"] = $"{LoginSurface.Authority}/{InIssuer(id)}/v2.0",
            ["request_uri_parameter_supported"] = false,
            ["userinfo_endpoint"] = "https://graph.microsoft.com/oidc/userinfo",
            ["authorization_endpoint"] = $"{pages}/{id}/oauth2/v2.0/authorize",
            ["device_authorization_endpoint"] = $"{root}/{id}/oauth2/v2.0/devicecode",
            ["http_logout_supported"] = true,
            ["frontchannel_logout_supported"] = true,
            ["end_session_endpoint"] = $"{pages}/{id}/oauth2/v2.0/logout",
            ["claims_supported"] = (string[])
            [
                "sub", "iss", "cloud_instance_name", "cloud_instance_host_name", "cloud_graph_host_name",
                "msgraph_host", "aud", "exp", "iat", "auth_time", "acr", "nonce", "preferred_username", "name", "tid",
                "ver", "at_hash", "c_hash", "email",
            ],
            ["kerberos_endpoint"] = $"{root}/{id}/kerberos",
        });
    }

    private static async Task<JsonHttpResult<Dictionary<string, object?>>> TenantV1Async(
        string tenant, HttpContext context, IDirectoryStore directory, CancellationToken cancel)
    {
        var id = await ResolveAsync(tenant, directory, cancel);
        var pages = LocalSite.Login(context);
        var root = LoginSurface.RootOf(context);
        return Describe(id, new Dictionary<string, object?>
        {
            ["token_endpoint"] = $"{root}/{id}/oauth2/token",
            ["token_endpoint_auth_methods_supported"] = AuthenticationMethods,
            ["jwks_uri"] = $"{root}/common/discovery/keys",
            ["response_modes_supported"] = ResponseModes,
            ["subject_types_supported"] = (string[])["pairwise"],
            ["id_token_signing_alg_values_supported"] = (string[])["RS256"],
            ["response_types_supported"] = (string[])["code", "id_token", "code id_token", "token id_token", "token"],
            ["scopes_supported"] = (string[])["openid"],
            ["issuer"] = $"https://sts.windows.net/{InIssuer(id)}/",
            ["microsoft_multi_refresh_token"] = true,
            ["authorization_endpoint"] = $"{pages}/{id}/oauth2/authorize",
            ["device_authorization_endpoint"] = $"{root}/{id}/oauth2/devicecode",
            ["http_logout_supported"] = true,
            ["frontchannel_logout_supported"] = true,
            ["end_session_endpoint"] = $"{pages}/{id}/oauth2/logout",
            ["check_session_iframe"] = $"{root}/{id}/oauth2/checksession",
            ["userinfo_endpoint"] = $"{root}/{id}/openid/userinfo",
            ["kerberos_endpoint"] = $"{root}/{id}/kerberos",
        });
    }

    // What both documents say about the cloud, at the end of each.
    private static JsonHttpResult<Dictionary<string, object?>> Describe(string id, Dictionary<string, object?> document)
    {
        document["tenant_region_scope"] = UserTenants.Contains(id) ? null : "WW";
        document["cloud_instance_name"] = "microsoftonline.com";
        document["cloud_graph_host_name"] = "graph.windows.net";
        document["msgraph_host"] = "graph.microsoft.com";
        document["rbac_url"] = "https://pas.windows.net";
        return TypedResults.Json(document);
    }

    private static string InIssuer(string id) => UserTenants.Contains(id) ? "{tenantid}" : id;

    private static JsonHttpResult<Dictionary<string, object?>> Instance(
        HttpContext context,
        [FromQuery(Name = "authorization_endpoint")] string? endpoint,
        [FromQuery(Name = "api-version")] string? version)
    {
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) || !IsOfACloud(uri))
            throw Aadsts.UnknownInstance().ToException();
        var segments = uri.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var tenant = segments.FirstOrDefault() ?? "common";
        var root = LoginSurface.RootOf(context);
        var headers = context.Response.Headers;
        headers.CacheControl = "max-age=86400, private";
        headers.Remove("Pragma");
        headers.Remove("Expires");
        var answer = new Dictionary<string, object?>
        {
            ["tenant_discovery_endpoint"] = $"{root}/{tenant}/v2.0/.well-known/openid-configuration",
            ["api-version"] = version == "1.0" ? "1.0" : "1.1",
        };
        if (version != "1.0")
            answer["metadata"] = Clouds.Select(Metadata);
        return TypedResults.Json(answer);
    }

    // All accounts are the directory's own: there is no other identity provider for people.
    private static JsonHttpResult<Dictionary<string, object?>> Realm(string user) =>
        TypedResults.Json(new Dictionary<string, object?>
        {
            ["ver"] = "1.0",
            ["account_type"] = "Managed",
            ["domain_name"] = User.DomainOf(user),
            ["cloud_instance_name"] = "microsoftonline.com",
            ["cloud_audience_urn"] = "urn:federation:MicrosoftOnline",
        });

    private static bool IsOfACloud(Uri endpoint) =>
        endpoint.Scheme == Uri.UriSchemeHttps && Clouds.Any(aliases => aliases.Contains(endpoint.IdnHost));

    private static object Metadata(string[] aliases) => new
    {
        preferred_network = aliases[0],
        preferred_cache = aliases.ElementAtOrDefault(1) ?? aliases[0],
        aliases,
    };

    // The aliases of each cloud, as MSAL knows them: preferred network first, preferred cache second.
    private static readonly string[][] Clouds =
    [
        ["login.microsoftonline.com", "login.windows.net", "login.microsoft.com", "sts.windows.net"],
        ["login.partner.microsoftonline.cn", "login.chinacloudapi.cn"],
        ["login.microsoftonline.de"],
        ["login.microsoftonline.us", "login.usgovcloudapi.net"],
        ["login-us.microsoftonline.com"],
    ];

    private static async Task<JsonHttpResult<Dictionary<string, object?>>> KeysV1Async(
        string tenant, IDirectoryStore directory, KeyRing keys, CancellationToken cancel)
    {
        await ResolveAsync(tenant, directory, cancel);
        return await KeysAsync(keys, null, cancel);
    }

    private static async Task<JsonHttpResult<Dictionary<string, object?>>> KeysV2Async(
        string tenant, IDirectoryStore directory, KeyRing keys, CancellationToken cancel)
    {
        var id = await ResolveAsync(tenant, directory, cancel);
        return await KeysAsync(keys, $"{LoginSurface.Authority}/{InIssuer(id)}/v2.0", cancel);
    }

    private static async Task<JsonHttpResult<Dictionary<string, object?>>> KeysAsync(
        KeyRing keys, string? issuer, CancellationToken cancel)
    {
        var set = (await keys.AllAsync(cancel)).Select(k => new Dictionary<string, object>
        {
            ["kty"] = "RSA",
            ["use"] = "sig",
            ["kid"] = k.Stored.KeyId,
            ["x5t"] = k.Stored.KeyId,
            ["n"] = StrictBase64Url.Encode(k.Public.Rsa!.Value.Modulus),
            ["e"] = StrictBase64Url.Encode(k.Public.Rsa!.Value.Exponent),
            ["x5c"] = (string[])[Convert.ToBase64String(k.Stored.Certificate!)],
        }).ToList();
        if (issuer is not null)
            set.ForEach(key => key["issuer"] = issuer);
        return TypedResults.Json(new Dictionary<string, object?> { ["keys"] = set });
    }

    // The id in the answer's URLs: a domain becomes its tenant's id; "common" and its like stay.
    private static async Task<string> ResolveAsync(string tenant, IDirectoryStore directory, CancellationToken cancel)
    {
        if (UserTenants.Contains(tenant, StringComparer.OrdinalIgnoreCase))
            return tenant.ToLowerInvariant();
        var found = await Tenants.FindAsync(directory, tenant, cancel);
        return found?.Id.ToString() ?? throw Aadsts.TenantNotFoundByDiscovery(tenant).ToException();
    }
}
