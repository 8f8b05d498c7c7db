using System.Text.RegularExpressions;

namespace Sallyport.Explain.Credentials;

/// <summary>
/// Lists of credentials for people, in which a text may be cut: they are recognised, and the command that prints JSON
/// is named.
/// </summary>
internal static partial class OtherFormats
{
    private const string Az =
        "az ad app federated-credential list --id \"$appId\" --output json, "
        + "or for a managed identity az identity federated-credential list --identity-name NAME "
        + "--resource-group GROUP --output json";

    /// <summary>What a text is that is no JSON, and the command that prints JSON; null when unknown.</summary>
    public static string? Of(string text)
    {
        if (Hcl().IsMatch(text))
            return "it is Terraform's configuration, in which texts are not filled in; print the state as JSON: "
                + "terraform show -json";
        if (PowerShellList().IsMatch(text))
            return "it is a list as PowerShell shows it; print JSON: "
                + "Get-AzADAppFederatedCredential -ApplicationObjectId $objectId | ConvertTo-Json -AsArray";
        if (Yaml().IsMatch(text))
            return $"it is YAML; print JSON: {Az}";
        return Table().IsMatch(text) ? $"it is a table, which cuts and leaves out texts; print JSON: {Az}" : null;
    }

    [GeneratedRegex(
        "^[ \t]*resource[ \t]+\"az(uread|urerm)_", RegexOptions.Multiline)]
    private static partial Regex Hcl();

    [GeneratedRegex("^Issuer +: ", RegexOptions.Multiline)]
    private static partial Regex PowerShellList();

    [GeneratedRegex("^[ -]*(issuer|subject|audiences):", RegexOptions.Multiline)]
    private static partial Regex Yaml();

    // A line with the names of columns, and one of dashes below it; or columns between tabs or bars.
    [GeneratedRegex(
        "(?i:issuer|subject)[^\n]{0,1000}\n[ |+]*-{3,}|\thttps://|[|│] *https://",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Table();
}
