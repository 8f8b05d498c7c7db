namespace Sallyport.Core.Entra.Directory;

/// <summary>
/// A client secret. Only its SHA-256 is kept: the secret has 256 random bits, so a slow hash would add nothing.
/// </summary>
public sealed class PasswordCredential
{
    /// <summary>The id by which it is removed.</summary>
    public required Guid KeyId { get; init; }

    /// <summary>A name for people.</summary>
    public string? DisplayName { get; init; }

    /// <summary>The first three characters of the secret.</summary>
    public required string Hint { get; init; }

    /// <summary>SHA-256 of the secret's UTF-8 bytes.</summary>
    public required byte[] SecretHash { get; init; }

    /// <summary>The first moment at which it is accepted.</summary>
    public required DateTimeOffset StartDateTime { get; init; }

    /// <summary>The moment from which it is no longer accepted.</summary>
    public required DateTimeOffset EndDateTime { get; init; }
}
