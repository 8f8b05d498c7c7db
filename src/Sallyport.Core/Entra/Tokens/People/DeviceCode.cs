using System.Security.Cryptography;

namespace Sallyport.Core.Entra.Tokens;

/// <summary>
/// A request of a device for a person's sign-in (RFC 8628). Source: "Microsoft identity platform and the OAuth 2.0
/// device authorization grant flow".
/// </summary>
public sealed class DeviceCode
{
    /// <summary>How long one is valid: 15 minutes.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    /// <summary>How long a device waits between two polls, in seconds.</summary>
    public const int Interval = 5;

    private const int UserCodeLength = 9;

    // Without what people mix up: 0 and O, 1 and I, 5 and S, 8 and B.
    private const string Letters = "ACDEFGHJKLMNPQRTUVWXYZ234679";

    /// <summary>SHA-256 of the text that the device keeps.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>What the person types, in capitals.</summary>
    public required string UserCode { get; init; }

    /// <summary>The tenant of the URL; null for <c>organizations</c> and its like.</summary>
    public Guid? TenantId { get; init; }

    /// <summary>The client id of the client on the device.</summary>
    public required Guid ClientId { get; init; }

    /// <summary>What was asked for.</summary>
    public required string Scope { get; init; }

    /// <summary>When it was given.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>The tenant of the person who has signed in; null until then.</summary>
    public Guid? PersonTenantId { get; set; }

    /// <summary>The object id of that person.</summary>
    public Guid? PersonId { get; set; }

    /// <summary>When that person proved who they are.</summary>
    public DateTimeOffset? Since { get; set; }

    /// <summary>Whether the person said no.</summary>
    public bool IsDeclined { get; set; }

    /// <summary>Whether it is too old.</summary>
    public bool HasExpired(DateTimeOffset now) => now >= IssuedAt + Lifetime;

    /// <summary>Whether nobody has answered yet.</summary>
    public bool IsPending => PersonId is null && !IsDeclined;

    /// <summary>A new code for a person to type.</summary>
    public static string NewUserCode() => RandomNumberGenerator.GetString(Letters, UserCodeLength);
}

/// <summary>The device codes in the database.</summary>
public interface IDeviceCodes
{
    /// <summary>The code with this hash, or null.</summary>
    Task<DeviceCode?> FindAsync(byte[] hash, CancellationToken cancel);

    /// <summary>The code that a person types, or null.</summary>
    Task<DeviceCode?> FindByUserCodeAsync(string userCode, CancellationToken cancel);

    /// <summary>Adds a code, and forgets those that were given before an instant.</summary>
    Task AddAsync(DeviceCode code, DateTimeOffset forgotten, CancellationToken cancel);

    /// <summary>Writes the answer of a person; false when somebody has answered before.</summary>
    Task<bool> AnswerAsync(DeviceCode code, CancellationToken cancel);

    /// <summary>Removes a code; false when it is gone.</summary>
    Task<bool> RemoveAsync(byte[] hash, CancellationToken cancel);
}
