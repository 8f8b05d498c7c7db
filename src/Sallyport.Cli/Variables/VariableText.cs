using System.Text;
using System.Text.Json.Nodes;
using Sallyport.Cli.Explain;
using Sallyport.Cli.Output;

namespace Sallyport.Cli.Variables;

/// <summary>How people read and write variables.</summary>
internal static class VariableText
{
    private const string Hidden = "[masked]";

    /// <summary>A variable as it may be shown: without a masked value.</summary>
    public static JsonObject Shown(JsonObject variable)
    {
        var shown = variable.DeepClone().AsObject();
        if ((bool?)shown["masked"] ?? false)
            shown["value"] = Hidden;
        return shown;
    }

    /// <summary>A variable in one line.</summary>
    public static string Line(JsonObject variable) => $"{variable["key"]}={variable["value"]}{Marks(variable)}";

    /// <summary>What is special about a variable, in parentheses; empty when nothing is.</summary>
    public static string Marks(JsonObject variable)
    {
        var marks = new List<string>();
        if ((string?)variable["environment_scope"] is { } scope and not "*")
            marks.Add($"environment {scope}");
        if ((string?)variable["variable_type"] == "file")
            marks.Add("file");
        marks.AddRange(((string[])["protected", "masked", "raw"]).Where(m => (bool?)variable[m] ?? false));
        return marks.Count == 0 ? "" : $"  ({string.Join(", ", marks)})";
    }

    /// <summary>
    /// A value from a file, from stdin, or typed unseen. The last line break belongs to the value only in a variable of
    /// the type file.
    /// </summary>
    /// <param name="file">The file; - is stdin; null for stdin, or the keyboard if that is stdin.</param>
    /// <param name="isFile">Whether the variable has the type file.</param>
    /// <param name="cancel">Cancels reading.</param>
    public static async Task<string> ReadValueAsync(string? file, bool isFile, CancellationToken cancel)
    {
        if (file is null && !Console.IsInputRedirected)
            return ReadUnseen();
        var text = await InputText.ReadAsync("--from", file ?? "-", cancel);
        if (isFile || !text.EndsWith('\n'))
            return text;
        return text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text[..^1];
    }

    private static string ReadUnseen()
    {
        Terminal.Progress("Value (not shown), then Enter:");
        var typed = new StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key != ConsoleKey.Backspace)
                typed.Append(key.KeyChar);
            else if (typed.Length > 0)
                typed.Length--;
        }
        return typed.ToString();
    }
}
