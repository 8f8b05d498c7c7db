using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.GitLab;

namespace Sallyport.Server.GitLab;

/// <summary>
/// The discovery document and the key set. The document always names the instance URL as issuer, also when ID tokens
/// carry another one. Source: <c>doorkeeper-openid_connect</c>; <c>app/controllers/jwks_controller.rb</c>, gitlabhq.
/// </summary>
internal static class DiscoveryEndpoints
{
    private static readonly string[] Scopes =
    [
        "api", "read_api", "read_user", "create_runner", "manage_runner", "k8s_proxy", "self_rotate", "mcp",
        "read_repository", "write_repository", "read_registry", "write_registry", "read_virtual_registry",
        "write_virtual_registry", "read_observability", "write_observability", "ai_features", "sudo",
        "admin_mode", "read_service_ping", "openid", "profile", "email", "ai_workflows", "user:*",
    ];

    private static readonly string[] Claims =
    [
        "iss", "sub", "aud", "exp", "iat", "sub_legacy", "name", "nickname", "preferred_username",
        "given_name", "family_name", "email", "email_verified", "website", "profile", "picture", "groups",
        "groups_direct", "https://gitlab.org/claims/groups/owner",
        "https://gitlab.org/claims/groups/maintainer", "https://gitlab.org/claims/groups/developer",
        "project_path", "ci_config_ref_uri", "ref_path", "sha", "environment", "jti",
    ];

    /// <summary>Maps the routes.</summary>
    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapGet("/.well-known/openid-configuration", Configuration).AllowAnonymous();
        routes.MapGet("/oauth/discovery/keys", KeysAsync).AllowAnonymous();
    }

    private static IResult Configuration(GitLabInstance instance) => Send(PublishedDocument.Of(new
    {
        issuer = instance.Url,
        authorization_endpoint = $"{instance.Url}/oauth/authorize",
        token_endpoint = $"{instance.Url}/oauth/token",
        revocation_endpoint = $"{instance.Url}/oauth/revoke",
        introspection_endpoint = $"{instance.Url}/oauth/introspect",
        userinfo_endpoint = $"{instance.Url}/oauth/userinfo",
        jwks_uri = $"{instance.Url}/oauth/discovery/keys",
        scopes_supported = Scopes,
        response_types_supported = (string[])["code"],
        response_modes_supported = (string[])["query", "fragment", "form_post"],
        grant_types_supported = (string[])["authorization_code", "client_credentials", "device_code", "refresh_token"],
        token_endpoint_auth_methods_supported = (string[])["client_secret_basic", "client_secret_post"],
        subject_types_supported = (string[])["public"],
        id_token_signing_alg_values_supported = (string[])["RS256"],
        claim_types_supported = (string[])["normal"],
        claims_supported = Claims,
        code_challenge_methods_supported = (string[])["plain", "S256"],
    }));

    private static async Task<IResult> KeysAsync(HttpContext context, PublishedDocuments documents)
    {
        var document = await documents.KeysAsync(context.RequestAborted);
        context.Response.Headers.CacheControl = "max-age=86400, public, must-revalidate, no-transform";
        return Send(document);
    }

    // Whoever has this version already is answered 304.
    private static IResult Send(PublishedDocument document) =>
        Results.Bytes(document.Content, "application/json", entityTag: document.Tag);
}
