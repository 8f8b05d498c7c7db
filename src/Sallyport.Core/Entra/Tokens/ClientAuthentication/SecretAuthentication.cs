using System.Security.Cryptography;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Rules;

namespace Sallyport.Core.Entra.Tokens;

/// <summary>Verifies a client's secret, of which the directory has the SHA-256 alone.</summary>
public sealed class SecretAuthentication(TimeProvider time)
{
    /// <summary>Verifies it. Throws AADSTS7000215 or 7000222.</summary>
    internal ClientProof Verify(Application application, string secret, SignInDraft signIn)
    {
        signIn.ProvedBy(ClientCredentialTypes.Secret);
        if (secret.Length == 0)
            throw Aadsts.WrongSecret(application.AppId).ToException();
        var hash = ClientSecret.HashOf(secret);
        var now = time.GetUtcNow();
        var begun = application.PasswordCredentials
            .Where(c => CryptographicOperations.FixedTimeEquals(c.SecretHash, hash) && c.StartDateTime <= now)
            .ToList();
        if (begun.Count == 0)
            throw Aadsts.WrongSecret(application.AppId).ToException();
        signIn.WithKey(begun[^1].KeyId);
        return begun.Exists(c => now < c.EndDateTime)
            ? new ClientProof(AuthenticationLevel: 1)
            : throw Aadsts.SecretExpired(application.AppId).ToException();
    }
}
