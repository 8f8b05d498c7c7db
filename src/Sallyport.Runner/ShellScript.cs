using System.Text;

namespace Sallyport.Runner;

/// <summary>
/// Writes a step's commands as a script for bash or a POSIX shell, in GitLab's way: each command is shown before it
/// runs, and the first failure ends it.
/// </summary>
internal static class ShellScript
{
    // dash before 0.5.13 knows no pipefail.
    private const string Start =
        "exec </dev/null 2>&1\nset -e\nif (set -o pipefail) 2>/dev/null; then set -o pipefail; fi\nset +o noclobber\n";

    /// <summary>Commands that set the variables; what is no name for a shell is left out.</summary>
    public static string Exports(IReadOnlyDictionary<string, string> environment) => string.Concat(
        environment.Where(v => IsName(v.Key)).Select(v => $"export {v.Key}={Quote(v.Value)}\n"));

    /// <summary>A command that goes into a folder, which is made if it is not there.</summary>
    public static string Enter(string folder) =>
        $"[ -d {Quote(folder)} ] || mkdir -p {Quote(folder)}\ncd {Quote(folder)}\n";

    /// <summary>Whether a shell can have a variable of this name.</summary>
    public static bool IsName(string name) => name.Length > 0
        && !char.IsAsciiDigit(name[0])
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    /// <summary>The script's text.</summary>
    public static string Write(IReadOnlyList<string> commands, bool color)
    {
        var script = new StringBuilder(Start);
        foreach (var command in commands)
        {
            script.Append("command printf '%s\\n' ").Append(Quote(Shown(command, color))).Append('\n');
            script.Append(command).Append('\n');
        }
        return script.ToString();
    }

    private static string Shown(string command, bool color)
    {
        var lines = command.TrimEnd('\n').Split('\n');
        var text = "$ " + lines[0] + (lines.Length > 1 ? " # collapsed multi-line command" : "");
        return color ? $"\e[{Colors.Command}m{text}\e[0;m" : text;
    }

    private static string Quote(string text) => "'" + text.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
