using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Net.Http.Headers;
using Sallyport.Core.GitLab;
using Sallyport.Core.Wire;

namespace Sallyport.Server.GitLab;

/// <summary>A document as it is sent.</summary>
/// <param name="Content">The JSON.</param>
/// <param name="Tag">Its entity tag, weak as Rails makes it.</param>
internal sealed record PublishedDocument(byte[] Content, EntityTagHeaderValue Tag)
{
    /// <summary>Writes a document.</summary>
    public static PublishedDocument Of(object content)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(content, GitLabJson.Options);
        var hash = Convert.ToHexStringLower(SHA256.HashData(json))[..32];
        return new PublishedDocument(json, new EntityTagHeaderValue($"\"{hash}\"", isWeak: true));
    }
}

/// <summary>
/// The discovery document and the key set. GitLab takes its keys from settings that it keeps in a cache, in Redis; the
/// cache is normally right. A drill makes it stale: from then on the documents stay as they are, whatever becomes of
/// the keys, until the cache is cleared. It is in memory, so a restart clears it too.
/// </summary>
internal sealed class PublishedDocuments(GitLabKeys keys)
{
    private volatile PublishedDocument? stale;

    /// <summary>Whether the drill is on.</summary>
    public bool AreStale => stale is not null;

    /// <summary>The key set.</summary>
    public async Task<PublishedDocument> KeysAsync(CancellationToken cancel) => stale ?? await FreshAsync(cancel);

    /// <summary>Keeps the key set as it is now.</summary>
    public async Task MakeStaleAsync(CancellationToken cancel) => stale ??= await FreshAsync(cancel);

    /// <summary>Serves what is right again.</summary>
    /// <returns>Whether anything was stale.</returns>
    public bool Clear()
    {
        var wasStale = AreStale;
        stale = null;
        return wasStale;
    }

    private async Task<PublishedDocument> FreshAsync(CancellationToken cancel)
    {
        var set = (await keys.PublicAsync(cancel)).Select(k => new
        {
            kty = "RSA",
            kid = k.KeyId,
            e = StrictBase64Url.Encode(k.Rsa!.Value.Exponent),
            n = StrictBase64Url.Encode(k.Rsa!.Value.Modulus),
            use = "sig",
            alg = "RS256",
        });
        return PublishedDocument.Of(new { keys = set });
    }
}
