namespace Sallyport.Core.Entra.Tokens;

/// <summary>What a verified access token says.</summary>
/// <param name="Audience"><c>aud</c>: the resource it is for.</param>
/// <param name="TenantId"><c>tid</c>.</param>
/// <param name="ObjectId"><c>oid</c>: the object id of the service principal or of the person.</param>
/// <param name="ClientId"><c>appid</c>.</param>
/// <param name="Roles"><c>roles</c>: the values of the app roles granted on the resource.</param>
/// <param name="ExpiresOn"><c>exp</c>.</param>
public sealed record AccessToken(
    string Audience,
    Guid TenantId,
    Guid ObjectId,
    Guid ClientId,
    IReadOnlyList<string> Roles,
    DateTimeOffset ExpiresOn)
{
    /// <summary>
    /// <c>scp</c>: what the client may do on the person's behalf; null when the token is a service principal's own.
    /// </summary>
    public IReadOnlyList<string>? Scopes { get; init; }

    /// <summary>
    /// When it was asked for, to the millisecond, as its <c>uti</c> says: <c>iat</c> holds seconds, and lies earlier
    /// for clocks that are slow.
    /// </summary>
    public DateTimeOffset MintedOn { get; init; }
}

/// <summary>Why an access token is not taken.</summary>
public enum AccessTokenProblem
{
    /// <summary>
    /// Not an access token of ours: malformed, another kind of token, a strange key, a bad signature.
    /// </summary>
    Invalid,

    /// <summary>Ours, but for another resource.</summary>
    WrongAudience,

    /// <summary>Ours, for this resource, and over.</summary>
    Expired,

    /// <summary>Ours, for this resource, and not valid yet, or issued in the future.</summary>
    NotYetValid,
}

/// <summary>The outcome of reading an access token: exactly one of the first two is null.</summary>
/// <param name="Token">The verified token.</param>
/// <param name="Problem">Why there is none.</param>
/// <param name="Audience">With <see cref="AccessTokenProblem.WrongAudience"/>: the audience it has.</param>
/// <param name="ExpiresOn">With <see cref="AccessTokenProblem.Expired"/>: when it ended.</param>
public sealed record AccessTokenReading(
    AccessToken? Token, AccessTokenProblem? Problem, string? Audience = null, DateTimeOffset? ExpiresOn = null);
