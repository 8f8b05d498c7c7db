using System.Text;

namespace Sallyport.Runner;

/// <summary>
/// Writes a step's commands as a script for bash, in GitLab's way: each command is shown before it runs, the first
/// failure ends it.
/// </summary>
internal static class ShellScript
{
    /// <summary>The script's text.</summary>
    public static string Write(IReadOnlyList<string> commands, bool color)
    {
        var script = new StringBuilder("exec </dev/null 2>&1\nset -eo pipefail\nset +o noclobber\n");
        foreach (var command in commands)
        {
            script.Append("builtin printf '%s\\n' ").Append(Quote(Shown(command, color))).Append('\n');
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
