using System.Text;
using System.Text.RegularExpressions;

namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// A pattern of <c>include:local</c>: <c>*</c> stands for any part of a file's or folder's name, <c>**</c> for any
/// number of folders. Source: "Use CI/CD configuration from other files", GitLab documentation.
/// </summary>
internal sealed class WildcardPath
{
    private readonly Regex regex;

    /// <summary>Reads the pattern, a leading slash being optional.</summary>
    public WildcardPath(string pattern)
    {
        var text = new StringBuilder("^");
        var rest = pattern.TrimStart('/').AsSpan();
        while (rest.Length > 0)
        {
            var (piece, length) = rest switch
            {
                ['*', '*', '/', ..] => ("(.*/)?", 3),
                ['*', '*', ..] => (".*", 2),
                ['*', ..] => ("[^/]*", 1),
                _ => (Regex.Escape(rest[0].ToString()), 1),
            };
            text.Append(piece);
            rest = rest[length..];
        }
        regex = new Regex(text.Append('$').ToString(), RegexOptions.NonBacktracking | RegexOptions.Singleline);
    }

    /// <summary>Whether a path fits.</summary>
    public bool Fits(string path) => regex.IsMatch(path);
}
