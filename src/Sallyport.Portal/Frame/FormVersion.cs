using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Federation;

namespace Sallyport.Portal.Frame;

/// <summary>
/// Names what a form would overwrite, as it was when the form was shown. Only that makes a form stale: what else
/// changes beside it, such as the count of wrong passwords, does not matter to the person who sends it.
/// </summary>
public static class FormVersion
{
    /// <summary>The field that carries it.</summary>
    public const string Field = "version";

    /// <summary>What the reset of a user's password overwrites. The kept hash itself does not show in it.</summary>
    public static string Of(User user) => Of([user.PasswordHash, Text(user.SignInSessionsValidFrom.UtcTicks)]);

    /// <summary>What the form of a federated credential overwrites.</summary>
    public static string Of(FederatedIdentityCredential credential) => Of(
    [
        credential.Issuer, credential.Subject, credential.Audience, credential.Expression, credential.Description,
    ]);

    /// <summary>Which client secrets an application has: the same form again is to make no second one.</summary>
    public static string OfSecrets(Application application) =>
        Of([.. application.PasswordCredentials.Select(p => p.KeyId.ToString())]);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Of(string?[] parts) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(parts))[..16]);
}
