using System.Text.Json;
using Sallyport.Core.Wire;

namespace Sallyport.Explain.Credentials;

/// <summary>
/// The credentials in Terraform's state file (<c>resources</c> with <c>instances</c> and <c>attributes</c>) and in
/// what <c>terraform show -json</c> prints (<c>resources</c> with <c>values</c>, in modules). Source: Terraform's
/// "JSON output format".
/// </summary>
internal static class TerraformResources
{
    private const int Deepest = 32;

    private static readonly string[] Types =
    [
        "azuread_application_federated_identity_credential",
        "azuread_application_flexible_federated_identity_credential",
        "azurerm_federated_identity_credential",
    ];

    /// <summary>Whether an object is one of the two.</summary>
    public static bool IsIn(JsonElement root) =>
        root.TryGetProperty("terraform_version", out _) || root.TryGetProperty("format_version", out _);

    /// <summary>The credentials, in the order of the file.</summary>
    public static IEnumerable<JsonElement> In(JsonElement root)
    {
        // A plan also has the state before it.
        var start = root.TryGetProperty("planned_values", out var planned) ? planned : root;
        return Within(start, 0);
    }

    private static IEnumerable<JsonElement> Within(JsonElement json, int depth)
    {
        if (depth > Deepest)
            return [];
        return json.ValueKind switch
        {
            JsonValueKind.Array => json.EnumerateArray().SelectMany(item => Within(item, depth + 1)),
            JsonValueKind.Object when IsResource(json) => Attributes(json),
            JsonValueKind.Object => json.EnumerateObject().SelectMany(member => Within(member.Value, depth + 1)),
            _ => [],
        };
    }

    private static bool IsResource(JsonElement json) => Types.Contains(json.String("type"), StringComparer.Ordinal);

    private static IEnumerable<JsonElement> Attributes(JsonElement resource)
    {
        if (resource.TryGetProperty("values", out var values))
            return [values];
        var hasInstances = resource.TryGetProperty("instances", out var instances)
            && instances.ValueKind == JsonValueKind.Array;
        return hasInstances
            ? instances.EnumerateArray().Select(i => CredentialEntry.ObjectIn(i, "attributes")).OfType<JsonElement>()
            : [];
    }
}
