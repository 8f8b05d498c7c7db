using Sallyport.Core.Signing;

namespace Sallyport.Core.GitLab;

/// <summary>
/// The two signing keys of a GitLab instance. Both stand in the key set, so a verifier must choose by <c>kid</c>; only
/// the second signs ID tokens.
/// </summary>
public sealed class GitLabKeys(IKeyStore store, TimeProvider time) : IDisposable
{
    /// <summary>The purpose of the OAuth login key.</summary>
    public const string OAuthPurpose = "gitlab-oauth";

    /// <summary>The purpose of the key that signs ID tokens.</summary>
    public const string CiPurpose = "gitlab-ci";

    // The longest timeout of a job, and the skew that verifiers allow.
    private static readonly TimeSpan LongestLife = TimeSpan.FromDays(31) + TimeSpan.FromMinutes(5);

    private readonly KeyRing oAuth = new(store, Purpose(OAuthPurpose, time), time);

    /// <summary>The keys that sign ID tokens.</summary>
    public KeyRing Ci { get; } = new(store, Purpose(CiPurpose, time), time);

    /// <summary>Every public key in GitLab's order: the OAuth login key first.</summary>
    public async Task<IReadOnlyList<Jwk>> PublicAsync(CancellationToken cancel) =>
        [.. (await oAuth.AllAsync(cancel)).Select(k => k.Public), .. (await Ci.AllAsync(cancel)).Select(k => k.Public)];

    public void Dispose()
    {
        oAuth.Dispose();
        Ci.Dispose();
    }

    private static KeyPurpose Purpose(string name, TimeProvider time) => new(
        name, LongestLife, (generation, from) => SigningKey.Create(name, generation, time.GetUtcNow(), from));
}
