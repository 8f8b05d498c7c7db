using System.Security.Cryptography;

namespace Sallyport.Core.Entra.Directory;

/// <summary>Makes passwords for people who have chosen none yet.</summary>
public static class GeneratedPassword
{
    private const int Length = 24;
    private const string Letters = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ";
    private const string Digits = "23456789";

    /// <summary>A new password of letters and digits that are not mistaken for each other, with both in it.</summary>
    public static string New()
    {
        while (true)
        {
            var password = RandomNumberGenerator.GetString(Letters + Digits, Length);
            if (password.Any(char.IsAsciiLetterLower) && password.Any(char.IsAsciiLetterUpper)
                && password.Any(char.IsAsciiDigit))
                return password;
        }
    }
}
