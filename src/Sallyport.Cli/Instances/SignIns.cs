using System.Text.Json;
using System.Text.Json.Nodes;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Core.Wire;

namespace Sallyport.Cli.Instances;

/// <summary>The sign-in records of the running instance, as its administrator sees them.</summary>
internal static class SignIns
{
    /// <summary>The newest records first.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="refused">Only what was refused.</param>
    /// <param name="top">How many at most.</param>
    /// <param name="cancel">Cancels the look-up.</param>
    /// <param name="clients">Only those that signed in as one of these; none: all.</param>
    public static async Task<IReadOnlyList<SignInRecord>> ListAsync(
        InstanceClient instance,
        bool refused,
        int top,
        CancellationToken cancel,
        params IEnumerable<string> clients)
    {
        using var portal = instance.Portal();
        var which = refused ? "true" : "false";
        var query = string.Concat(clients.Select(c => $"&client={Uri.EscapeDataString(c)}"));
        var answer = await portal.GetStringAsync($"sallyport/signIns?refused={which}&top={top}{query}", cancel);
        return StrictJson.ReadNode(answer)!["value"].Deserialize<List<SignInRecord>>(StrictJson.Options)!;
    }
}
