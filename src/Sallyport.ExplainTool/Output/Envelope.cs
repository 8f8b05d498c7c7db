using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sallyport.Core.Wire;

namespace Sallyport.ExplainTool.Output;

/// <summary>What every command prints with <c>--json</c>: one line, one schema.</summary>
/// <param name="Command">The command's name.</param>
/// <param name="Status"><c>ready</c>, <c>ok</c>, <c>stopped</c>, <c>failed</c>, <c>error</c> …</param>
/// <param name="Data">What the command found; an error's <c>message</c>.</param>
internal sealed record Envelope(string Command, string Status, JsonObject Data)
{
    private static readonly JsonWriterOptions Readable = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Prints it on stdout.</summary>
    public void Print() => Console.Out.WriteLine(ToString());

    /// <summary>
    /// The envelope as one line of JSON, in which no character is unseen: it may be read on a terminal.
    /// </summary>
    public override string ToString()
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Readable))
        {
            writer.WriteStartObject();
            writer.WriteNumber("schemaVersion", 1);
            writer.WriteString("command", Command);
            writer.WriteString("status", Status);
            writer.WritePropertyName("data");
            Data.WriteTo(writer);
            writer.WriteEndObject();
        }
        return TerminalText.VisibleJson(System.Text.Encoding.UTF8.GetString(buffer.ToArray()));
    }
}
