using System.Buffers;
using System.Text.RegularExpressions;

namespace Sallyport.Core.GitLab;

/// <summary>
/// The environments that a variable is for. Source: <c>app/models/concerns/has_environment_scope.rb</c>, gitlabhq.
/// </summary>
internal static class EnvironmentScope
{
    /// <summary>What is wrong with a text that is no scope.</summary>
    public const string Rule = "can contain only letters, digits, '-', '_', '/', '$', '{', '}', '.', '*' and spaces";

    private static readonly SearchValues<char> Allowed = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_/${}.* ");

    /// <summary>Whether this can be a scope.</summary>
    public static bool IsScope(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExcept(Allowed);

    /// <summary>Whether a scope is for an environment; without one, only <c>*</c> is.</summary>
    public static bool Covers(string scope, string? environment)
    {
        if (scope == CiVariable.EveryEnvironment || environment is null)
            return scope == CiVariable.EveryEnvironment;
        if (!scope.Contains('*', StringComparison.Ordinal))
            return string.Equals(scope, environment, StringComparison.Ordinal);
        var pattern = Regex.Escape(scope).Replace(@"\*", ".*", StringComparison.Ordinal);
        return Regex.IsMatch(environment, $@"\A{pattern}\z", RegexOptions.NonBacktracking | RegexOptions.Singleline);
    }

    /// <summary>
    /// How exactly a scope names an environment: the highest wins. A name beats a pattern, and a pattern with more
    /// letters one with fewer.
    /// </summary>
    public static int Exactness(string scope) =>
        scope.Contains('*', StringComparison.Ordinal) ? scope.Count(c => c != '*') : int.MaxValue;
}
