using System.Text.Json.Serialization;

namespace Sallyport.Core.Wire;

/// <summary>How headers and claims are written, without reflection: texts, numbers and lists of texts.</summary>
[JsonSerializable(typeof(Dictionary<string, object>))]
[JsonSerializable(typeof(List<string>))]
[JsonSerializable(typeof(List<Dictionary<string, string>>))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(long))]
internal sealed partial class ClaimsJson : JsonSerializerContext;
