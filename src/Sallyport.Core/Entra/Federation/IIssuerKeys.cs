using Sallyport.Core.Signing;

namespace Sallyport.Core.Entra.Federation;

/// <summary>The keys of issuers, fetched by OpenID Connect discovery.</summary>
public interface IIssuerKeys
{
    /// <summary>
    /// The keys of an issuer that a credential names. Throws <see cref="IssuerUnreachableException"/> when its
    /// documents cannot be had.
    /// </summary>
    /// <param name="issuer">The issuer, exactly as the credential has it.</param>
    /// <param name="keyId">The key that is wanted: an unknown one is a reason to look again.</param>
    /// <param name="cancel">Cancels waiting; a fetch that others wait for goes on.</param>
    Task<JwkSet> GetAsync(string issuer, string? keyId, CancellationToken cancel);
}

/// <summary>An issuer's discovery document or key set could not be had.</summary>
/// <param name="url">What was asked for.</param>
/// <param name="reason">
/// How it failed, in words for the administrator: name not found, TLS, HTTP status, malformed document …
/// </param>
public sealed class IssuerUnreachableException(string url, string reason) : Exception($"{url}: {reason}")
{
    /// <summary>What was asked for.</summary>
    public string Url { get; } = url;

    /// <summary>How it failed.</summary>
    public string Reason { get; } = reason;

    /// <summary>How far it came.</summary>
    public FetchStage Stage { get; init; } = FetchStage.Content;
}

/// <summary>The stages of fetching a document, in their order. A fetch ends at the first that fails.</summary>
public enum FetchStage
{
    /// <summary>Its address is an https URL.</summary>
    Url,

    /// <summary>The name of its host is resolved.</summary>
    Name,

    /// <summary>The host has an address that may be dialled.</summary>
    Address,

    /// <summary>The host takes the connection.</summary>
    Connection,

    /// <summary>TLS begins, and the certificate is trusted.</summary>
    Tls,

    /// <summary>The answer is HTTP 200.</summary>
    Http,

    /// <summary>The document is what was asked for.</summary>
    Content,
}
