using System.Globalization;
using System.Text.Json;

namespace Sallyport.Core.GitLab.Ci;

/// <summary>The value of an input as a type of <c>spec:inputs</c> takes it.</summary>
internal static class InputValue
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 64 };

    /// <summary>
    /// The value as GitLab reads it: a string takes the text of anything; the other types take a text as JSON, which is
    /// how values arrive that are typed in somewhere.
    /// </summary>
    public static YamlNode Coerce(string type, YamlNode value)
    {
        if (type == "string")
            return new YamlScalar(RubyText.Of(value), ScalarKind.Text, value.At);
        return value is YamlScalar { Kind: ScalarKind.Text } text ? Json(text) ?? value : value;
    }

    /// <summary>Whether a value that was taken so is of the type.</summary>
    public static bool IsOf(string type, YamlNode value) => type switch
    {
        "array" => value is YamlList,
        "boolean" => value is YamlScalar { Kind: ScalarKind.Boolean },
        "number" => value is YamlScalar { Kind: ScalarKind.Integer or ScalarKind.Float },
        _ => true,
    };

    private static YamlNode? Json(YamlScalar text)
    {
        try
        {
            return Of(JsonElement.Parse(text.Text, Strict), text.At);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static YamlNode Of(JsonElement json, Position at) => json.ValueKind switch
    {
        JsonValueKind.Array => new YamlList([.. json.EnumerateArray().Select(i => Of(i, at))], at),
        JsonValueKind.Object => new YamlMap(
            [.. json.EnumerateObject().Select(p => new YamlEntry(p.Name, at, Of(p.Value, at)))], at),
        JsonValueKind.String => new YamlScalar(json.GetString()!, ScalarKind.Text, at),
        JsonValueKind.True => new YamlScalar("true", ScalarKind.Boolean, at),
        JsonValueKind.False => new YamlScalar("false", ScalarKind.Boolean, at),
        JsonValueKind.Number => Number(json.GetRawText(), at),
        _ => new YamlScalar("", ScalarKind.Null, at),
    };

    private static YamlScalar Number(string text, Position at)
    {
        if (!text.AsSpan().ContainsAny('.', 'e', 'E'))
            return new YamlScalar(text, ScalarKind.Integer, at);
        var value = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        return new YamlScalar(RubyFloat.Print(value), ScalarKind.Float, at);
    }
}
