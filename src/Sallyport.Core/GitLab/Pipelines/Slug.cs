using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Sallyport.Core.GitLab;

/// <summary>
/// Names made fit for host names. Source: "Predefined CI/CD variables reference", GitLab documentation.
/// </summary>
internal static class Slug
{
    private const int MaximumEnvironment = 24;

    /// <summary>
    /// Lower case, everything but letters and digits a dash, at most 63 characters, no dash at either end.
    /// </summary>
    public static string Of(string name)
    {
        var dashed = Dashed(name);
        return (dashed.Length > 63 ? dashed[..63] : dashed).Trim('-');
    }

    /// <summary>
    /// For <c>CI_ENVIRONMENT_SLUG</c>: at most 24 characters; a name that is changed gets a suffix from its hash.
    /// </summary>
    public static string OfEnvironment(string name)
    {
        var slug = Dashed(name);
        if (slug.Length == 0 || !char.IsAsciiLetter(slug[0]))
            slug = "env-" + slug;
        while (slug.Contains("--", StringComparison.Ordinal))
            slug = slug.Replace("--", "-", StringComparison.Ordinal);
        if (slug == name && slug.Length <= MaximumEnvironment)
            return slug.EndsWith('-') ? slug[..^1] : slug;
        slug = slug.Length > 17 ? slug[..17] : slug;
        return (slug.EndsWith('-') ? slug : slug + "-") + Suffix(name);
    }

    private static string Dashed(string name) =>
        string.Concat(name.ToLowerInvariant().EnumerateRunes().Select(r => IsKept(r) ? (char)r.Value : '-'));

    private static bool IsKept(Rune rune) => rune.IsAscii && char.IsAsciiLetterOrDigit((char)rune.Value);

    // The last six base-36 digits of the name's SHA-256.
    private static string Suffix(string name)
    {
        var number = new BigInteger(SHA256.HashData(Encoding.UTF8.GetBytes(name)), isUnsigned: true, isBigEndian: true);
        var digits = new char[6];
        for (var i = 5; i >= 0; i--, number /= 36)
            digits[i] = "0123456789abcdefghijklmnopqrstuvwxyz"[(int)(number % 36)];
        return new string(digits);
    }
}
