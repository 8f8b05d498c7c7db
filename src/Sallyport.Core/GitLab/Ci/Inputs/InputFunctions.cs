using System.Globalization;
using System.Text.RegularExpressions;

namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// The functions of <c>$[[ inputs.x | … ]]</c>. Source: "CI/CD inputs: Manipulate input values", GitLab documentation;
/// <c>Shellwords.shellescape</c>, Ruby documentation.
/// </summary>
internal static partial class InputFunctions
{
    /// <summary>Applies a function, or says why it cannot be.</summary>
    /// <param name="function">The name, with its arguments.</param>
    /// <param name="value">What it is applied to.</param>
    /// <param name="variables">What <c>expand_vars</c> may name.</param>
    public static (YamlNode? Value, string? Error) Apply(string function, YamlNode value, IncludeVariables variables)
    {
        var truncation = Truncate().Match(function);
        var name = truncation.Success ? "truncate" : function;
        var isKnown = truncation.Success || name is "expand_vars" or "posix_escape";
        if (!isKnown)
            return (
                null,
                $"no function matching `{function}`: check that the function name, arguments, and types are correct");
        if (value is not YamlScalar { Kind: ScalarKind.Text } scalar)
            return (null, Error(name, $"invalid input type: {name} can only be used with string inputs"));
        if (name == "expand_vars" && variables.NamesMasked(scalar.Text))
            return (null, Error(name, "variable expansion error: masked variables cannot be expanded"));
        var text = name switch
        {
            "truncate" => Part(scalar.Text, truncation),
            "expand_vars" => variables.ExpandExisting(scalar.Text),
            _ => Escape(scalar.Text),
        };
        return text is null
            ? (null, Error(name, $"variable expansion error: {IncludeVariables.TooLarge}"))
            : (scalar with { Text = text }, null);
    }

    private static string Error(string name, string reason) => $"error in `{name}` function: {reason}";

    private static string Part(string text, Match arguments)
    {
        int Argument(string name) =>
            int.TryParse(arguments.Groups[name].Value, CultureInfo.InvariantCulture, out var n) ? n : int.MaxValue;
        var offset = Math.Min(Argument("offset"), text.Length);
        var length = Math.Min(Argument("length"), text.Length - offset);
        return text.Substring(offset, length);
    }

    private static string Escape(string text)
    {
        if (text.Length == 0)
            return "''";
        return Special().Replace(text, m => m.Value == "\n" ? "'\n'" : "\\" + m.Value);
    }

    [GeneratedRegex(@"^truncate\(\s*(?<offset>[0-9]+)\s*,\s*(?<length>[0-9]+)\s*\)?$", RegexOptions.NonBacktracking)]
    private static partial Regex Truncate();

    [GeneratedRegex(@"[^A-Za-z0-9_\-.,:+/@]", RegexOptions.NonBacktracking)]
    private static partial Regex Special();
}
