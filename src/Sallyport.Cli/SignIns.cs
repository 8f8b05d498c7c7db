using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sallyport.Core.Entra.Sts;
using Sallyport.Core.Signing;

namespace Sallyport.Cli;

/// <summary>The sign-in records of the running instance, as its administrator sees them.</summary>
internal static class SignIns
{
    /// <summary>The newest records first.</summary>
    public static async Task<IReadOnlyList<SignInRecord>> ListAsync(InstanceClient instance, bool refused, int top, CancellationToken cancel)
    {
        using var client = instance.Surface("portal");
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", instance.Instance.AdministratorToken);
        var answer = await client.GetStringAsync($"sallyport/signIns?refused={(refused ? "true" : "false")}&top={top}", cancel);
        return JsonNode.Parse(answer)!["value"].Deserialize<List<SignInRecord>>(StrictJson.Options)!;
    }
}
