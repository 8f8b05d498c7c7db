using System.Security.Cryptography;
using System.Text;
using Sallyport.Core.Wire;

namespace Sallyport.Core.GitLab;

/// <summary>A user of the GitLab instance, who runs jobs and calls the REST API.</summary>
public sealed class GitLabUser
{
    /// <summary>The id on the wire.</summary>
    public required long Id { get; init; }

    /// <summary>The login name.</summary>
    public required string Username { get; init; }

    /// <summary>The name that people see.</summary>
    public required string Name { get; init; }

    /// <summary>The primary e-mail address.</summary>
    public required string Email { get; init; }

    /// <summary>The SHA-256 of the personal access token; the token itself is not stored here.</summary>
    public required byte[] TokenHash { get; set; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The concurrency token.</summary>
    public long Version { get; set; }
}

/// <summary>Random tokens with GitLab's prefixes; only their hashes are stored.</summary>
public static class GitLabTokens
{
    /// <summary>The prefix of a personal access token.</summary>
    public const string PersonalAccess = "glpat-";

    /// <summary>The prefix of a runner's token.</summary>
    public const string Runner = "glrt-";

    /// <summary>The prefix of a token by which runners register themselves.</summary>
    public const string Registration = "GR1348941";

    /// <summary>The prefix of a job's token.</summary>
    public const string Job = "glcbt-";

    /// <summary>A new token: the prefix and 256 random bits in base64url.</summary>
    public static string Create(string prefix) => prefix + StrictBase64Url.Encode(RandomNumberGenerator.GetBytes(32));

    /// <summary>What is stored of a token. Plain SHA-256 is enough for 256 random bits.</summary>
    /// <exception cref="ArgumentException">The token is empty, which is nobody's.</exception>
    public static byte[] Hash(string token)
    {
        ArgumentException.ThrowIfNullOrEmpty(token);
        return SHA256.HashData(Encoding.UTF8.GetBytes(token));
    }
}
