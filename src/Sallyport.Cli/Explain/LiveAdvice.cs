using Sallyport.Core.Entra.Federation;

namespace Sallyport.Cli.Explain;

/// <summary>
/// What to do where asking an issuer ends. A real tenant asks from the internet, follows no redirect, and takes
/// certificates of public authorities alone.
/// </summary>
internal static class LiveAdvice
{
    /// <summary>The token's key is not among those of the issuer.</summary>
    public const string OfKeyId =
        "Run the job again. If the kid is still missing, clear the cache of the issuer's keys, or look which "
        + "issuer signed the token.";

    /// <summary>The signature does not verify.</summary>
    public const string OfSignature = "Pass the token on as the job received it, and run the job again.";

    /// <summary>What to do about a document.</summary>
    /// <param name="isDiscovery">Whether it is the discovery document; otherwise the key set.</param>
    /// <param name="stage">Where asking ended.</param>
    public static string Of(bool isDiscovery, FetchStage stage) => stage switch
    {
        FetchStage.Url => "Have the discovery document name an https address as its jwks_uri.",
        FetchStage.Name =>
            "Check the spelling of the host. A name that only your network knows needs an entry in public DNS: "
            + "the tenant asks from the internet.",
        FetchStage.Address =>
            "Give the host a public address: the tenant asks from the internet. --private-issuer HOST:PORT asks it "
            + "from here all the same.",
        FetchStage.Connection => "Check that the server runs, and that its port is open to the internet.",
        FetchStage.Tls =>
            "Have the server present a valid certificate of a public authority for this name, with all certificates "
            + "between. --issuer-ca FILE trusts an authority of your own from here.",
        FetchStage.Http =>
            "Have the server answer this address itself, without signing in and without a redirect: "
            + "the tenant follows none.",
        _ => isDiscovery
            ? "Have the document name exactly the issuer of the token, and its jwks_uri. On GitLab that is "
                + "external_url, or the issuer that its administrator set for ID tokens."
            : "Have the issuer publish a JSON key set with at least one RSA key for signatures.",
    };
}
