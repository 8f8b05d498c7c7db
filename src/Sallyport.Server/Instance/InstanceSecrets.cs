using System.Security.Cryptography;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Wire;

namespace Sallyport.Server.Instance;

/// <summary>
/// The secrets that the first start of a data directory makes, each in a file of its own (0600) so that they can be
/// shown again. They are written before the rows that hold their hashes; a start that was killed between the two is
/// finished by the next one. The tokens and the proxy's password may be replaced: a start makes what has no file.
/// </summary>
/// <param name="OwnerClientSecret">The owner's client secret.</param>
/// <param name="FirstPersonPassword">The password that the first person had at first.</param>
/// <param name="GitLabToken">The GitLab administrator's access token.</param>
/// <param name="AdministratorToken">The token of Sallyport's own routes.</param>
/// <param name="ProxySecret">The password of the proxy.</param>
internal sealed record InstanceSecrets(
    string OwnerClientSecret,
    string FirstPersonPassword,
    string GitLabToken,
    string AdministratorToken,
    string ProxySecret)
{
    // GitLab's tokens had this many characters at first; whoever replaces one has no reason to take fewer.
    private const int Shortest = 20;

    /// <summary>The secrets of a data directory.</summary>
    /// <exception cref="StartupException">A file is empty or holds no secret.</exception>
    public static InstanceSecrets Open(string folder) => new(
        ReadOrCreate(folder, "owner-secret", ClientSecret.New),
        ReadOrCreate(folder, "admin-password", GeneratedPassword.New),
        ReadOrCreate(folder, "gitlab-token", () => "glpat-" + Random()),
        ReadOrCreate(folder, "administrator-token", Random),
        ReadOrCreate(folder, "proxy-secret", Random));

    private static string ReadOrCreate(string folder, string name, Func<string> create)
    {
        var path = Path.Combine(folder, name);
        var secret = PrivateFile.ReadOrCreate(path, create).Trim();
        if (secret.Length == 0)
            throw DataDirectory.Damaged(path, "is empty");
        var isVisible = secret.All(c => c is > ' ' and <= '~');
        if (!isVisible || secret.Length < Shortest)
            throw DataDirectory.Damaged(path, $"holds no secret: {Shortest} visible ASCII characters or more");
        return secret;
    }

    private static string Random() => StrictBase64Url.Encode(RandomNumberGenerator.GetBytes(32));
}
