using System.Text.Json;
using System.Text.Json.Nodes;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Core.Wire;
using Sallyport.Explain;

namespace Sallyport.Server.Portal;

/// <summary>A sign-in record with its explanation, which is made when the record is read.</summary>
internal static class SignInJson
{
    /// <summary>Writes the record's members and, beside them, <c>explanation</c>.</summary>
    public static JsonObject Of(SignInRecord record)
    {
        var json = JsonSerializer.SerializeToNode(record, StrictJson.Options)!.AsObject();
        var explanation = RecordedSignIn.Explain(record);
        json["explanation"] = explanation is null ? null : ExplanationJson.Of(explanation);
        return json;
    }
}
