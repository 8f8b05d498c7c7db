using System.Text.Json.Serialization;

namespace Sallyport.Core.Arm;

/// <summary>How the embedded files of this room are read, without reflection.</summary>
[JsonSerializable(typeof(List<BuiltInRoles.Entry>))]
[JsonSerializable(typeof(List<Location>))]
internal sealed partial class ArmFilesJson : JsonSerializerContext;
