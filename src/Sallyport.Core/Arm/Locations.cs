using System.Text.Json;
using Sallyport.Core.Wire;

namespace Sallyport.Core.Arm;

/// <summary>A region of the cloud. Source: Azure REST, <c>subscriptions/locations</c>.</summary>
/// <param name="Name">Such as <c>westeurope</c>.</param>
/// <param name="DisplayName">Such as <c>West Europe</c>.</param>
/// <param name="GeographyGroup">Such as <c>Europe</c>.</param>
/// <param name="RegionCategory"><c>Recommended</c> or <c>Other</c>.</param>
/// <param name="Latitude">Degrees, as text.</param>
/// <param name="Longitude">Degrees, as text.</param>
/// <param name="PhysicalLocation">Such as <c>Netherlands</c>.</param>
/// <param name="PairedRegion">The name of the region that it is paired with, if any.</param>
public sealed record Location(
    string Name, string DisplayName, string GeographyGroup, string RegionCategory, string Latitude, string Longitude,
    string PhysicalLocation, string? PairedRegion);

/// <summary>The regions, from <c>Locations.json</c>.</summary>
public static class Locations
{
    /// <summary>All of them, by name.</summary>
    public static readonly IReadOnlyList<Location> All = Read();

    private static readonly Dictionary<string, Location> ByName =
        All.ToDictionary(l => l.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The region of a name or display name, ignoring case and blanks; null when there is none.</summary>
    public static Location? Find(string text) =>
        ByName.GetValueOrDefault(text.Replace(" ", "", StringComparison.Ordinal));

    private static List<Location> Read()
    {
        using var stream = typeof(Locations).Assembly.GetManifestResourceStream("Sallyport.Core.Arm.Locations.json")!;
        var files = new ArmFilesJson(new JsonSerializerOptions(StrictJson.Options));
        return JsonSerializer.Deserialize(stream, files.ListLocation)!;
    }
}
