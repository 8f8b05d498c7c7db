using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Refusals;
using Sallyport.Core.Wire;

namespace Sallyport.Core.Entra.Tokens;

/// <summary>
/// Where a person may be sent after signing out: to one of the redirect URIs of the application that the request names
/// (OpenID Connect RP-Initiated Logout 1.0 §3).
/// </summary>
public sealed class PostLogoutUris(IClientDirectory directory, UserClients clients)
{
    /// <summary>The address with its <c>state</c>; null for none, or one of somebody else.</summary>
    /// <param name="tenant">The tenant of the URL.</param>
    /// <param name="clientId"><c>client_id</c>, or empty.</param>
    /// <param name="idTokenHint"><c>id_token_hint</c>, or empty: it is read for its audience alone.</param>
    /// <param name="requested"><c>post_logout_redirect_uri</c>, or empty.</param>
    /// <param name="state"><c>state</c>, or empty.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task<string?> FindAsync(
        string tenant, string clientId, string idTokenHint, string requested, string state, CancellationToken cancel)
    {
        var client = clientId.Length > 0 ? clientId : AudienceOf(idTokenHint);
        if (client is null || requested.Length == 0)
            return null;
        var uris = await UrisOfAsync(tenant, client, cancel);
        if (RedirectUris.Find(uris, requested) is null)
            return null;
        if (state.Length == 0)
            return requested;
        var separator = requested.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        return $"{requested}{separator}state={Uri.EscapeDataString(state)}";
    }

    private async Task<IReadOnlyList<RedirectUri>> UrisOfAsync(string tenant, string client, CancellationToken cancel)
    {
        try
        {
            var found = UserSignIn.IsAnyTenant(tenant) ? null : await Tenants.FindAsync(directory, tenant, cancel);
            var draft = new SignInDraft(Guid.Empty, Guid.Empty);
            return (await clients.FindUnprovedAsync(found, client, draft, cancel)).RedirectUris;
        }
        catch (RefusedException)
        {
            return [];
        }
    }

    private static string? AudienceOf(string idToken)
    {
        var parts = idToken.Split('.');
        var payload = parts.Length == 3 ? StrictBase64Url.Decode(parts[1]) : null;
        return payload is null ? null : StrictJson.ReadObject(payload)?.String("aud");
    }
}
