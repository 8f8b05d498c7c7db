using System.Security.Cryptography;

namespace Sallyport.Server.Instance;

/// <summary>
/// The account that the first start makes for the person who runs the instance: Global Administrator, and Owner of the
/// subscription.
/// </summary>
internal static class FirstPerson
{
    /// <summary>The first tenant's initial domain.</summary>
    public const string Domain = "sallyport.onmicrosoft.com";

    /// <summary>The name by which the person signs in.</summary>
    public const string UserPrincipalName = "admin@" + Domain;

    /// <summary>The name that people see.</summary>
    public const string DisplayName = "Administrator";

    private const int PasswordLength = 24;
    private const string Letters = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ";
    private const string Digits = "23456789";

    /// <summary>A new password of letters and digits that are not mistaken for each other, with both in it.</summary>
    public static string NewPassword()
    {
        while (true)
        {
            var password = RandomNumberGenerator.GetString(Letters + Digits, PasswordLength);
            if (password.Any(char.IsAsciiLetterLower) && password.Any(char.IsAsciiLetterUpper)
                && password.Any(char.IsAsciiDigit))
                return password;
        }
    }
}
