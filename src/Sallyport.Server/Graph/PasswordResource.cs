using Sallyport.Core.Entra.Directory;

namespace Sallyport.Server.Graph;

/// <summary>A <c>passwordCredential</c> as Graph shows it.</summary>
/// <param name="CustomKeyIdentifier">Always null.</param>
/// <param name="DisplayName">A name for people.</param>
/// <param name="EndDateTime">The end of its validity.</param>
/// <param name="Hint">The first three characters of the secret.</param>
/// <param name="KeyId">The id by which it is removed.</param>
/// <param name="SecretText">The secret: in the answer that makes it, and never again.</param>
/// <param name="StartDateTime">The start of its validity.</param>
internal sealed record PasswordResource(
    string? CustomKeyIdentifier,
    string? DisplayName,
    string? EndDateTime,
    string Hint,
    Guid KeyId,
    string? SecretText,
    string? StartDateTime)
{
    /// <summary>What is shown of a credential.</summary>
    public static PasswordResource Of(PasswordCredential credential, string? secret) => new(
        null,
        credential.DisplayName,
        GraphJson.Instant(credential.EndDateTime),
        credential.Hint,
        credential.KeyId,
        secret,
        GraphJson.Instant(credential.StartDateTime));
}
