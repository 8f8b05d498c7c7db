using Microsoft.AspNetCore.Identity;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Tokens;

namespace Sallyport.Server.Graph;

/// <summary>Passwords in the format of ASP.NET Core Identity: PBKDF2 with a salt of its own for each.</summary>
internal sealed class PasswordHashes : IPasswordHashes
{
    private static readonly object Nobody = new();

    private readonly PasswordHasher<object> hasher = new();
    private readonly Lazy<string> nobodys;

    public PasswordHashes() => nobodys = new Lazy<string>(() => Hash(AccessTokens.NewUniqueId()));

    public string Hash(string password) => hasher.HashPassword(Nobody, password);

    public bool Verify(string? hash, string password)
    {
        var isRight = hasher.VerifyHashedPassword(Nobody, hash ?? nobodys.Value, password)
            != PasswordVerificationResult.Failed;
        return isRight && hash is not null;
    }
}
