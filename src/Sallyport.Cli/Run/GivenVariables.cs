using System.CommandLine;
using System.Text.Json.Nodes;
using Sallyport.Cli.Output;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Sallyport.Cli.Run;

/// <summary>The variables and inputs that the command line gives to a pipeline.</summary>
internal static class GivenVariables
{
    /// <summary>The variables of the files, then the single ones, so that the last of a name wins.</summary>
    public static async Task<JsonArray> ReadAsync(ParseResult command, CancellationToken cancel)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in command.GetValue(RunOptions.VariablesFile) ?? [])
            foreach (var (key, value) in await ReadFileAsync(file, cancel))
                found[key] = value;
        foreach (var (key, value) in Pairs(command.GetValue(RunOptions.Variable), "--variable"))
            found[key] = value;
        return [.. found.Select(v => (JsonNode)new JsonObject { ["key"] = v.Key, ["value"] = v.Value })];
    }

    /// <summary>The inputs of the file that the command line gives; the first of a name counts.</summary>
    public static JsonObject Inputs(ParseResult command) => new(
        Pairs(command.GetValue(RunOptions.Input), "--input")
            .DistinctBy(p => p.Key)
            .Select(p => KeyValuePair.Create(p.Key, (JsonNode?)p.Value)));

    private static IEnumerable<KeyValuePair<string, string>> Pairs(string[]? texts, string option) =>
        (texts ?? []).Select(t => Pair(t) ?? throw Refused($"{option} takes KEY=VALUE, not '{t}'"));

    private static KeyValuePair<string, string>? Pair(string text) =>
        text.Split('=', 2) is [{ Length: > 0 } key, var value] ? KeyValuePair.Create(key.Trim(), value) : null;

    private static async Task<IEnumerable<KeyValuePair<string, string>>> ReadFileAsync(
        string file, CancellationToken cancel)
    {
        string text;
        try
        {
            text = await File.ReadAllTextAsync(file, cancel);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Refused($"--variables-file: '{file}' cannot be read: {exception.Message}");
        }
        var isYaml = Path.GetExtension(file) is ".yml" or ".yaml";
        return isYaml ? ReadYaml(file, text) : ReadLines(file, text);
    }

    // Quotes around a value are taken off; a line that begins with # is a comment.
    private static List<KeyValuePair<string, string>> ReadLines(string file, string text)
    {
        var found = new List<KeyValuePair<string, string>>();
        foreach (var (number, raw) in text.ReplaceLineEndings("\n").Split('\n').Index())
        {
            var line = raw.Trim();
            if (line.Length == 0 || line[0] == '#')
                continue;
            var pair = Pair(line) ?? throw Refused($"{file}, line {number + 1} is not KEY=VALUE");
            found.Add(KeyValuePair.Create(pair.Key, Unquoted(pair.Value.Trim())));
        }
        return found;
    }

    private static string Unquoted(string value)
    {
        var isQuoted = value.Length >= 2 && value[0] is '"' or '\'' && value[^1] == value[0];
        return isQuoted ? value[1..^1] : value;
    }

    private static IEnumerable<KeyValuePair<string, string>> ReadYaml(string file, string text)
    {
        try
        {
            var yaml = new YamlStream();
            yaml.Load(new StringReader(text));
            var root = yaml.Documents.Count == 0 ? null : yaml.Documents[0].RootNode;
            if (root is YamlMappingNode map)
                return [.. map.Select(e => ReadEntry(file, e))];
        }
        catch (YamlException exception)
        {
            throw Refused($"{file}, line {exception.Start.Line}: {exception.Message}");
        }
        throw Refused($"{file} is not a map of names and values");
    }

    private static KeyValuePair<string, string> ReadEntry(string file, KeyValuePair<YamlNode, YamlNode> entry)
    {
        if (entry.Key is not YamlScalarNode key)
            throw Refused($"{file}, line {entry.Key.Start.Line}: a name must be a plain text");
        if (entry.Value is YamlScalarNode value)
            return KeyValuePair.Create(key.ToString(), value.ToString());
        var kind = entry.Value is YamlSequenceNode ? "list" : "map";
        throw Refused($"{file}, line {key.Start.Line}: the value of '{key}' is a {kind}, and a variable is a text");
    }

    private static CommandFailedException Refused(string message) => new(ExitCodes.Usage, message);
}
