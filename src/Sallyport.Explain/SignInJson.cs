using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Core.Wire;

namespace Sallyport.Explain;

/// <summary>The one form of a sign-in record with its explanation as JSON, for the portal and the command.</summary>
public static class SignInJson
{
    // Made at build time, with the options that every other document has.
    private static readonly SignInRecordJson Records = new(new JsonSerializerOptions(StrictJson.Options));

    /// <summary>
    /// The record's members and, beside them, <c>explanation</c>: made now, from the facts that were recorded; null
    /// when no federated assertion was judged.
    /// </summary>
    public static JsonObject Of(SignInRecord record)
    {
        var json = JsonSerializer.SerializeToNode(record, Records.SignInRecord)!.AsObject();
        var explanation = RecordedSignIn.Explain(record);
        json["explanation"] = explanation is null ? null : ExplanationJson.Of(explanation);
        return json;
    }
}

/// <summary>How sign-in records are written, without reflection.</summary>
[JsonSerializable(typeof(SignInRecord))]
internal sealed partial class SignInRecordJson : JsonSerializerContext;
