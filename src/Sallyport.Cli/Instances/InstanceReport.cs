using System.Text.Json.Nodes;
using Sallyport.Cli.Output;
using Spectre.Console;

namespace Sallyport.Cli.Instances;

/// <summary>A running instance, as JSON for programs and in words for people.</summary>
internal static class InstanceReport
{
    private const int Width = 14;

    /// <summary>The <c>data</c> of <c>up --json</c>, secrets included.</summary>
    internal static JsonObject Json(InstanceFile instance) => new()
    {
        ["proxy"] = instance.Proxy,
        ["caCertificate"] = instance.CaCertificate,
        ["tenantId"] = instance.TenantId.ToString(),
        ["subscriptionId"] = instance.SubscriptionId.ToString(),
        ["owner"] = new JsonObject
        {
            ["clientId"] = instance.OwnerClientId.ToString(),
            ["clientSecret"] = instance.OwnerClientSecret,
        },
        ["administrator"] = new JsonObject
        {
            ["userPrincipalName"] = instance.AdministratorName,
            ["password"] = instance.AdministratorPassword,
        },
        ["gitlab"] = new JsonObject { ["url"] = instance.GitLabUrl, ["token"] = instance.GitLabToken },
        ["surfaces"] = new JsonObject(instance.Surfaces.Select(s => KeyValuePair.Create(s.Key, (JsonNode?)s.Value))),
    };

    /// <summary>What to do next.</summary>
    internal static void PrintReady(InstanceDirectory directory, InstanceFile instance)
    {
        Terminal.Out.MarkupLineInterpolated($"[green]Sallyport is ready[/] on {instance.Address}");
        PrintFacts(directory, instance);
        Console.Out.WriteLine();
        Console.Out.WriteLine("Next, in another terminal:");
        Terminal.Rows(
            [
                (directory.Command("shell"), "a shell in which az is signed in as the owner"),
                (directory.Command("exec") + " -- az group list", "one command in that environment"),
                ($"eval \"$({directory.Command("env")})\"", "that environment in your own shell"),
                (directory.Command("status") + " --json", "the same facts, with the secrets"),
                (directory.Command("down"), "stops the instance"),
            ], directory.Command("exec").Length + 18);
    }

    /// <summary>Ids and addresses, without secrets.</summary>
    internal static void PrintFacts(InstanceDirectory directory, InstanceFile instance) =>
        Terminal.Rows(
            [
                ("Tenant", instance.TenantId.ToString()),
                ("Subscription", instance.SubscriptionId.ToString()),
                ("Owner", $"client id {instance.OwnerClientId}"),
                ("Administrator", $"{instance.AdministratorName} (password: {directory.AdminPassword})"),
                ("GitLab", $"{instance.GitLabUrl} (played; to change it: {directory.Command("up")} --gitlab-url URL)"),
                ("Projects", $"{instance.PageOf("")} in a browser of this machine"),
                ("CA", instance.CaCertificate),
                ("Data", directory.Path),
            ], Width);
}
