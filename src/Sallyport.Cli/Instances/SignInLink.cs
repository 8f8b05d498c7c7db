using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Sallyport.Core.Wire;

namespace Sallyport.Cli.Instances;

/// <summary>A link of the running instance by which a person signs in to the portal once, within an hour.</summary>
/// <param name="Portal">The address of the portal.</param>
/// <param name="Person">Who signs in by it.</param>
/// <param name="Link">The link.</param>
internal sealed record SignInLink(string Portal, string Person, string Link)
{
    /// <summary>Asks for a new one; null when there is no such account, or it is disabled.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="user">The user principal name; without a domain it is of the instance's own.</param>
    /// <param name="cancel">Cancels the request.</param>
    public static async Task<SignInLink?> NewAsync(InstanceClient instance, string user, CancellationToken cancel)
    {
        using var client = instance.Portal();
        var body = new JsonObject { ["userPrincipalName"] = FullName(instance.Instance, user) };
        using var response = await client.PostAsJsonAsync("sallyport/signInLinks", body, cancel);
        if (response.StatusCode == HttpStatusCode.NotFound)
            return null;
        response.EnsureSuccessStatusCode();
        var answer = StrictJson.ReadNode(await response.Content.ReadAsStringAsync(cancel))!;
        return new(
            (string)answer["portal"]!, (string)answer["userPrincipalName"]!, (string)answer["signInLink"]!);
    }

    private static string FullName(InstanceFile instance, string user)
    {
        var administrator = instance.AdministratorName;
        var domain = administrator[administrator.IndexOf('@', StringComparison.Ordinal)..];
        return user.Contains('@') ? user : user + domain;
    }
}
