using System.IO.Compression;
using System.Text;

namespace Sallyport.Core.GitLab;

/// <summary>
/// Reads a dotenv report: lines of <c>KEY=value</c>, compressed by the runner. Source:
/// <c>app/services/ci/parse_dotenv_artifact_service.rb</c>, gitlabhq.
/// </summary>
public static class DotenvReport
{
    /// <summary>How many bytes a report may have: GitLab's default <c>dotenv_size</c>.</summary>
    public const int MaximumSize = 5 * 1024;

    /// <summary>How many variables it may have: GitLab's default <c>dotenv_variables</c>.</summary>
    public const int MaximumVariables = 20;

    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>Reads a compressed report.</summary>
    /// <exception cref="Refusals.RefusedException">It is too big, no gzip, or in another form.</exception>
    public static IReadOnlyList<DotenvVariable> ReadCompressed(Stream content)
    {
        try
        {
            using var gzip = new GZipStream(content, CompressionMode.Decompress, leaveOpen: true);
            var buffer = new byte[MaximumSize + 1];
            var length = gzip.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            return length > MaximumSize ? throw TooBig() : Read(Utf8.GetString(buffer, 0, length));
        }
        catch (Exception exception) when (exception is InvalidDataException or DecoderFallbackException)
        {
            throw Refuse("Invalid Format");
        }
    }

    /// <summary>Reads the lines. Of equal keys the last one wins.</summary>
    public static IReadOnlyList<DotenvVariable> Read(string text)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in Lines(text.TrimStart('\uFEFF')))
        {
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0)
                throw Refuse("Invalid Format");
            var key = line[..equals].Trim();
            if (!Ci.YamlVariable.IsName(key))
                throw Refuse("Validation failed: Key can contain only letters, digits and '_'.");
            variables[key] = line[(equals + 1)..].Trim();
        }
        if (variables.Count > MaximumVariables)
            throw Refuse($"Dotenv files cannot have more than {MaximumVariables} variables");
        if (variables.Values.Any(v => v.Contains('\0', StringComparison.Ordinal)))
            throw Refuse("Invalid Format"); // no process could have it in its environment
        return [.. variables.Select(v => new DotenvVariable(v.Key, v.Value))];
    }

    /// <summary>The refusal of a report that is longer than allowed.</summary>
    internal static Refusals.RefusedException TooBig() =>
        Refuse($"Dotenv Artifact Too Big. Maximum Allowable Size: {MaximumSize}");

    private static string[] Lines(string text)
    {
        var lines = text.Split('\n');
        var hasEnd = lines[^1].Length == 0; // what follows the last line break is no line
        return hasEnd ? lines[..^1] : lines;
    }

    private static Refusals.RefusedException Refuse(string reason) => 
        new GitLabRefusal(400, reason).ToException();
}
