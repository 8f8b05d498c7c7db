using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Signing;
using Sallyport.Core.Wire;

namespace Sallyport.Server.Outbound;

/// <summary>The two documents of an issuer (OpenID Connect Discovery), read as a token service reads them.</summary>
/// <param name="client">Fetches them.</param>
public sealed class IssuerDocuments(OutboundClient client)
{
    /// <summary>Where an issuer's discovery document is.</summary>
    // OpenID Connect Discovery §4: a terminating slash is removed before the path is appended.
    public static string DiscoveryOf(string issuer) =>
        (issuer.EndsWith('/') ? issuer[..^1] : issuer) + "/.well-known/openid-configuration";

    /// <summary>
    /// Reads the discovery document; gives where the keys are. Throws <see cref="IssuerUnreachableException"/>.
    /// </summary>
    public async Task<string> ReadDiscoveryAsync(string issuer, CancellationToken limit)
    {
        var url = DiscoveryOf(issuer);
        if (StrictJson.ReadObject(await client.GetJsonAsync(url, limit)) is not { } document)
            throw new IssuerUnreachableException(url, "the document is no well-formed JSON object");
        var named = document.String("issuer");
        if (named != issuer)
            throw new IssuerUnreachableException(
                url, $"the document's issuer is not '{issuer}'{Difference(named, issuer)}");
        return document.String("jwks_uri")
            ?? throw new IssuerUnreachableException(url, "the document has no jwks_uri");
    }

    /// <summary>
    /// Reads the key set. Throws <see cref="IssuerUnreachableException"/>, also when it has no usable key.
    /// </summary>
    public async Task<JwkSet> ReadKeysAsync(string location, CancellationToken limit) =>
        JwkSet.Read(await client.GetJsonAsync(location, limit)) switch
        {
            null => throw new IssuerUnreachableException(location, "the key set is not well formed"),
            { Count: 0, SkippedText: { } skipped } =>
                throw new IssuerUnreachableException(location, $"the key set has no usable key: {skipped}"),
            { Count: 0 } => throw new IssuerUnreachableException(location, "the key set is empty"),
            var keys => keys,
        };

    private static string Difference(string? named, string issuer)
    {
        if (named is null)
            return ": it names none";
        return $" but '{named}': they differ from character {TextDifference.Between(issuer, named) + 1} on";
    }
}
