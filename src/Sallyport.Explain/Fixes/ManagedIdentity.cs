using System.Text.RegularExpressions;

namespace Sallyport.Explain.Fixes;

/// <summary>A user-assigned managed identity, as a resource of Azure.</summary>
/// <param name="Subscription">The id of its subscription.</param>
/// <param name="ResourceGroup">Its resource group.</param>
/// <param name="Name">Its name.</param>
public sealed partial record ManagedIdentity(string Subscription, string ResourceGroup, string Name)
{
    /// <summary>The identity that an ARM id names or is below; null when it names none.</summary>
    public static ManagedIdentity? Read(string? id)
    {
        var found = Id().Match(id ?? "");
        return found.Success
            ? new ManagedIdentity(
                found.Groups["subscription"].Value, found.Groups["group"].Value, found.Groups["name"].Value)
            : null;
    }

    /// <summary>The words that name it to <c>az identity federated-credential</c>.</summary>
    internal string Words =>
        $"--identity-name {ShellWord.Quoted(Name)} --resource-group {ShellWord.Quoted(ResourceGroup)} "
        + $"--subscription {ShellWord.Quoted(Subscription)}";

    [GeneratedRegex(
        "^/subscriptions/(?<subscription>[^/]+)/resourcegroups/(?<group>[^/]+)/providers/"
        + "microsoft\\.managedidentity/userassignedidentities/(?<name>[^/]+)(/|\\z)",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase
        | RegexOptions.CultureInvariant)]
    private static partial Regex Id();
}
