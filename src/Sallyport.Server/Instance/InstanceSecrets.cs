using System.Security.Cryptography;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Wire;

namespace Sallyport.Server.Instance;

/// <summary>
/// The secrets that the first start of a data directory makes, each in a file of its own (0600) so that they can be
/// shown again. They are written before the rows that hold their hashes; a start that was killed between the two is
/// finished by the next one.
/// </summary>
/// <param name="OwnerClientSecret">The owner's client secret.</param>
/// <param name="GitLabToken">The GitLab administrator's access token.</param>
/// <param name="AdministratorToken">The token of Sallyport's own routes.</param>
/// <param name="ProxySecret">The password of the proxy.</param>
internal sealed record InstanceSecrets(
    string OwnerClientSecret, string GitLabToken, string AdministratorToken, string ProxySecret)
{
    /// <summary>The secrets of a data directory.</summary>
    public static InstanceSecrets Open(string folder) => new(
        ReadOrCreate(folder, "owner-secret", ClientSecret.New),
        ReadOrCreate(folder, "gitlab-token", () => "glpat-" + Random()),
        ReadOrCreate(folder, "administrator-token", Random),
        ReadOrCreate(folder, "proxy-secret", Random));

    private static string ReadOrCreate(string folder, string name, Func<string> create) =>
        PrivateFile.ReadOrCreate(Path.Combine(folder, name), create).Trim();

    private static string Random() => StrictBase64Url.Encode(RandomNumberGenerator.GetBytes(32));
}
